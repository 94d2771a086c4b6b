// Address spaces: fixed slots of root and mode. A slot's tag changes when it is set, so old cache entries never match.
import { SPACES, spaces } from '../layout';

/** One address space. */
@unmanaged
export class Space {
  root: u64;
  /** Owner of cache entries: never 0. */
  tag: u32;
  levels: u32;
}

let tags: u32 = 0;

/** Sets a slot. Returns false for a slot or a mode (number of levels) that does not exist. */
export function setSpaceSlot(slot: u32, root: u64, levels: u32): bool {
  if (slot >= SPACES || (levels != 4 && levels != 5)) return false;
  const space = changetype<Space>(spaces + <usize>slot * offsetof<Space>());
  space.root = root;
  space.levels = levels;
  space.tag = ++tags;
  return true;
}

/** The space in a slot, or null when the slot was never set. */
export function spaceAt(slot: u32): Space | null {
  if (slot >= SPACES) return null;
  const space = changetype<Space>(spaces + <usize>slot * offsetof<Space>());
  return space.tag == 0 ? null : space;
}
