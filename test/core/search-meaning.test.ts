/** What each comparison of each type means, held against plain JavaScript over numbers at the borders, for scans and next scans. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  VALUE_BYTES,
  type KnownQuery,
  type ValueBatch,
  type ValueQuery,
  type ValueType,
} from '../../engine/index.js';
import { engineOver } from '../kit/core-module.js';
import { memoryConnector } from '../kit/memory-connector.js';
import { expectedHits, hitPairs, isChange, type Comparison } from '../kit/value-model.js';

const FLOATS = [
  0,
  -0,
  1,
  -1,
  0.1,
  1.5,
  16777216,
  3.4028234663852886e38,
  2 ** -149,
  -(2 ** -149),
  1e-300,
  5e-324,
];
const INFINITIES = [Infinity, -Infinity];
const EDGES = [
  0n,
  1n,
  -1n,
  2n,
  127n,
  128n,
  -128n,
  255n,
  32767n,
  65535n,
  2n ** 31n,
  2n ** 63n - 1n,
  2n ** 64n - 1n,
  -(2n ** 63n),
];

const type = fc.constantFrom<ValueType>('u8', 'u16', 'u32', 'u64', 'i8', 'i16', 'i32', 'i64', 'f32', 'f64');
const isFloat = (of: ValueType): boolean => of === 'f32' || of === 'f64';

/** Numbers of a type, those at its borders above all. */
function valueOfType(of: ValueType): fc.Arbitrary<number | bigint> {
  if (of === 'f64') return fc.constantFrom(...FLOATS, ...INFINITIES, 1e300);
  if (of === 'f32') return fc.constantFrom(...FLOATS, ...INFINITIES);
  const bits = 8 * VALUE_BYTES[of];
  return fc.constantFrom(...EDGES).map((edge) => {
    const value = of.startsWith('i') ? BigInt.asIntN(bits, edge) : BigInt.asUintN(bits, edge);
    return bits <= 32 ? Number(value) : value;
  });
}

function comparisonOf(of: ValueType): fc.Arbitrary<Comparison> {
  const value = valueOfType(of);
  const tolerance = isFloat(of) ? fc.constantFrom(0, 0.5, 1e-9) : fc.constant(0);
  const plain = fc.constantFrom(
    'equal' as const,
    'notEqual' as const,
    'increasedBy' as const,
    'decreasedBy' as const,
  );
  const bare = fc.constantFrom(
    'changed' as const,
    'unchanged' as const,
    'increased' as const,
    'decreased' as const,
  );
  return fc.oneof(
    fc.record({ compare: plain, value, tolerance }),
    fc.record({ compare: fc.constantFrom('greater' as const, 'less' as const), value }),
    fc
      .tuple(value, value)
      .map(([a, b]) => ({ compare: 'between' as const, min: a < b ? a : b, max: a < b ? b : a })),
    fc.record({ compare: bare }),
  );
}

const asked = type.chain((of) =>
  fc.record({
    of: fc.constant(of),
    comparison: comparisonOf(of),
    big: fc.boolean(),
    aligned: fc.boolean(),
    numbers: fc.array(fc.tuple(valueOfType(of), fc.nat(3)), { minLength: 1, maxLength: 30 }),
    earlier: fc.array(fc.tuple(valueOfType(of), fc.nat(3)), { minLength: 1, maxLength: 30 }),
    shift: fc.nat(8),
  }),
);

/** Bytes full of values of a type, now and then with one more or less in the last place, or no number. */
function written(
  of: ValueType,
  numbers: readonly (readonly [number | bigint, number])[],
  big: boolean,
  shift: number,
): Uint8Array {
  const width = VALUE_BYTES[of];
  const bytes = new Uint8Array(700);
  const view = new DataView(bytes.buffer);
  for (let i = 0; shift + (i + 1) * width <= bytes.length; i++) {
    const [value, change] = numbers[i % numbers.length] as readonly [number | bigint, number];
    const at = shift + i * width;
    let word: bigint;
    if (isFloat(of)) {
      const scratch = new DataView(new ArrayBuffer(8));
      if (of === 'f32') scratch.setFloat32(4, change === 3 ? NaN : Number(value));
      else scratch.setFloat64(0, change === 3 ? NaN : Number(value));
      word = scratch.getBigUint64(0) + BigInt(change === 1 ? 1 : 0);
    } else word = BigInt(value) + BigInt(change === 3 ? -1 : change);
    for (let b = 0; b < width; b++)
      view.setUint8(at + (big ? width - 1 - b : b), Number((word >> BigInt(8 * b)) & 255n));
  }
  return bytes;
}

test('every comparison of every type means what it says, at the borders too', async () => {
  const now = new Uint8Array(700);
  const then = new Uint8Array(700);
  const ranges = [{ start: 0x1003, size: now.length }];
  const engines = [
    await engineOver(memoryConnector(now, { ranges })),
    await engineOver(memoryConnector(then, { ranges })),
  ] as const;
  const [{ physical }, { physical: previous }] = engines;
  await fc.assert(
    fc.asyncProperty(asked, async ({ of, comparison, big, aligned, numbers, earlier, shift }) => {
      now.set(written(of, numbers, big, shift));
      then.set(written(of, earlier, big, shift));
      for (const engine of engines) engine.flush();
      const byteOrder = big ? 'big' : 'little';
      const query: ValueQuery = isChange(comparison)
        ? { type: of, byteOrder, aligned, ...comparison, previous }
        : { type: of, byteOrder, aligned, ...comparison };
      const stretch = { start: 0x1003n, now, then };
      const expected = expectedHits([stretch], of, comparison, big, aligned);
      expect(await hitPairs(physical.scanValues(query))).toEqual(expected);

      // The next scan over all that was there earlier finds the same.
      const all = expectedHits([{ ...stretch, now: then }], of, { compare: 'unchanged' }, big, aligned);
      const known: ValueBatch = {
        addresses: BigUint64Array.from(all, ([address]) => address),
        values: BigUint64Array.from(all, ([, value]) => value),
      };
      const next: KnownQuery = { type: of, byteOrder, ...comparison };
      expect(await hitPairs(physical.compareValues(next, [known]))).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});
