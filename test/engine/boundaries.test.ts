/** Boundary numbers in addresses and lengths of the public calls: what BigInt arithmetic says, or an error of kind usage. */
import { describe, expect, test } from 'vitest';
import type { MissingReason } from '../../engine/index.js';
import { EDGES, edgeWorld } from '../kit/boundaries.js';
import { engineOver } from '../kit/core-module.js';
import { memoryConnector } from '../kit/memory-connector.js';
import { TableMemory } from '../kit/page-tables.js';
import { readerOf } from '../kit/random-tables.js';
import { FLAG, formatOf, referenceWalk, TESTED_MODES, type Walked } from '../kit/reference/index.js';

const TOP = 1n << 64n;
const OUTSIDE = [-1n, -(1n << 63n), TOP, TOP + 1n, 1n << 70n];
const usage = { name: 'PagewalkError', kind: 'usage' };

/** Whether a reason is the one that the reference's answer gives. */
function because(reason: MissingReason, walked: Walked): boolean {
  if (reason.kind === 'missing-page')
    return walked.kind === 'missing' ? reason.table && reason.phys === walked.page : walked.kind === 'page';
  if (reason.kind === 'not-present')
    return walked.kind === 'not-present' && reason.level === walked.level && reason.entry === walked.entry;
  return reason.kind === walked.kind;
}

describe.each(TESTED_MODES.filter((mode) => mode !== 'wide-128'))('%s', (mode) => {
  const world = edgeWorld(mode);
  const pageSize = 1n << BigInt(formatOf(mode).levels[0]?.shift ?? 12);
  const pages = new Map<bigint, Walked>();
  const walkFirst = (virtual: bigint): Walked => {
    const walked = pages.get(virtual) ?? referenceWalk(mode, readerOf(world), world.roots, virtual);
    pages.set(virtual, walked);
    return walked;
  };
  /** The reference's answer; pages are of one size. */
  const walk = (virtual: bigint): Walked => {
    const skip = virtual % pageSize;
    const walked = walkFirst(virtual - skip);
    return walked.kind === 'page' ? { ...walked, physical: walked.physical + skip } : walked;
  };
  /** The byte at an address; undefined when there is none. */
  const byteAt = (virtual: bigint): number | undefined => {
    const walked = walk(virtual);
    return walked.kind === 'page' ? world.bytes[Number(walked.physical)] : undefined;
  };

  test.each([false, true])('reads, asyncOnly %s', async (asyncOnly) => {
    const space = (await engineOver(memoryConnector(world.bytes, { asyncOnly }))).space({
      mode,
      ...world.roots,
    });
    for (const address of EDGES) {
      for (const length of [0, 1, 8, 4095, 4097]) {
        const { data, missing } = await space.readPartial(address, length);
        expect(data.length).toBe(length);
        const gone = new Set<bigint>();
        for (const { start, size, reason } of missing) {
          for (let at = start; at < start + size; at++) gone.add(at);
          if (start < TOP && !because(reason, walk(start)))
            expect([address, length, reason]).toBe(walk(start));
        }
        for (let i = 0; i < length; i++) {
          const at = address + BigInt(i);
          const byte = at < TOP ? byteAt(at) : undefined;
          if (gone.has(at) !== (byte === undefined) || (byte !== undefined && data[i] !== byte))
            expect(`${address} + ${i} of ${length}: ${data[i]}, gone ${gone.has(at)}`).toBe(`${byte}`);
        }
      }
      const bytes = Array.from({ length: 8 }, (_, i) =>
        address + BigInt(i) < TOP ? byteAt(address + BigInt(i)) : undefined,
      );
      const word = bytes.reduceRight<bigint | undefined>(
        (sum, byte) => (sum === undefined || byte === undefined ? undefined : (sum << 8n) | BigInt(byte)),
        0n,
      );
      const got = await space.u64(address).catch(() => undefined);
      expect([address, got]).toEqual([address, word]);
      for (const length of [-1, 0.5, NaN, Infinity, 2 ** 30 + 1, 2 ** 32, 2 ** 53])
        await expect(space.readPartial(address, length)).rejects.toMatchObject(usage);
    }
    for (const address of OUTSIDE) {
      await expect(space.read(address, 1)).rejects.toMatchObject(usage);
      await expect(space.u64(address)).rejects.toMatchObject(usage);
      await expect(space.string(address)).rejects.toMatchObject(usage);
      await expect(space.translate([address])).rejects.toMatchObject(usage);
    }
  });

  test('translations, alone and in ranges', async () => {
    const space = (await engineOver(memoryConnector(world.bytes))).space({ mode, ...world.roots });
    const translated = await space.translate(EDGES);
    for (const [i, virtual] of EDGES.entries()) {
      const walked = walk(virtual);
      const got = translated[i];
      if (got === undefined || !got.ok) expect(got !== undefined && because(got.reason, walked)).toBe(true);
      else expect(walked).toMatchObject({ kind: 'page', physical: got.physical, pageSize: got.pageSize });
      expect(space.sync?.physicalOf(virtual)).toBe(walked.kind === 'page' ? walked.physical : undefined);
    }
    for (const start of EDGES) {
      for (const end of EDGES.filter((edge) => edge >= start && edge - start <= 1n << 33n)) {
        let at = start;
        for await (const run of space.translateRange({ start, end })) {
          expect(run.virtual).toBe(at);
          const walked = walk(at);
          if (run.ok) expect(walked).toMatchObject({ kind: 'page', physical: run.physical });
          else expect(because(run.reason, walked)).toBe(true);
          at += run.size;
        }
        expect(at).toBe(end);
      }
    }
  });
});

test('physical addresses above 2^53 are whole numbers all the same', async () => {
  const mode = 'riscv64-sv39';
  const memory = new TableMemory(16);
  const root = memory.rootTable(mode);
  const physical = (1n << 55n) + (1n << 53n) + 0x5000n;
  memory.mapIn(mode, { root }, 0x7000n, physical, 1, FLAG.read);
  const space = (await engineOver(memoryConnector(memory.bytes))).space({ mode, root });
  const [values, infos] = [new BigUint64Array(1), new Uint32Array(1)];
  space.sync?.translateInto(BigUint64Array.of(0x7123n), values, infos);
  expect(values[0]).toBe(physical + 0x123n);
  for (let again = 0; again < 2; again++) expect(space.sync?.physicalOf(0x7123n)).toBe(physical + 0x123n);
  const { missing } = await space.readPartial(0x7123n, 5);
  expect(missing).toMatchObject([{ start: 0x7123n, size: 5n }]);
});

test('physical to virtual, and roots, outside of what there can be', async () => {
  const { bytes, roots } = edgeWorld('x86-64-4level');
  const engine = await engineOver(memoryConnector(bytes));
  const space = engine.space({ mode: 'x86-64-4level', ...roots });
  for (const address of OUTSIDE)
    expect(() => space.virtualOf(address)).toThrow(expect.objectContaining(usage));
  for (const size of [0n, -1n, TOP])
    expect(() => space.virtualOf(1n, size)).toThrow(expect.objectContaining(usage));
});
