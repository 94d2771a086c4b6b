/** In which order to look for what lies in or near an image: most is behind its symbol tables. */
import type { AddressRange } from '../../../engine/index.js';
import { DATA_REACH } from './types.js';

const NEAR = 20 << 20;

/** Physical addresses around a place in the read-only data of an image: from there on first, then what lies farther. */
export function outward(place: number): AddressRange[] {
  const cuts = [place, place + NEAR, place + DATA_REACH, Math.max(0, place - DATA_REACH)];
  const [from, near, far, before] = cuts.map(BigInt) as [bigint, bigint, bigint, bigint];
  return [
    { start: from, end: near },
    { start: before, end: from },
    { start: near, end: far },
  ];
}
