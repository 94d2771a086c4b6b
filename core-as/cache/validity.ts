// How long what is cached may be used: an age per kind of page, in ticks of a clock that the host moves on between jobs
// (milliseconds, or jobs). Within a job the clock stands still, so that a slow source cannot outrun its own answers.
import { KINDS } from '../abi';

/** An age that is never reached. */
// @ts-ignore: decorator
@inline const FOR_EVER: u32 = 0xffffffff;

/** Tick of the job under way. */
export let now: u32 = 0;
/** Whether anything ages at all. */
export let ageing: bool = false;

const AGES: usize = memory.data<u32>([FOR_EVER, FOR_EVER, FOR_EVER, FOR_EVER]);

/** Sets the clock. */
export function setNow(tick: u32): void {
  now = tick;
}

/** Sets the greatest age at which a page of a kind may still be used; 2^32 - 1 is for ever. False for a kind that does not exist. */
export function setAge(kind: u32, age: u32): bool {
  if (kind >= KINDS) return false;
  store<u32>(AGES + (kind << 2), age);
  ageing = false;
  for (let i: u32 = 0; i < KINDS; i++) if (load<u32>(AGES + (i << 2)) != FOR_EVER) ageing = true;
  return true;
}

/** Whether what was got at `stamp` is too old for this kind of use. The clock may wrap. */
// @ts-ignore: decorator
@inline export function expired(stamp: u32, kind: u32): bool {
  return now - stamp > load<u32>(AGES + (kind << 2));
}
