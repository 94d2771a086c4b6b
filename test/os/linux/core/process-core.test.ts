/** Cores of processes: what readelf makes of them, and what of the memory is in them, is zeros, or is not there. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AddressSpace } from '../../../../engine/index.js';
import type { Mapping } from '../../../../os/index.js';
import { coreNotes } from '../../../../os/linux/core/notes.js';
import { coreFile, coreMappings } from '../../../../os/linux/core/process-core.js';
import { Registers, REGISTERS, type RegisterLayout } from '../../../../os/linux/core/registers.js';
import { FakeMemory, fakeKernel } from '../../../kit/fake-kernel.js';

const TEXT = 0x400000n;
const map = (start: bigint, pages: bigint, permissions: string, path: string, offset = 0n): Mapping => ({
  start,
  end: start + 4096n * pages,
  permissions,
  offset,
  device: '00:00',
  inode: 0n,
  path,
  complete: true,
});
const MAPPINGS = [
  map(TEXT, 2n, 'r-xp', '/bin/a b'),
  map(0x600000n, 3n, 'rw-p', '[heap]'),
  map(0x700000n, 1n, '---p', ''),
  map(0xffffffffff600000n, 1n, '--xp', '[vsyscall]'),
];
const memory = new FakeMemory()
  .write(TEXT, new Uint8Array(4096).fill(0x90))
  .write(0x601000n, new Uint8Array(4096).fill(7));
const PROCESS = { pid: 42, ppid: 1, uid: 1000, gid: 0, state: 'S', name: 'a b', command: '/bin/a b -x' };

async function made(wordSize: 4 | 8, layout: RegisterLayout): Promise<Uint8Array> {
  const space = memory.space();
  const parts = await coreMappings(space, { items: MAPPINGS, complete: true }, 1n << 47n);
  const registers = Array.from({ length: layout.registers }, (_, i) => BigInt(i + 1));
  const threads = [
    { tid: 42, registers },
    { tid: 43, registers },
  ];
  const notes = coreNotes(
    wordSize,
    4096n,
    PROCESS,
    threads,
    new Uint8Array(2 * wordSize),
    MAPPINGS.slice(0, 1),
  );
  const { size, pieces } = coreFile(space, parts, notes, { wordSize, machine: layout.machine, page: 4096n });
  const bytes = new Uint8Array(size);
  for await (const piece of pieces()) bytes.set(piece.bytes, piece.offset);
  return bytes;
}

function readelf(bytes: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'pagewalk-core-'));
  try {
    writeFileSync(join(folder, 'core'), bytes);
    return execFileSync('readelf', ['-W', '-h', '-l', '-n', join(folder, 'core')], {
      stdio: ['ignore', 'pipe', 'pipe'],
    }).toString();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** struct elf_prstatus and elf_prpsinfo: bytes. Source: gdb and the kernel's own cores. */
const SIZES: Readonly<Record<string, readonly [status: number, process: number]>> = {
  'x86-64': [336, 136],
  aarch64: [392, 136],
  riscv64: [376, 136],
  'x86-32': [144, 124],
  arm: [148, 124],
};

describe('a core', () => {
  for (const [name, layout] of Object.entries(REGISTERS)) {
    const wordSize = name === 'x86-32' || name === 'arm' ? 4 : 8;
    test(`of ${name}: what readelf says`, async () => {
      const text = readelf(await made(wordSize, layout));
      expect(text).toMatch(/Type: +CORE/);
      const notes = [...text.matchAll(/^ +CORE +0x(\w+)\s+(\w+)/gm)].map(([, size, type]) => [
        type,
        parseInt(size ?? '', 16),
      ]);
      const [status, process] = SIZES[name] ?? [0, 0];
      expect(notes.filter(([type]) => type !== 'NT_FILE')).toEqual([
        ['NT_PRSTATUS', status],
        ['NT_PRPSINFO', process],
        ['NT_AUXV', 2 * wordSize],
        ['NT_PRSTATUS', status],
      ]);
      const loads = [...text.matchAll(/^ +LOAD +\w+ 0x(\w+) \w+ 0x(\w+) 0x(\w+) (.{3})/gm)].map((m) =>
        [m[1], m[2], m[3]].map((hex) => parseInt(hex ?? '', 16)).concat(m[4] === 'R E' ? 1 : 0),
      );
      expect(loads).toEqual([
        [0x400000, 4096, 4096, 1],
        [0x401000, 0, 4096, 1],
        [0x600000, 4096, 4096, 0],
        [0x601000, 4096, 4096, 0],
        [0x602000, 4096, 4096, 0],
        [0x700000, 0, 4096, 0],
      ]);
    });
  }

  test('what is not there is told, what was never touched is zeros, guard pages are nothing', async () => {
    const parts = await coreMappings(memory.space(), { items: MAPPINGS, complete: true }, 1n << 47n);
    expect(parts.map(({ runs }) => runs.map(({ what }) => what))).toEqual([
      ['bytes', 'missing'],
      ['zeros', 'bytes', 'zeros'],
      ['nothing'],
    ]);
    expect(parts[0]?.runs[1]?.reason).toMatch(/not mapped/);
  });

  test('more runs than program headers can be counted in 16 bits', async () => {
    const readPartial = (address: bigint, length: number) =>
      Promise.resolve({
        data: new Uint8Array(length),
        missing: Array.from({ length: length / 8192 }, (_, i) => ({
          start: address + BigInt(8192 * i + 4096),
          size: 4096n,
          reason: { kind: 'not-present', level: 1, entry: 0n } as const,
        })),
      });
    const space = { readPartial } as unknown as AddressSpace;
    const mapped = { items: [map(TEXT, 66048n, 'r--p', '/data')], complete: true };
    const parts = await coreMappings(space, mapped, 1n << 47n);
    const { size, pieces } = coreFile(space, parts, new Uint8Array(), {
      wordSize: 8,
      machine: 62,
      page: 4096n,
    });
    const head = (await pieces().next()).value as { bytes: Uint8Array };
    const view = new DataView(head.bytes.buffer);
    expect(view.getUint16(56, true)).toBe(0xffff);
    const section = Number(view.getBigUint64(40, true));
    expect(view.getUint32(section + 44, true)).toBe(66049);
    expect(size).toBeGreaterThan(33024 * 4096);
  });
});

describe('registers', () => {
  const STACK = 0xffffc90000100000n;
  const TASK = 0xffff888000001000n;
  const layouts = { task_struct: { stack: [0, 8], 'thread.fsbase': [8, 8] } } as const;
  const layout = REGISTERS['x86-64'] as RegisterLayout;
  const machine = (cs: bigint, rip: bigint, padding = 0n) => {
    const kernel = new FakeMemory().write(TASK, new Uint8Array(64)).words(TASK, [STACK, 0x7f00n]);
    const saved = Array.from({ length: 21 }, (_, i) => BigInt(i));
    saved[16] = rip;
    saved[17] = cs;
    saved[19] = 0x7ffc00001000n;
    return kernel.words(STACK + 16384n - 168n - padding, saved);
  };
  const of = (kernel: FakeMemory) => new Registers(fakeKernel(kernel, layouts), layout).of(TASK, 1n << 47n);

  test('are at the top of the stack, padded or not; the rest comes from the task', async () => {
    for (const padding of [0n, 16n]) {
      const values = await of(machine(0x33n, 0x401000n, padding));
      expect([values?.[16], values?.[19], values?.[21], values?.length]).toEqual([
        0x401000n,
        0x7ffc00001000n,
        0x7f00n,
        27,
      ]);
    }
  });

  test('are not taken from what is no user state, or not there', async () => {
    expect(await of(machine(0x10n, 0x401000n))).toBeUndefined();
    expect(await of(machine(0x33n, 0xffffffff81000000n))).toBeUndefined();
    const lost = machine(0x33n, 0x401000n);
    lost.lose(STACK + 16383n);
    expect(await of(lost)).toBeUndefined();
  });
});
