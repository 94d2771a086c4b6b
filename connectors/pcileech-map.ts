/** Finds out through a PCILeech board where memory is, and how much it may ask for at once, with reads of 4 bytes and few of them. */
import type { PhysicalRange } from '../engine/index.js';
import type { BoardRead, BoardReads } from './pcileech-reads.js';
import { MAX_REQUEST } from './pcileech-tlp.js';

const PAGE = 4096;
const MEGABYTE = 2 ** 20;
const GIGABYTE = 2 ** 30;
/** Distance of the first looks. Memory that lies between two of them and at neither is not found. */
const STEP = 16 * MEGABYTE;
/** Looks go on so far behind the last memory; 4 GiB are always looked at. */
const SILENCE = 16 * GIGABYTE;
const ALWAYS = 4 * GIGABYTE;
const HIGHEST = 2 ** 46;
/** Looks of one round. */
const ROUND = 1024;
/** The first megabyte has holes of a few pages. */
const FINE = MEGABYTE;
/** No board needs smaller requests. */
const MIN_REQUEST = 128;
/** Pages by which the size of requests is judged. */
const JUDGES = 8;

/** Whether memory answers at each address. */
async function answers(
  reads: BoardReads,
  addresses: readonly number[],
  signal?: AbortSignal,
): Promise<boolean[]> {
  const looks = addresses.map((address): BoardRead => ({ address, into: new Uint8Array(4), got: 0 }));
  await reads.run(looks, signal);
  return looks.map(({ got }) => got === 4);
}

/** The memory that answers, sorted and merged; and how many looks that took. */
export async function probeMap(
  reads: BoardReads,
  signal?: AbortSignal,
): Promise<{ readonly ranges: readonly PhysicalRange[]; readonly looks: number }> {
  let looks = 0;
  const look = async (addresses: readonly number[]): Promise<boolean[]> => {
    looks += addresses.length;
    return answers(reads, addresses, signal);
  };
  const low = Array.from({ length: FINE / PAGE }, (_, i) => i * PAGE);
  const places = new Map((await look(low)).map((there, i) => [low[i] as number, there]));
  let last = 0;
  for (let at = FINE; at < Math.min(HIGHEST, Math.max(ALWAYS, last + SILENCE));) {
    const round: number[] = [];
    for (; round.length < ROUND; at = at === FINE ? STEP : at + STEP) round.push(at);
    for (const [i, there] of (await look(round)).entries()) {
      places.set(round[i] as number, there);
      if (there) last = round[i] as number;
    }
  }
  const edges = edgesOf(places);
  // Each edge lies between a look that was answered and one that was not: both come nearer together until they are a page apart.
  for (;;) {
    const wide = edges.filter(({ before, after }) => after - before > PAGE);
    if (wide.length === 0) break;
    const middles = wide.map(({ before, after }) => before + Math.floor((after - before) / 2 / PAGE) * PAGE);
    for (const [i, there] of (await look(middles)).entries()) {
      const edge = wide[i] as Edge;
      if (there === edge.rising) edge.after = middles[i] as number;
      else edge.before = middles[i] as number;
    }
  }
  const ranges: PhysicalRange[] = [];
  let start = places.get(0) === true ? 0 : undefined;
  for (const { rising, after } of edges) {
    if (rising) start = after;
    else if (start !== undefined) {
      ranges.push({ start, size: after - start });
      start = undefined;
    }
  }
  return { ranges, looks };
}

/** A place where memory begins (rising) or ends. */
interface Edge {
  readonly rising: boolean;
  /** Last look before it, and first behind it. */
  before: number;
  after: number;
}

function edgesOf(places: ReadonlyMap<number, boolean>): Edge[] {
  const edges: Edge[] = [];
  let before = 0;
  let was = places.get(0) === true;
  for (const [at, there] of places) {
    if (there !== was) edges.push({ rising: there, before, after: at });
    before = at;
    was = there;
  }
  return edges;
}

/**
 * The largest request in bytes that is answered. A board behind some bridges gets no answer to more than 128 bytes. Pages where not even 4
 * bytes are answered say nothing; where none is, the largest size is taken.
 */
export async function probeRequestSize(
  reads: BoardReads,
  ranges: readonly PhysicalRange[],
  signal?: AbortSignal,
): Promise<number> {
  const pages = ranges
    .flatMap(({ start, size }) => [start, start + size / 2, start + size - PAGE])
    .map((at) => Math.ceil(at / PAGE) * PAGE);
  const judges = [...new Set(pages)].filter((page) =>
    ranges.some(({ start, size }) => page >= start && page + PAGE <= start + size),
  );
  const chosen = judges.filter((_, i) => i % Math.ceil(judges.length / JUDGES) === 0);
  const there = await answers(reads, chosen, signal);
  const good = chosen.filter((_, i) => there[i]);
  for (let size = MAX_REQUEST; good.length > 0 && size > MIN_REQUEST; size /= 2) {
    const tries = good.map((address): BoardRead => ({ address, into: new Uint8Array(size), got: 0 }));
    await reads.run(tries, signal);
    if (tries.some(({ got }) => got > 0)) return size;
  }
  return good.length > 0 ? MIN_REQUEST : MAX_REQUEST;
}
