/** Translation of many addresses through the core, a batch of its input buffer at a time. */
import { coreJob, type IoJob } from '../core/drain.js';
import type { Core } from '../core/load.js';
import { PagewalkError } from '../errors.js';
import type { Translation } from './address-space.js';
import type { PagingFacts } from './paging-modes.js';
import { translationOf } from './records.js';

/** Addresses of a part while nothing is waited for. */
const WARM = 4096;

/** Translates addresses of a space into arrays of the same length; see AddressSpace.translateInto. */
export function* translateIntoJob(
  core: Core,
  slot: () => number,
  addresses: BigUint64Array,
  values: BigUint64Array,
  infos: Uint32Array,
): IoJob<void> {
  if (values.length !== addresses.length || infos.length !== addresses.length) {
    throw new PagewalkError('engine', 'usage', 'addresses, values and infos must have the same length', {
      got: `${addresses.length}, ${values.length} and ${infos.length}`,
    });
  }
  // As long as nothing is waited for, parts are small enough to stay in the processor's cache. Where tables are missing
  // they are as large as the core takes, so that a trip serves as many addresses as possible.
  let waited = addresses.length > 4 * core.addresses.length;
  for (let i = 0; i < addresses.length;) {
    const part = addresses.subarray(i, i + (waited ? core.addresses.length : WARM));
    const { length } = part;
    const small = !waited && i + length < addresses.length;
    waited = false;
    const job = coreJob(core, {
      begin: () => {
        core.addresses.set(part);
        return core.exports.translate(slot(), length);
      },
      take: (done) => {
        if (!done) {
          waited = true;
          return;
        }
        values.set(core.values.subarray(0, length), i);
        infos.set(core.infos.subarray(0, length), i);
      },
    });
    const step = job.next();
    if (step.done !== true) {
      // Begun again as a large part before anything is read: the core withdraws what it asked for.
      if (small) continue;
      yield step.value;
      yield* job;
    }
    i += length;
  }
}

/** Translates addresses of any width, to objects. */
export function* translateJob(
  core: Core,
  slot: () => number,
  facts: PagingFacts,
  addresses: readonly bigint[],
): IoJob<Translation[]> {
  const limit = 1n << BigInt(Math.max(64, facts.bits));
  const outside = addresses.find((address) => address < 0n || address >= limit);
  if (outside !== undefined) {
    throw new PagewalkError(
      'engine',
      'usage',
      `address ${outside} is outside 0 to 2^${Math.max(64, facts.bits)} - 1`,
    );
  }
  const all: Translation[] = [];
  const room = core.addresses.length;
  for (let i = 0; i < addresses.length; i += room) {
    const part = addresses.length <= room ? addresses : addresses.slice(i, i + room);
    yield* coreJob(core, {
      begin: () => {
        for (let k = 0; k < part.length; k++) {
          // Typed arrays take the low 64 bits.
          core.addresses[k] = part[k] as bigint;
          if (facts.bits > 64) core.highs[k] = (part[k] as bigint) >> 64n;
        }
        return core.exports.translate(slot(), part.length);
      },
      take: (done) => {
        if (!done) return;
        for (let k = 0; k < part.length; k++) {
          const [value, info] = [core.values[k] as bigint, core.infos[k] as number];
          all.push(translationOf(core, facts, part[k] as bigint, value, info));
        }
      },
    });
  }
  return all;
}
