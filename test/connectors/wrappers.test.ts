/** Every wrapper shows the memory of the connector it wraps, and does what its name says. */
import { describe, expect, it } from 'vitest';
import {
  openReplay,
  wrapCache,
  wrapDelay,
  wrapFault,
  wrapMetrics,
  wrapRecord,
  type Fault,
} from '../../connectors/index.js';
import { splitAtHole, type Connector, type PhysicalRead, type PhysicalWrite } from '../../engine/index.js';
import { connectorConformance } from '../conformance/connector.js';
import { memoryConnector, type MemoryOptions } from '../kit/memory-connector.js';
import { random } from '../kit/random.js';

const ranges = [
  { start: 0x2000, size: 0x3800 },
  { start: 0x8000, size: 0x5000 },
];
const content = (() => {
  const draw = random(11);
  return Uint8Array.from({ length: 0x8800 }, () => Math.floor(draw() * 256));
})();
const memory = (options: MemoryOptions = {}) =>
  memoryConnector(content.slice(), { ranges, writable: true, ...options });
const read = (phys: number, length: number): PhysicalRead => ({ phys, into: new Uint8Array(length), got: 0 });
const write = (phys: number, ...bytes: number[]): PhysicalWrite => ({
  phys,
  from: Uint8Array.from(bytes),
  put: 0,
});

/** Reads everything that the conformance suite may ask for, so that a recording knows it. */
async function replayed(): Promise<Connector> {
  const recorder = wrapRecord(memory());
  await recorder.read([read(0x2000, 0x1000), read(0x2800, 0x3000), read(0x8000, 0x6000), read(0x5800, 1)]);
  return openReplay(recorder.recording(), 'the recording');
}

const WRAPPERS: Record<string, (options?: MemoryOptions) => Connector | Promise<Connector>> = {
  'wrap-cache': (options) => wrapCache(memory(options), { block: 4096, capacity: 3 }),
  'wrap-cache, one read': (options) => wrapCache(memory(options), { block: 0x4000, validReads: 1 }),
  'wrap-delay': (options) => wrapDelay(memory(options), { latency: 0.01, bytesPerSecond: 1e9 }),
  'wrap-metrics': (options) => wrapMetrics(memory(options)),
  'wrap-record': (options) => wrapRecord(memory(options)),
  'wrap-fault': (options) =>
    wrapFault(memory(options), [
      { request: 3, kind: 'reorder' },
      { request: 70, kind: 'duplicate' },
      { request: 71, kind: 'delay' },
    ]),
  replay: replayed,
};
for (const [name, open] of Object.entries(WRAPPERS)) {
  const cut = [
    { start: 0x2000, data: content.subarray(0, 0x3800) },
    { start: 0x8000, data: content.subarray(0x3800) },
  ];
  connectorConformance({ name, open: () => Promise.resolve(open()), memory: cut });
}

describe.each(Object.keys(WRAPPERS).filter((name) => name !== 'replay'))('%s', (name) => {
  const open = async (options?: MemoryOptions): Promise<Connector> =>
    (await WRAPPERS[name]?.(options)) ?? Promise.reject(new Error(name));

  it('answers at once where the inner one does, and is written where the inner one is', async () => {
    const both = await open();
    expect([both.readSync, both.write, both.writeSync].map((f) => typeof f)).toEqual(
      Array<string>(3).fill('function'),
    );
    expect(await open({ asyncOnly: true })).not.toHaveProperty('readSync');
    expect(await open({ asyncOnly: true })).not.toHaveProperty('writeSync');
    expect(await open({ writable: false })).not.toHaveProperty('write');
  });

  it('gives what was written, at once and later', async () => {
    const connector = await open();
    const before = [read(0x2ff0, 32)];
    await connector.read(before);
    const writes = [write(0x2ffe, 1, 2, 3, 4), write(0x57fe, 5, 6, 7)];
    await connector.write?.(writes);
    expect(writes).toMatchObject([
      { put: 4, reason: undefined },
      { put: 2, reason: 'the range ends' },
    ]);
    const after = [read(0x2ffd, 6), read(0x57fd, 3)];
    await connector.read(after);
    const old = content;
    expect(after[0]?.into).toEqual(Uint8Array.of(old[0xffd] as number, 1, 2, 3, 4, old[0x1002] as number));
    expect(after[1]?.into.subarray(1)).toEqual(Uint8Array.of(5, 6));
    connector.writeSync?.([write(0x2ffe, 9)]);
    connector.readSync?.(after);
    expect(after[0]?.into[1]).toBe(9);
  });
});

describe('wrap-cache', () => {
  it('keeps blocks as long as they are valid by time and by count', () => {
    let now = 0;
    const inner = memory();
    const cached = wrapCache(inner, { block: 4096, validMs: 10, validReads: 3, now: () => now });
    const trips = (times: number): number => {
      for (let i = 0; i < times; i++) cached.readSync?.([read(0x2010, 8)]);
      return inner.trips.length;
    };
    expect(trips(3)).toBe(1);
    expect(trips(1)).toBe(2);
    now = 9;
    expect(trips(1)).toBe(2);
    now = 10;
    expect(trips(1)).toBe(3);
  });

  it('does not keep what was read while it was written', async () => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const bytes = content.slice();
    const slow = memoryConnector(bytes, { ranges, writable: true });
    let stalled = true;
    const cached = wrapCache(
      {
        ...slow,
        read: async (reads) => {
          await slow.read(reads);
          if (stalled) await gate;
        },
      },
      { block: 4096 },
    );
    const early = [read(0x2000, 4)];
    const reading = cached.read(early);
    await cached.write?.([write(0x2000, 1, 1, 1, 1)]);
    stalled = false;
    open();
    await reading;
    const late = [read(0x2000, 4)];
    await cached.read(late);
    expect(late[0]?.into).toEqual(Uint8Array.of(1, 1, 1, 1));
  });

  it('refuses live memory without a validity, and sizes out of range', () => {
    const live: Connector = { ...memory(), live: true };
    expect(() => wrapCache(live)).toThrow(/live/);
    expect(wrapCache(live, { validReads: 1 }).live).toBe(true);
    const bad = [{ block: 100 }, { block: 0 }, { capacity: 0 }, { validMs: NaN }, { validReads: 0.5 }];
    for (const options of bad) {
      expect(() => wrapCache(memory(), options)).toThrow(expect.objectContaining({ kind: 'usage' }));
    }
  });
});

describe('wrap-delay', () => {
  it('ends a wait when the signal fires', async () => {
    const stop = new AbortController();
    const reading = wrapDelay(memory(), { latency: 1e6 }).read([read(0x2000, 8)], stop.signal);
    stop.abort();
    await expect(reading).rejects.toMatchObject({ kind: 'aborted' });
  });

  it('refuses delays that are none', () => {
    for (const options of [{ latency: -1 }, { latency: NaN }, { bytesPerSecond: 0 }])
      expect(() => wrapDelay(memory(), options)).toThrow(expect.objectContaining({ kind: 'usage' }));
  });
});

describe('wrap-metrics', () => {
  it('counts calls, pieces, bytes, sizes and times', async () => {
    let now = 0;
    const metered = wrapMetrics(memory({ fault: (_, i) => (i === 2 ? 'broken' : undefined) }), () => now++);
    await metered.read([read(0x2000, 8), read(0x2000, 4096)]);
    await metered.read([read(0x2000, 1)]);
    await metered.write?.([write(0x57fe, 1, 2, 3)]);
    const sizes = (...filled: number[]) => Array.from({ length: 14 }, (_, i) => Number(filled.includes(i)));
    const { reads, writes } = metered.metrics();
    expect(reads).toMatchObject({
      calls: 2,
      pieces: 3,
      asked: 4105,
      bytes: 4104,
      short: 1,
      failed: 0,
      time: 2000,
    });
    expect(reads.sizes).toEqual(sizes(1, 4, 13));
    expect(reads.times).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
    expect(writes).toMatchObject({ calls: 1, pieces: 1, asked: 3, bytes: 2, short: 1, sizes: [0, 0, 1] });
    metered.resetMetrics();
    expect(metered.metrics().reads).toMatchObject({ calls: 0, sizes: [] });
  });

  it('counts calls that throw', async () => {
    const metered = wrapMetrics(wrapFault(memory(), [{ request: 0, kind: 'throw' }]));
    await expect(metered.read([read(0x2000, 8)])).rejects.toMatchObject({ kind: 'io' });
    expect(metered.metrics().reads).toMatchObject({ calls: 1, failed: 1, bytes: 0 });
  });
});

describe('wrap-record', () => {
  it('replays the bytes and the reasons, and refuses what was not recorded', async () => {
    const recorder = wrapRecord(memory({ fault: (_, i) => (i === 1 ? 'the cable fell out' : undefined) }));
    await recorder.read([read(0x2100, 0x100), read(0x3000, 16)]);
    await recorder.write?.([write(0x2180, 1, 2, 3)]);
    await recorder.read([read(0x2080, 0x100)]);
    const replay = openReplay(recorder.recording(), 'tape');
    expect(replay).toMatchObject({ format: 'memory', name: 'test memory', ranges: memory().ranges });
    const reads = [read(0x2080, 0x180), read(0x2180, 3), read(0x3000, 4), read(0x21fe, 8), read(0x207f, 4)];
    replay.readSync?.(reads);
    expect(reads.map(({ got, reason }) => ({ got, reason }))).toEqual([
      { got: 0x180, reason: undefined },
      { got: 3, reason: undefined },
      { got: 0, reason: 'the cable fell out' },
      { got: 2, reason: '0x2200 is not in tape' },
      { got: 0, reason: '0x207f is not in tape' },
    ]);
    const want = content.slice(0x80, 0x200);
    want.set([1, 2, 3], 0x100);
    expect(reads[0]?.into).toEqual(want);
  });

  it('keeps of every byte what came last, whatever the pieces', () => {
    const draw = random(5);
    const truth = new Map<number, number>();
    const inner = memory();
    const chunks: Uint8Array[] = [];
    const recorder = wrapRecord(inner, (chunk) => chunks.push(chunk));
    expect(() => recorder.recording()).toThrow(/sink/);
    for (let i = 0; i < 400; i++) {
      const phys = 0x2000 + Math.floor(draw() * 300);
      const length = Math.floor(draw() * 60);
      if (draw() < 0.5) inner.writeSync?.([write(phys, i & 255)]);
      const one = read(phys, length);
      recorder.readSync?.([one]);
      one.into.forEach((byte, k) => truth.set(phys + k, byte));
    }
    const replay = openReplay(Uint8Array.from(chunks.flatMap((chunk) => [...chunk])));
    for (let phys = 0x2000; phys < 0x2200; phys++) {
      const one = read(phys, 1);
      replay.readSync?.([one]);
      expect(one.got === 0 ? undefined : one.into[0]).toBe(truth.get(phys));
    }
  });

  it('refuses damaged recordings with an error of its own', () => {
    const recorder = wrapRecord(memory());
    recorder.readSync?.([read(0x2000, 64), read(0x5800, 4)]);
    const good = recorder.recording();
    const draw = random(3);
    const attempt = (bytes: Uint8Array): void => {
      try {
        openReplay(bytes);
      } catch (error) {
        expect(error).toMatchObject({ name: 'PagewalkError', kind: 'malformed' });
      }
    };
    for (let cut = 0; cut < good.length; cut++) attempt(good.subarray(0, cut));
    for (let i = 0; i < 2000; i++) {
      const bad = good.slice();
      for (let n = 0; n < 3; n++) bad[Math.floor(draw() * bad.length)] = Math.floor(draw() * 256);
      attempt(bad);
    }
    expect(() => openReplay(new Uint8Array(0))).toThrow(/first line/);
  });
});

describe('wrap-fault', () => {
  const reads = () => [read(0x2000, 8), read(0x2100, 8), read(0x2200, 8)];
  const outcome = (fault: Fault): (number | string | undefined)[] => {
    const inner = memory();
    const faulty = wrapFault(inner, [fault]);
    const list = reads();
    faulty.readSync?.(list);
    expect(faulty.requests()).toBe(3);
    for (const { phys, into, got } of list)
      expect(into.subarray(0, got)).toEqual(content.subarray(phys - 0x2000, phys - 0x2000 + got));
    return [
      ...list.map(({ got }) => got),
      list[1]?.reason,
      inner.trips
        .flat()
        .map(({ phys }) => phys)
        .join(),
    ];
  };

  it('fails, shortens, delays, reorders, duplicates the request that is named', () => {
    expect(outcome({ request: 1, kind: 'fail' })).toEqual([8, 0, 8, 'injected fault', '8192,8704']);
    expect(outcome({ request: 1, kind: 'shorten' })).toEqual([8, 4, 8, 'injected fault', '8192,8448,8704']);
    expect(outcome({ request: 1, kind: 'delay' })).toEqual([8, 8, 8, undefined, '8192,8704,8448']);
    expect(outcome({ request: 1, kind: 'reorder' })).toEqual([8, 8, 8, undefined, '8704,8448,8192']);
    expect(outcome({ request: 1, kind: 'duplicate' })).toEqual([8, 8, 8, undefined, '8192,8448,8448,8704']);
    expect(() => outcome({ request: 1, kind: 'throw' })).toThrow(/injected fault/);
    expect(outcome({ request: 9, kind: 'throw' })).toEqual([8, 8, 8, undefined, '8192,8448,8704']);
  });

  it('does the same to writes', () => {
    const bytes = content.slice();
    const faulty = wrapFault(memoryConnector(bytes, { writable: true }), [
      { request: 0, kind: 'shorten' },
      { request: 1, kind: 'fail' },
    ]);
    const writes = [write(0, 1, 2, 3, 4), write(8, 1), write(16, 7)];
    faulty.writeSync?.(writes);
    expect(writes.map(({ put }) => put)).toEqual([2, 0, 1]);
    expect(bytes.slice(0, 4)).toEqual(Uint8Array.of(1, 2, content[2] as number, content[3] as number));
  });
});

describe('splitAtHole', () => {
  it('writes above and below the hole, and stops at it', () => {
    const bytes = new Uint8Array(0x4000);
    const split = splitAtHole(memoryConnector(bytes, { writable: true }), 0x2000, 0x10000);
    const writes = [write(0x1fff, 1, 2), write(0x10000, 3), write(0x5000, 4)];
    split.writeSync?.(writes);
    expect(writes.map(({ put, reason }) => [put, reason !== undefined])).toEqual([
      [1, true],
      [1, false],
      [0, true],
    ]);
    expect(bytes.slice(0x1fff, 0x2001)).toEqual(Uint8Array.of(1, 3));
  });
});
