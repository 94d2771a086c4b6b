// Answers from regions where a last-level table and a large page have entries of one form: 8-byte x86 entries. No branch
// depends on which of the two a region is, and flags come from a table, so lists of random addresses are answered as fast
// as sorted ones.
import { NOT_PRESENT, OK } from '../abi';
import { Region } from '../cache/regions';
import { addresses, flagTable, values } from '../layout';
import { flagsWide, withoutUser } from './x86-64';

/** Offset of an address in its region. */
// @ts-ignore: decorator
@inline const WITHIN: u64 = 0x1fffff;
/** Bits of an address that choose one of a table's 512 entries. */
// @ts-ignore: decorator
@inline const ENTRY_BITS: u32 = 0x1ff000;
/** Bits of a physical address. */
// @ts-ignore: decorator
@inline const PHYSICAL: u64 = 0x000fffffffffffff;

/** Fills the table of info words by an entry's bits 8..0 and, lowest, 63: the flags of an entry, and ones for any level. */
export function fillFlagTable(): void {
  for (let i: u32 = 0; i < 1024; i++) {
    const entry = ((<u64>i) >> 1) | ((<u64>i) << 63);
    store<u32>(flagTable + ((<usize>i) << 2), (flagsWide(entry, 0xffff) << 16) | 0xff00);
  }
}

/** Makes a region of a last-level table. */
// @ts-ignore: decorator
@inline export function setTableRegion(region: Region, entries: usize, above: u32): void {
  region.entries = <u32>entries;
  region.select = ENTRY_BITS;
  region.info = (withoutUser(above) << 16) | (1 << 8);
}

/** Makes a region of the part of a large page that `physical` lies in: its only entry is `base`. */
// @ts-ignore: decorator
@inline export function setLargeRegion(
  region: Region,
  entry: u64,
  physical: u64,
  level: u32,
  above: u32,
): void {
  region.base = (physical & ~WITHIN) | (entry & (~PHYSICAL | 0xfff));
  region.entries = <u32>(changetype<usize>(region) + offsetof<Region>('base'));
  region.select = 0;
  region.info = (withoutUser(above) << 16) | (level << 8);
}

/** Answers from a region that may be used; returns the status. */
// @ts-ignore: decorator
@inline export function answerUniform(region: Region, va: u64, valueAt: usize, infoAt: usize): u32 {
  const select = <u64>region.select;
  const entry = load<u64>(<usize>region.entries + <usize>((va & select) >> 9));
  if (!(entry & 1)) {
    store<u64>(valueAt, entry);
    store<u32>(infoAt, NOT_PRESENT | (1 << 8));
    return NOT_PRESENT;
  }
  store<u64>(valueAt, (((entry ^ va) & (select ^ WITHIN)) ^ entry) & PHYSICAL);
  store<u32>(infoAt, load<u32>((<usize>(rotl<u64>(entry, 1) & 0x3ff)) << 2, flagTable) & region.info);
  return OK;
}

/** Answers the k-th address from `at` on from what its region has. */
// @ts-ignore: decorator
@inline export function answerEntry(
  entries: usize,
  select: u64,
  info: u32,
  at: usize,
  infoAt: usize,
  k: usize,
): void {
  const va = load<u64>(at + (k << 3));
  const entry = load<u64>(entries + <usize>((va & select) >> 9));
  if (!(entry & 1)) {
    store<u64>(at + (k << 3) + (values - addresses), entry);
    store<u32>(infoAt + (k << 2), NOT_PRESENT | (1 << 8));
    return;
  }
  store<u64>(at + (k << 3) + (values - addresses), (((entry ^ va) & (select ^ WITHIN)) ^ entry) & PHYSICAL);
  store<u32>(infoAt + (k << 2), load<u32>((<usize>(rotl<u64>(entry, 1) & 0x3ff)) << 2, flagTable) & info);
}
