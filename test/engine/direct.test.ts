/** Memory that lies in this process's own memory is read where it is: the same answers as through calls, and no calls. */
import { expect, test } from 'vitest';
import { engineOver } from '../kit/core-module.js';
import { memoryConnector } from '../kit/memory-connector.js';
import { PTE, seeded, TableMemory } from '../kit/page-tables.js';

function world(seed: number) {
  const random = seeded(seed);
  const memory = new TableMemory(400);
  const root = memory.table();
  for (let i = 0; i < 200; i++) {
    if (random(8) === 0) continue;
    memory.map(root, 4, BigInt(i) << 12n, BigInt(40 + random(360)) << 12n, 1, PTE.user);
  }
  for (let i = 40 * 4096; i < memory.bytes.length; i++) memory.bytes[i] = random(256);
  const ranges = [
    { start: 0, size: 200 * 4096 },
    { start: 200 * 4096, size: 150 * 4096 },
  ];
  const plain = memoryConnector(memory.bytes, { ranges });
  const direct = {
    ...memoryConnector(memory.bytes, { ranges }),
    direct: ranges.map(({ start, size }) => ({ start, bytes: memory.bytes.subarray(start, start + size) })),
  };
  return { random, root, plain, direct };
}

test('reads of every length and list agree with those through calls', async () => {
  for (let seed = 1; seed <= 6; seed++) {
    const { random, root, plain, direct } = world(seed);
    const [a, b] = await Promise.all(
      [plain, direct].map(async (connector) => {
        const engine = await engineOver(connector);
        return { virtual: engine.space({ root, mode: 'x86-64-4level' }), physical: engine.physical };
      }),
    );
    for (const kind of ['virtual', 'physical'] as const) {
      const [left, right] = [a?.[kind], b?.[kind]];
      if (left?.sync === undefined || right?.sync === undefined) throw new Error('both answer at once');
      for (let i = 0; i < 300; i++) {
        const address = BigInt(random(210 * 4096));
        const length = random(3) === 0 ? random(60_000) : random(5000);
        const [one, other] = [
          left.sync.readPartial(address, length),
          right.sync.readPartial(address, length),
        ];
        expect(other.missing).toEqual(one.missing);
        expect(Buffer.compare(other.data, one.data)).toBe(0);
        const into = new Uint8Array(length);
        expect(right.sync.readInto(address, into)).toEqual(one.missing);
        if (one.missing.length === 0) expect(Buffer.compare(into, one.data)).toBe(0);
      }
      const addresses = BigUint64Array.from({ length: 3000 }, () => BigInt(random(210 * 4096)));
      const lists = [left, right].map((view) => {
        const wide = new BigUint64Array(addresses.length);
        const narrow = new Uint32Array(addresses.length);
        const gaps = [view.sync?.u64List(addresses, wide), view.sync?.u32List(addresses, narrow)];
        return { wide, narrow, gaps };
      });
      expect(lists[1]).toEqual(lists[0]);
    }
  }
});

test('what is there is read without a call of the connector', async () => {
  const { root, direct } = world(9);
  const engine = await engineOver(direct);
  const space = engine.space({ root, mode: 'x86-64-4level' });
  await space.translate([0n]);
  const { trips } = engine.statistics();
  await engine.physical.read(45n << 12n, 100_000);
  await engine.physical.u64(50n << 12n);
  expect(engine.statistics().trips).toBe(trips);
});
