/** Pages that the tables call absent and a port of the operating system finds: read like any others, with and without promises. */
import { describe, expect, test } from 'vitest';
import {
  together,
  type AbsentPage,
  type AbsentPages,
  type AddressSpace,
  type FoundPage,
  type LookupJob,
  type PartialRead,
} from '../../engine/index.js';
import { engineOver } from '../kit/core-module.js';
import { memoryConnector } from '../kit/memory-connector.js';
import { PTE, TableMemory } from '../kit/page-tables.js';

const BASE = 0x7000_0000_0000n;
const PAGE = 4096n;
/** Entries by page: present, kept as bytes, kept in a frame, lost, of no interest, in a frame that is not there, present. */
const KEPT = 0x100n;
const MOVED = 0x200n;
const LOST = 0x300n;
const GONE = 0x500n;

/** Says what is asked and finds by the entry; moved pages are where physical memory says at 0x3000. */
class Kept implements AbsentPages {
  readonly asked: AbsentPage[] = [];
  space: AddressSpace | undefined;

  wants(entry: bigint): boolean {
    return entry !== 0n;
  }

  *find(pages: readonly AbsentPage[]): LookupJob<readonly (FoundPage | undefined)[]> {
    this.asked.push(...pages);
    return yield* together(pages.map((page) => this.one(page)));
  }

  private *one({ entry }: AbsentPage): LookupJob<FoundPage | undefined> {
    if (entry === KEPT) return { data: new Uint8Array(4096).fill(0x4b) };
    if (entry === LOST) return { why: 'kept by nobody' };
    if (entry === GONE) return { physical: 0x5000_0000n };
    if (entry !== MOVED || this.space === undefined) return undefined;
    const [read] = yield [{ view: this.space, address: BASE, length: 8 }];
    const at = read === undefined ? 0n : new DataView(read.data.buffer).getBigUint64(0, true);
    return { physical: at };
  }
}

async function world(asyncOnly: boolean) {
  const memory = new TableMemory(64, 32);
  const root = memory.table();
  const map = (page: bigint, frame: bigint) =>
    memory.map(root, 4, BASE + page * PAGE, frame * PAGE, 1, PTE.write | PTE.user);
  map(0n, 8n);
  map(6n, 9n);
  memory.bytes
    .fill(0x61, 8 * 4096, 9 * 4096)
    .fill(0x7a, 9 * 4096, 10 * 4096)
    .fill(0x6d, 12 * 4096, 13 * 4096);
  memory.write(8n * PAGE, 12n * PAGE);
  // The last table, found through the entries that lead to it.
  const table = [39n, 30n, 21n].reduce(
    (at, shift) => (memory.read(at + ((BASE >> shift) & 511n) * 8n) ?? 0n) & 0xffffffffff000n,
    root,
  );
  [KEPT, MOVED, LOST, 0x400n << 1n, GONE].forEach((entry, i) =>
    memory.write(table + BigInt(8 * (i + 1)), entry),
  );
  const engine = await engineOver(memoryConnector(memory.bytes, { asyncOnly }));
  const kept = new Kept();
  const options = { root, mode: 'x86-64-4level' } as const;
  kept.space = engine.space(options);
  return { engine, kept, plain: kept.space, space: engine.space({ ...options, absent: kept }) };
}

describe.each([false, true])('a source that answers with promises only: %s', (asyncOnly) => {
  test('bytes and frames are filled in; the rest is missing, with what is known', async () => {
    const { space, plain } = await world(asyncOnly);
    const { data, missing } = await space.readPartial(BASE, 7 * 4096);
    const at = (page: number, offset = 100) => data[page * 4096 + offset];
    expect([at(0), at(1), at(2), at(6)]).toEqual([0x61, 0x4b, 0x6d, 0x7a]);
    expect(missing).toMatchObject([
      { start: BASE + 3n * PAGE, size: PAGE, reason: { kind: 'not-present', why: 'kept by nobody' } },
      { start: BASE + 4n * PAGE, size: PAGE, reason: { kind: 'not-present', entry: 0x800n } },
      { start: BASE + 5n * PAGE, size: PAGE, reason: { kind: 'missing-page', phys: 0x5000_0000n } },
    ]);
    expect((await plain.readPartial(BASE, 7 * 4096)).missing).toHaveLength(5);
  });

  test('parts of pages, across their edges', async () => {
    const { space } = await world(asyncOnly);
    const bytes = await space.read(BASE + PAGE - 2n, 4);
    expect([...bytes]).toEqual([0x61, 0x61, 0x4b, 0x4b]);
    expect([...(await space.read(BASE + 3n * PAGE - 3n, 3))]).toEqual([0x6d, 0x6d, 0x6d]);
    await expect(space.read(BASE + 3n * PAGE - 1n, 2)).rejects.toThrow('kept by nobody');
    expect(await space.u32(BASE + PAGE)).toBe(0x4b4b4b4b);
  });

  test('the page, its entry and its size are told; translation stays that of the tables', async () => {
    const { space, kept } = await world(asyncOnly);
    await space.readPartial(BASE + PAGE + 8n, 16);
    expect(kept.asked).toMatchObject([{ address: BASE + PAGE, size: PAGE, level: 1, entry: KEPT }]);
    expect(await space.translate([BASE + PAGE])).toMatchObject([{ ok: false, reason: { entry: KEPT } }]);
  });

  test('a search looks through them too', async () => {
    const { space } = await world(asyncOnly);
    const hits: bigint[] = [];
    const pattern = { bytes: Uint8Array.of(0x4b, 0x6d) };
    for await (const { address } of space.search([pattern])) hits.push(address);
    expect(hits).toEqual([BASE + 2n * PAGE - 1n]);
  });
});

test('reads of a lookup that damage leads before or behind all addresses are missing, beside others that are not', async () => {
  const { engine, space, plain, kept } = await world(false);
  const got: PartialRead[] = [];
  kept.find = function* (pages) {
    const astray = [
      { view: engine.physical, address: -2048n, length: 4 },
      { view: plain, address: (1n << 64n) + BASE, length: 8 },
    ];
    got.push(...(yield [...astray, { view: plain, address: BASE, length: 1 }]));
    return pages.map(() => undefined);
  };
  await space.readPartial(BASE + PAGE, 1);
  expect(got).toEqual([
    { data: new Uint8Array(4), missing: [{ start: -2048n, size: 4n, reason: { kind: 'not-canonical' } }] },
    {
      data: new Uint8Array(8),
      missing: [{ start: (1n << 64n) + BASE, size: 8n, reason: { kind: 'not-canonical' } }],
    },
    { data: Uint8Array.of(0), missing: [] },
  ]);
});

test('without promises', async () => {
  const { space } = await world(false);
  expect([...(space.sync?.read(BASE + 2n * PAGE - 1n, 2) ?? [])]).toEqual([0x4b, 0x6d]);
});

test('lookups side by side read together and end in their order', async () => {
  const { plain } = await world(false);
  function* reads(count: number): LookupJob<number> {
    for (let i = 0; i < count; i++) yield [{ view: plain, address: BASE, length: 1 }];
    return count;
  }
  const trips: number[] = [];
  const job = together([reads(2), reads(0), reads(3)]);
  let step = job.next();
  while (step.done !== true) {
    trips.push(step.value.length);
    step = job.next(step.value.map(() => ({ data: new Uint8Array(1), missing: [] })));
  }
  expect(trips).toEqual([2, 2, 1]);
  expect(step.value).toEqual([2, 0, 3]);
});
