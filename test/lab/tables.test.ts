/**
 * Every machine of the lab whose dump is there, of any architecture: its process's page table is found by trying every place in
 * memory in every mode of the architecture, and exactly the right one fits; and QEMU's own answers are ours.
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Engine, PagingMode, SpaceOptions } from '../../engine/index.js';
import { engineOver } from '../kit/core-module.js';
import { memoryConnector } from '../kit/memory-connector.js';
import { formatOf } from '../kit/reference/index.js';
import { MACHINES, isChosen, labFile } from './chosen.js';

const MODES: Record<string, readonly PagingMode[]> = {
  x86_64: ['x86-64-4level', 'x86-64-5level'],
  i386: ['x86-32', 'x86-pae'],
  arm: ['arm-short', 'arm-lpae'],
  riscv64: ['riscv64-sv39', 'riscv64-sv48', 'riscv64-sv57'],
  aarch64: [
    'aarch64-4k-39',
    'aarch64-4k-48',
    'aarch64-4k-48-lpa2',
    'aarch64-4k-52',
    'aarch64-16k-47',
    'aarch64-16k-48',
    'aarch64-16k-52',
    'aarch64-64k-48',
    'aarch64-64k-52',
  ],
};

/** What QEMU said, as test/dumps/boot.js writes it; numbers in hex. */
interface Told {
  readonly machine: { readonly arch?: string };
  readonly cpus?: readonly {
    readonly spaces: readonly {
      readonly mode: PagingMode;
      readonly root?: string;
      readonly highRoot?: string;
      readonly first: string;
      readonly last: string;
    }[];
    readonly answers: readonly (readonly [string, string, string | null])[];
  }[];
}
type Row = readonly [bigint, bigint | undefined];

const machines = MACHINES.filter(({ name, memory }) => memory < 1024 && isChosen(name));

const big = (text: string): bigint => BigInt(`0x${text}`);

/** Physical memory of a machine. */
interface Memory {
  readonly bytes: Uint8Array;
  readonly layout: readonly { readonly base: number; readonly size: number; readonly offset: number }[];
}

/** Places in memory that may be a top table through which `probe` leads on into memory. */
function* likelyRoots(mode: PagingMode, { bytes, layout }: Memory, probe: bigint): Generator<bigint> {
  const format = formatOf(mode);
  const level = format.levels.length;
  const top = format.levels[level - 1] as { shift: number; bits: number };
  const { entryBytes } = format;
  const lowest = Number(format.rootMask & -format.rootMask);
  const step = Math.max(lowest, entryBytes * 2 ** top.bits);
  const skip = Number((probe >> BigInt(top.shift)) & ((1n << BigInt(top.bits)) - 1n)) * entryBytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const inMemory = (at: bigint): boolean =>
    layout.some(({ base, size }) => at >= BigInt(base) && at < BigInt(base + size));
  for (const { base, size, offset } of layout) {
    for (let at = Math.ceil(base / step) * step; at + skip + entryBytes <= base + size; at += step) {
      const place = offset + at - base + skip;
      if ((view.getUint8(place) & 3) === 0) continue;
      const entry = entryBytes === 8 ? view.getBigUint64(place, true) : BigInt(view.getUint32(place, true));
      const said = format.decode(entry, level);
      if (said.kind !== 'none' && inMemory(said.kind === 'table' ? said.at : said.base)) yield BigInt(at);
    }
  }
}

/** Answers that are not the expected ones. */
async function wrong(engine: Engine, options: SpaceOptions, rows: readonly Row[]): Promise<readonly Row[]> {
  const answers = await engine.space(options).translate(rows.map(([virtual]) => virtual));
  return rows.filter(([, physical], i) => {
    const answer = answers[i];
    return (answer?.ok === true ? answer.physical : undefined) !== physical;
  });
}

/**
 * What Linux remembers of a page that 32-bit ARM may not touch until it is used again: its own tables lie 2 KiB before the
 * hardware's, which have nothing there. Source: arch/arm/include/asm/pgtable-2level.h.
 */
async function idlePage(engine: Engine, root: bigint, virtual: bigint): Promise<bigint | undefined> {
  const { physical } = engine;
  const table = await physical.u32(root + (virtual >> 20n) * 4n);
  if ((table & 3) !== 1) return undefined;
  const hardware = BigInt(table & ~0x3ff) + ((virtual >> 12n) & 0xffn) * 4n;
  const entry = (await physical.u32(hardware)) === 0 ? await physical.u32(hardware - 2048n) : 0;
  return (entry & 1) === 0 ? undefined : BigInt((entry & ~0xfff) >>> 0);
}

test('there is a machine to look at', () => {
  expect(machines.length).toBeGreaterThan(0);
});

describe.each(machines)('$name', ({ name }) => {
  const told = JSON.parse(readFileSync(labFile(name, 'qemu.json'), 'utf8')) as Told;
  const account = readFileSync(labFile(name, 'serial.txt'), 'latin1');
  // The hardware has no page where mprotect took all rights.
  const rows: Row[] = [...account.matchAll(/^VTOP (\S+) ([0-9a-f]+) (none|[0-9a-f]+)/gm)].map(
    ([, what, virtual, physical]) => [
      big(virtual ?? ''),
      physical === 'none' || what === 'protnone' ? undefined : big(physical ?? ''),
    ],
  );
  let memory: Memory;
  let engine: Engine;
  beforeAll(async () => {
    const layout = JSON.parse(readFileSync(labFile(name, 'layout.json'), 'utf8')) as Memory['layout'];
    const bytes = new Uint8Array(readFileSync(labFile(name)));
    memory = { bytes, layout };
    // The memory file holds the ranges in the order of their addresses, perhaps with others between them.
    const ranges = layout.map(({ base, size }) => ({ start: base, size }));
    const parts = layout.map(({ size, offset }) => bytes.subarray(offset, offset + size));
    const whole = parts.length === 1 ? (parts[0] as Uint8Array) : new Uint8Array(Buffer.concat(parts));
    engine = await engineOver(memoryConnector(whole, { ranges }));
  });

  test('one mode fits all pages that the process listed, and the pages that it lacks', async () => {
    const found: [string, bigint][] = [];
    const [probe, physical] = rows.find(([, at]) => at !== undefined) as [bigint, bigint];
    for (const mode of MODES[told.machine.arch ?? 'x86_64'] ?? [])
      for (const root of likelyRoots(mode, memory, probe)) {
        if (engine.space({ root, mode }).sync?.physicalOf(probe) !== physical) continue;
        const others: Row[] = [];
        for (const row of await wrong(engine, { root, mode }, rows)) {
          const idle = mode === 'arm-short' ? await idlePage(engine, root, row[0]) : undefined;
          if (idle === undefined || idle !== row[1]) others.push(row);
        }
        if (others.length === 0) found.push([mode, root]);
      }
    const used = new Set((told.cpus ?? []).flatMap(({ spaces }) => spaces.map(({ mode }) => mode)));
    expect(new Set(found.map(([mode]) => mode))).toEqual(used);
    expect(rows.length).toBeGreaterThan(15);
  });

  test("QEMU's own answers by the tables of each processor", async () => {
    let count = 0;
    for (const { spaces, answers } of told.cpus ?? [])
      for (const { mode, root, highRoot, first, last } of spaces) {
        const asked = answers
          .map(([, virtual, physical]): Row => [big(virtual), physical === null ? undefined : big(physical)])
          .filter(([virtual]) => virtual >= big(first) && virtual <= big(last));
        const options = {
          mode,
          ...(root !== undefined && { root: big(root) }),
          ...(highRoot !== undefined && { highRoot: big(highRoot) }),
        };
        expect(await wrong(engine, options, asked)).toEqual([]);
        count += asked.length;
      }
    expect(count).toBeGreaterThan(100);
  });
});
