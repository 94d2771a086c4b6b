// A made-up mode of 128-bit addresses, to show that nothing outside of the walkers minds: 13 levels of 9 index bits over
// x86-64 entries, no large pages. The two low bits of the top index are all that 128 bits leave it with (12 + 9 * 13 = 129).
import { MISSING_TABLE, NOT_PRESENT, PAGE_MASK, WAIT } from '../abi';
import { pageAt } from '../cache/page-cache';
import { Space } from './space';
import { FRAME, X8664 } from './x86-64';

// @ts-ignore: decorator
@inline const LEVELS: u32 = 13;

/** Index of an address of two words in the table of a level. */
function indexOf(high: u64, low: u64, level: u32): u64 {
  const shift = 3 + 9 * level;
  if (shift >= 64) return (high >> (shift - 64)) & 511;
  const index = low >> shift;
  return (shift + 9 > 64 ? index | (high << (64 - shift)) : index) & 511;
}

/** Translates one address; see walk. */
export function walkWide(space: Space, high: u64, low: u64, valueAt: usize, infoAt: usize): u32 {
  const m = changetype<X8664>(0);
  let above = m.start();
  let table = space.root;
  let level = LEVELS;
  let value: u64 = 0;
  let status: u32 = 0;
  while (true) {
    const at = table + (indexOf(high, low, level) << 3);
    const line = pageAt(at);
    value = at & ~PAGE_MASK;
    status = line == 0 ? WAIT : MISSING_TABLE;
    if (line <= 1) break;
    const entry = load<u64>(line + <usize>(at & PAGE_MASK));
    value = entry;
    status = NOT_PRESENT;
    if (!(entry & 1)) break;
    if (level == 1) {
      value = (entry & FRAME) | (low & PAGE_MASK);
      status = m.flags(entry, 1, above) << 16;
      break;
    }
    above = m.narrow(entry, level, above);
    table = entry & FRAME;
    level--;
  }
  store<u64>(valueAt, value);
  store<u32>(infoAt, status | (level << 8));
  return status & 0xff;
}
