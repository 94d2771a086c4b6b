/** One fault at the Nth request, for all N: nothing wrong is given as good, nothing hangs, and no cache keeps a trace of it. */
import { describe, expect, test } from 'vitest';
import { wrapFault, type FaultKind, type FaultyConnector } from '../../connectors/index.js';
import {
  PagewalkError,
  type AddressSpace,
  type Engine,
  type MemoryView,
  type Missing,
  type PageRun,
} from '../../engine/index.js';
import { engineOver } from '../kit/core-module.js';
import { memoryConnector } from '../kit/memory-connector.js';
import { PTE, seeded, TableMemory } from '../kit/page-tables.js';

const BASE = 0x7f00_0000_0000n;
const PAGES = 40;
const NEEDLE = Uint8Array.of(0xfa, 0x17, 0xfa, 0x17, 0x5e);
const KINDS: readonly FaultKind[] = ['fail', 'shorten', 'delay', 'reorder', 'duplicate', 'throw'];

interface World {
  readonly connector: FaultyConnector;
  readonly engine: Engine;
  readonly space: AddressSpace;
  /** The memory itself. */
  readonly bytes: Uint8Array;
}

/** Tables in scattered frames over data in which the needle stands three times, once across two pages. */
const { image, root } = (() => {
  const random = seeded(31);
  const memory = new TableMemory(160, 120);
  const top = memory.table();
  for (let i = 0; i < 120 * 4096; i++) memory.bytes[i] = random(200);
  const frameOf = (page: number): number => (page * 53 + 7) % 120;
  for (let page = 0; page < PAGES; page++) {
    if (page !== 9) memory.map(top, 4, virtualOf(page), BigInt(frameOf(page) * 4096), 1, PTE.write);
  }
  memory.bytes.set(NEEDLE, frameOf(3) * 4096 + 100);
  memory.bytes.set(NEEDLE.subarray(0, 2), frameOf(13) * 4096 + 4094);
  memory.bytes.set(NEEDLE.subarray(2), frameOf(14) * 4096);
  memory.bytes.set(NEEDLE, frameOf(30) * 4096 + 9);
  return { image: memory.bytes, root: top };
})();

function virtualOf(page: number): bigint {
  return BASE + BigInt(page * 4096) + (page >= 20 ? 0x4000_0000n : 0n);
}

async function world(asyncOnly: boolean, kind: FaultKind, request: number, block: number): Promise<World> {
  const bytes = image.slice();
  const connector = wrapFault(memoryConnector(bytes, { asyncOnly, block, writable: true }), [
    { request, kind, milliseconds: 0 },
  ]);
  const engine = await engineOver(connector, { write: true });
  return { connector, engine, bytes, space: engine.space({ root, mode: 'x86-64-4level' }) };
}

/** What one step gave: facts that may be there, and what was told to be missing. */
interface Outcome {
  readonly facts: Map<string, unknown>;
  readonly missing: Missing[];
  readonly threw: boolean;
}

type Step = (world: World, facts: Map<string, unknown>, missing: Missing[]) => Promise<void>;

function note(view: MemoryView, facts: Map<string, unknown>, missing: Missing[]) {
  return (address: bigint, data: Uint8Array, gaps: readonly Missing[]): void => {
    missing.push(...gaps);
    const lost = (at: bigint): boolean => gaps.some(({ start, size }) => at >= start && at < start + size);
    for (let i = 0; i < data.length; i += 64) {
      const at = address + BigInt(i);
      const end = at + 64n;
      if (!gaps.some(({ start, size }) => start < end && start + size > at))
        facts.set(`${view.ranges.length} ${at}`, data.slice(i, i + 64).join());
      else if (!lost(at)) facts.set(`${view.ranges.length} ${at} first`, data[i]);
    }
  };
}

const STEPS: Record<string, Step> = {
  async translate({ space }, facts, missing) {
    const addresses = Array.from(
      { length: PAGES },
      (_, i) => BASE + BigInt(i * 4096) + (i % 2 === 0 ? 0n : 0x4000_0000n),
    );
    for (const answer of await space.translate(addresses)) {
      if (answer.ok) facts.set(`t ${answer.virtual}`, answer.physical);
      else if (answer.reason.kind === 'missing-page')
        missing.push({ start: answer.virtual, size: 1n, reason: answer.reason });
      else facts.set(`t ${answer.virtual}`, answer.reason.kind);
    }
  },
  async enumerate({ space }, facts, missing) {
    const runs: PageRun[] = [];
    for await (const run of space.pages({ onMissing: (gap) => missing.push(gap) })) runs.push(run);
    for (const { virtual, physical, size } of runs)
      for (let at = 0n; at < size; at += 4096n) facts.set(`p ${virtual + at}`, physical + at);
  },
  async read({ engine, space }, facts, missing) {
    const ranges = [
      { address: BASE + 10n, length: 9000 },
      { address: BASE + 8n * 4096n, length: 3 * 4096 },
      { address: BASE + 0x4000_0000n + 25n * 4096n, length: 5 * 4096 },
      { address: BASE + 18n * 4096n, length: 16 },
    ];
    const add = note(space, facts, missing);
    (await space.readMany(ranges)).forEach(({ data, missing: gaps }, i) =>
      add(ranges[i]?.address ?? 0n, data, gaps),
    );
    const physical = await engine.physical.readPartial(5n * 4096n + 3n, 70_000);
    note(engine.physical, facts, missing)(5n * 4096n + 3n, physical.data, physical.missing);
    const into = new Uint8Array(300);
    add(BASE + 500n, into, await space.readInto(BASE + 500n, into));
    const list = new BigUint64Array(3);
    const addresses = BigUint64Array.of(BASE, BASE + 0x4001_4000n, BASE + 4092n);
    const gaps = await space.u64List(addresses, list);
    list.forEach((value, i) => {
      if (!gaps.some(({ index }) => index === i)) facts.set(`l ${i}`, value);
    });
    missing.push(...gaps.flatMap((gap) => gap.missing));
  },
  async search({ engine, space }, facts, missing) {
    for (const view of [space, engine.physical]) {
      const onMissing = (gap: Missing): void => void missing.push(gap);
      for await (const { address } of view.search([{ bytes: NEEDLE }], { onMissing }))
        facts.set(`s ${view.ranges.length} ${address}`, true);
    }
  },
};

async function run(at: World, step: Step): Promise<Outcome> {
  const facts = new Map<string, unknown>();
  const missing: Missing[] = [];
  try {
    await step(at, facts, missing);
    return { facts, missing, threw: false };
  } catch (error) {
    expect(error).toBeInstanceOf(PagewalkError);
    return { facts, missing, threw: true };
  }
}

/** Nothing may be said that is not so; what is not said must be covered by what is missing, or the call threw. */
function compare(got: Outcome, truth: Outcome): void {
  for (const [what, fact] of got.facts)
    if (truth.facts.has(what)) {
      if (truth.facts.get(what) !== fact)
        throw new Error(`${what}: ${String(fact)} instead of ${String(truth.facts.get(what))}`);
    } else if (!what.endsWith('first')) throw new Error(`${what} is not so`);
  const silent =
    got.facts.size < truth.facts.size && got.missing.length <= truth.missing.length && !got.threw;
  if (silent) throw new Error(`${truth.facts.size - got.facts.size} facts are missing without a word`);
}

/** Both say the same. */
function equal(got: Outcome, truth: Outcome): void {
  compare(got, truth);
  expect(got.facts.size).toBe(truth.facts.size);
  expect(got.missing).toEqual(truth.missing);
  expect(got.threw).toBe(truth.threw);
}

describe.each([
  { asyncOnly: false, block: 4096 },
  { asyncOnly: true, block: 4096 },
  { asyncOnly: true, block: 32_768 },
])('asyncOnly $asyncOnly, block $block', ({ asyncOnly, block }) => {
  test.each(Object.keys(STEPS))('%s', async (name) => {
    const step = STEPS[name] as Step;
    const whole = await world(asyncOnly, 'fail', -1, block);
    const truth = await run(whole, step);
    expect(truth.threw).toBe(false);
    const requests = whole.connector.requests();
    expect(requests).toBeGreaterThan(0);
    for (const kind of KINDS) {
      for (let request = 0; request < requests; request++) {
        const at = await world(asyncOnly, kind, request, block);
        const first = await run(at, step);
        try {
          compare(first, truth);
          if (['delay', 'reorder', 'duplicate'].includes(kind)) equal(first, truth);
          expect(first.threw).toBe(kind === 'throw');
          const second = await run(at, step);
          equal(second, truth);
        } catch (error) {
          throw new Error(`${kind} at request ${request} of ${requests}`, { cause: error });
        }
      }
    }
  });

  test('write', async () => {
    const pieces = [
      { address: BASE + 100n, data: new Uint8Array(9000).fill(201) },
      { address: BASE + 8n * 4096n, data: new Uint8Array(3 * 4096).fill(202) },
      { address: virtualOf(24) + 7n, data: new Uint8Array(64).fill(203) },
    ];
    /** Reads, so that the caches are filled, writes, and holds what was said to what is in memory. */
    const attempt = async ({ space, bytes }: World): Promise<boolean> => {
      await space.readMany(pieces.map(({ address, data }) => ({ address, length: data.length })));
      const before = bytes.slice();
      const results = await space.writeMany(pieces).catch((error: unknown) => {
        expect(error).toMatchObject({ name: 'PagewalkError', kind: 'io' });
        return undefined;
      });
      for (const [i, { address, data }] of pieces.entries()) {
        const seen = await space.readPartial(address, data.length);
        const [{ physical = 0n } = {}] = (await space.translate([address])) as { physical?: bigint }[];
        const among = (gaps: readonly Missing[] | undefined, at: number): boolean =>
          gaps?.some(({ start, size }) => {
            const here = address + BigInt(at);
            return here >= start && here < start + size;
          }) ?? true;
        if (Number(physical) > 0 && !among(seen.missing, 0))
          expect(seen.data[0]).toBe(bytes[Number(physical)]);
        for (let at = 0; at < data.length; at += 61) {
          const said = !among(results?.[i]?.missing, at) && !among(seen.missing, at);
          if (said && seen.data[at] !== data[at])
            throw new Error(`byte ${at} of piece ${i} was said to be written`);
        }
      }
      return results !== undefined && Buffer.compare(bytes, before) !== 0;
    };
    const whole = await world(asyncOnly, 'fail', -1, block);
    expect(await attempt(whole)).toBe(true);
    const requests = whole.connector.requests();
    for (const kind of KINDS) {
      for (let request = 0; request < requests; request++) {
        const at = await world(asyncOnly, kind, request, block);
        try {
          await attempt(at).catch((error: unknown) => expect(error).toMatchObject({ kind: 'io' }));
          at.bytes.set(image);
          at.engine.flush();
          await attempt(at);
          expect(Buffer.compare(at.bytes, whole.bytes)).toBe(0);
        } catch (error) {
          throw new Error(`${kind} at request ${request} of ${requests}`, { cause: error });
        }
      }
    }
  });
});
