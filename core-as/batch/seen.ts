// The tables that an enumeration has met: table and level, and the address of the first listing. Entries of enumerations
// before are told by their epoch, so that starting one does not have to clear the list.
import { enumeration, ENUMERATION_STATE, SEEN } from '../layout';


@unmanaged
class Seen {
  /** Table, level in bits 0..3, epoch in bits 4..9 and 56..63: no table is below 1 KiB alignment or above 2^56. */
  key: u64;
  first: u64;
}

/** Epochs before the list must be cleared. */
// @ts-ignore: decorator
@inline const EPOCHS: u32 = 1 << 14;
/** Tables beyond this number are not remembered: probing would get slow. */
// @ts-ignore: decorator
@inline const MOST: u32 = SEEN - (SEEN >> 2);

let last: u32 = EPOCHS;

/** A new epoch; clears the list when they have run out or the list may hold later ones. */
export function nextEpoch(): u32 {
  if (last + 1 >= EPOCHS) {
    memory.fill(enumeration + ENUMERATION_STATE, 0, SEEN * offsetof<Seen>());
    last = 0;
  }
  return ++last;
}

/** Takes note that a host put an older list in place: one from before the last clearing would look new. */
export function restored(epoch: u32): void {
  if (epoch > last) last = EPOCHS;
}

/** Place of a table of a level in this epoch's list: its entry, or the free one where it would go; 0 when the list is too full for that. */
function place(key: u64, epoch: u32): usize {
  let i = (<u32>((key * 0x9e3779b97f4a7c15) >> 48)) & (SEEN - 1);
  for (let tries: u32 = 0; tries < SEEN; tries++) {
    const at = enumeration + ENUMERATION_STATE + ((<usize>i) << 4);
    const there = changetype<Seen>(at).key;
    if (there == key || epochOf(there) != epoch) return at;
    i = (i + 1) & (SEEN - 1);
  }
  return 0;
}

// @ts-ignore: decorator
@inline function keyOf(table: u64, level: u32, epoch: u32): u64 {
  return table | level | ((epoch & 63) << 4) | ((<u64>(epoch >> 6)) << 56);
}
// @ts-ignore: decorator
@inline function epochOf(key: u64): u32 {
  return (<u32>((key >> 4) & 63)) | ((<u32>(key >> 56)) << 6);
}

/** Where a table was listed first, or `none`. */
export function listedAt(table: u64, level: u32, epoch: u32, none: u64): u64 {
  const key = keyOf(table, level, epoch);
  const at = place(key, epoch);
  return at != 0 && changetype<Seen>(at).key == key ? changetype<Seen>(at).first : none;
}

/** Remembers a listing; false when there are too many already (`known` before this one). */
export function remember(table: u64, level: u32, epoch: u32, first: u64, known: u32): bool {
  if (known >= MOST) return false;
  const key = keyOf(table, level, epoch);
  const at = place(key, epoch);
  if (at == 0) return false;
  changetype<Seen>(at).key = key;
  changetype<Seen>(at).first = first;
  return true;
}
