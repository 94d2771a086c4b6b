// Translation of many addresses at once: every address goes as far as cached tables allow, so that one trip to the
// source serves a whole level. Records are written in place; only waiting items are looked at again.
import { DONE, Input, MISSING_TABLE, NEED, NOT_PRESENT, OK, Output, WAIT } from '../abi';
import { input, items, output } from '../layout';
import { walkAddress, walkEntry, walkFlags, walkLevel, walkMissing, walkPhysical } from '../mmu/walk';
import { Space } from '../mmu/space';

let waiting: u32 = 0;

/** Starts on the first `count` inputs. */
export function beginTranslate(count: u32): void {
  waiting = count;
  for (let i: u32 = 0; i < count; i++) store<u32>(items + ((<usize>i) << 2), i);
}

/** Goes over the waiting items once. NEED when tables are missing. */
export function resumeTranslate(space: Space): i32 {
  let still: u32 = 0;
  for (let i: u32 = 0; i < waiting; i++) {
    const index = load<u32>(items + ((<usize>i) << 2));
    const va = changetype<Input>(input + <usize>index * offsetof<Input>()).address;
    const status = walkAddress(space, va);
    if (status == WAIT) {
      store<u32>(items + ((<usize>still) << 2), index);
      still++;
      continue;
    }
    const record = changetype<Output>(output + <usize>index * offsetof<Output>());
    record.virtual = va;
    record.index = index;
    record.status = status | (walkLevel << 8);
    record.physical = 0;
    record.flags = 0;
    record.entry = 0;
    record.other = 0;
    if (status == OK) {
      record.physical = walkPhysical;
      record.flags = walkFlags | (walkLevel << 8);
      record.entry = walkEntry;
      record.pageSize = (<u64>1) << (12 + 9 * (walkLevel - 1));
    } else if (status == NOT_PRESENT) record.entry = walkEntry;
    else if (status == MISSING_TABLE) record.other = walkMissing;
  }
  waiting = still;
  return still == 0 ? DONE : NEED;
}
