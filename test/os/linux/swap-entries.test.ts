/** Entries of swapped-out pages, and all that are none. */
import { expect, test } from 'vitest';
import { describeMissingPage, swapEntry } from '../../../os/linux/swap-entries.js';
import type { Missing } from '../../../engine/index.js';

/** As the kernel makes one on x86-64: the type on top, the offset inverted from bit 9 on. */
const x86 = (type: number, offset: bigint, low = 0n) =>
  BigInt.asUintN(64, (BigInt(type) << 59n) | (BigInt.asUintN(50, ~offset) << 9n) | low);

test('x86-64: type and offset, whatever soft-dirty and exclusive say', () => {
  expect(swapEntry('x86-64-4level', x86(0, 11n))).toEqual({ type: 0, offset: 11n });
  expect(swapEntry('x86-64-5level', x86(3, 0x123456789n, 0x0en))).toEqual({ type: 3, offset: 0x123456789n });
  expect(swapEntry('x86-64-4level', x86(22, (1n << 50n) - 1n))).toEqual({
    type: 22,
    offset: (1n << 50n) - 1n,
  });
});

test('riscv64: type from bit 7, offset from bit 12', () => {
  expect(swapEntry('riscv64-sv39', (0x55n << 12n) | (2n << 7n))).toEqual({ type: 2, offset: 0x55n });
  expect(swapEntry('riscv64-sv39', (0x55n << 12n) | 0x20n)).toBeUndefined();
});

test('empty entries, PROT_NONE, migration and headers of areas are no swapped pages', () => {
  for (const entry of [0n, x86(0, 11n, 0x100n), x86(0, 11n, 1n), x86(30, 5n), x86(0, 0n)])
    expect(swapEntry('x86-64-4level', entry)).toBeUndefined();
  expect(swapEntry('x86-32', 0x1234000n)).toBeUndefined();
});

test('what is missing in words', () => {
  const missing = (level: number, entry: bigint): Missing => ({
    start: 0x7000n,
    size: 4096n,
    reason: { kind: 'not-present', level, entry },
  });
  expect(describeMissingPage('x86-64-4level', missing(1, x86(1, 0x20n)))).toBe(
    '0x7000..0x7fff: swapped out (type 1, offset 0x20)',
  );
  for (const other of [missing(2, x86(1, 0x20n)), missing(1, 0n)])
    expect(describeMissingPage('x86-64-4level', other)).toContain('not mapped');
});
