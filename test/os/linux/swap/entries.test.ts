/** Entries of swapped-out pages, and all that are none. */
import { expect, test } from 'vitest';
import {
  describeMissingPage,
  hiddenFrame,
  swapEntries,
  swapEntry,
} from '../../../../os/linux/swap/entries.js';
import type { Missing } from '../../../../engine/index.js';

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

test.each([
  ['x86-pae', x86(2, 77n)],
  ['x86-32', (77n << 9n) | (2n << 1n)],
] as const)('%s: one spelling', (mode, entry) => {
  expect(swapEntry(mode, entry)).toEqual({ type: 2, offset: 77n });
});

test.each([
  ['aarch64-4k-48', 0, (77n << 12n) | (2n << 6n) | 4n],
  ['aarch64-4k-48', 1, (77n << 8n) | (2n << 3n) | 4n],
  ['aarch64-4k-48', 2, (77n << 8n) | (2n << 2n)],
  ['riscv64-sv39', 0, (77n << 12n) | (2n << 7n) | (1n << 6n)],
  ['riscv64-sv39', 1, (77n << 11n) | (2n << 6n)],
  ['riscv64-sv39', 2, (77n << 7n) | (2n << 2n)],
  ['arm-short', 0, (77n << 8n) | (1n << 7n) | (2n << 2n)],
  ['arm-lpae', 1, (77n << 7n) | (2n << 2n)],
] as const)('%s: spelling %d, and no word where spellings disagree', (mode, nth, entry) => {
  expect(swapEntries(mode, entry)[nth]).toEqual({ type: 2, offset: 77n });
  expect(swapEntry(mode, entry)).toBeUndefined();
});

test.each([
  ['x86-64-4level', (BigInt.asUintN(52, ~0x1234000n) & ~0xfffn) | 0x160n, 0x1234000n],
  ['x86-pae', (BigInt.asUintN(52, ~0x1234000n) & ~0xfffn) | 0x160n, 0x1234000n],
  ['x86-32', 0x1234160n, 0x1234000n],
  ['aarch64-4k-48', 0x4e0000041e18f82n, 0x41e18000n],
  ['aarch64-4k-52-lpa2', 0xe00000450e4c82n, 0x450e4000n],
  ['riscv64-sv39', 0x212120e2n, 0x84848000n],
  ['arm-short', 0x41e18003n, 0x41e18000n],
  ['arm-lpae', 0x6e00000456b5f1en, 0x456b5000n],
] as const)('%s: a page that may not be touched is in its frame, and not in swap', (mode, entry, frame) => {
  expect(hiddenFrame(mode, entry)).toBe(frame);
  for (const place of swapEntries(mode, entry)) expect(place).toBeUndefined();
});

test('empty entries, PROT_NONE, migration and headers of areas are no swapped pages', () => {
  for (const entry of [0n, x86(0, 11n, 0x100n), x86(0, 11n, 1n), x86(30, 5n), x86(0, 0n)])
    expect(swapEntry('x86-64-4level', entry)).toBeUndefined();
  for (const entry of [x86(0, 11n), x86(30, 5n), 0n])
    expect(hiddenFrame('x86-64-4level', entry)).toBeUndefined();
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
