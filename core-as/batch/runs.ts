// Output of reads and enumerations: runs, one column a field. The last run stays open, so that what follows can join it;
// when a job stops before its end the open run is carried over to its next step.
import { OK, REPEAT, RUN_MASK } from '../abi';
import { runIndex, runInfo, runPhysical, RUNS, runSize, runValue, runVirtual } from '../layout';

/** A run set aside; `used` is 0 when there is none. */
@unmanaged
export class Carry {
  virtual: u64;
  physical: u64;
  size: u64;
  value: u64;
  info: u32;
  index: u32;
  used: u32;
}

/** Runs written in this step, the open one included. */
export let count: u32 = 0;
/** Runs that the last step has finished. */
export let runCount: u32 = 0;

/** Starts a step with the run that the step before left open. */
export function openRuns(carry: Carry): void {
  count = 0;
  runCount = 0;
  if (carry.used != 0) write(carry.virtual, carry.size, carry.physical, carry.value, carry.info, carry.index);
}

/** Ends a step. When the job goes on, the last run is carried over. */
export function closeRuns(carry: Carry, ended: bool): void {
  runCount = count;
  carry.used = 0;
  if (ended || count == 0) return;
  runCount = count - 1;
  const i = <usize>runCount;
  carry.virtual = load<u64>(runVirtual + (i << 3));
  carry.physical = load<u64>(runPhysical + (i << 3));
  carry.size = load<u64>(runSize + (i << 3));
  carry.value = load<u64>(runValue + (i << 3));
  carry.info = load<u32>(runInfo + (i << 2));
  carry.index = load<u32>(runIndex + (i << 2));
  carry.used = 1;
}

/** Whether there is no room for another run. */
// @ts-ignore: decorator
@inline export function runsFull(): bool {
  return count >= RUNS;
}

/** Whether there is room for so many. */
// @ts-ignore: decorator
@inline export function roomFor(more: u32): bool {
  return count + more <= RUNS;
}

/** Says how many runs there are, after others have written some. */
// @ts-ignore: decorator
@inline export function setCount(runs: u32): void {
  count = runs;
}

// @ts-ignore: decorator
@inline function write(va: u64, size: u64, physical: u64, value: u64, info: u32, index: u32): void {
  const i = <usize>count;
  store<u64>(runVirtual + (i << 3), va);
  store<u64>(runPhysical + (i << 3), physical);
  store<u64>(runSize + (i << 3), size);
  store<u64>(runValue + (i << 3), value);
  store<u32>(runInfo + (i << 2), info);
  store<u32>(runIndex + (i << 2), index);
  count++;
}

/** Adds `size` bytes from `va` on to the last run where they continue it on both sides with equal rights, else as a new one. Needs room for one. */
export function addRun(va: u64, size: u64, physical: u64, value: u64, info: u32, index: u32): void {
  if (count != 0) {
    const i = <usize>(count - 1);
    const before = load<u64>(runSize + (i << 3));
    const last = load<u32>(runInfo + (i << 2));
    const status = info & 0xff;
    if (
      ((last ^ info) & RUN_MASK) == 0 &&
      load<u64>(runVirtual + (i << 3)) + before == va &&
      load<u32>(runIndex + (i << 2)) == index &&
      status != REPEAT &&
      (status == OK
        ? load<u64>(runPhysical + (i << 3)) + before == physical
        : load<u64>(runValue + (i << 3)) == value)
    ) {
      store<u64>(runSize + (i << 3), before + size);
      store<u32>(runInfo + (i << 2), last | info);
      return;
    }
  }
  write(va, size, physical, value, info, index);
}
