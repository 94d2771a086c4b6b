/**
 * Finds where a kernel image may lie without reading the whole of memory: one page in every half MiB is looked at,
 * and a page full of NUL-separated identifiers (BTF names, exported symbol names) marks the read-only data of an image,
 * where such text goes on for megabytes.
 */
import type { Engine } from '../../engine/index.js';
import { throwIfAborted } from '../../engine/index.js';

/** Distance of the samples in bytes: half the shortest stretch of names seen in a kernel. */
const STRIDE = 1 << 19;
const PAGE = 4096;
/** Samples read in one trip. */
const BATCH = 256;

/** Progress of a step in bytes of physical memory. */
export type OnProgress = (step: string, done: bigint, total: bigint) => void;

/** True when the page, which starts on a word of its buffer, holds nothing. */
function isZero(page: Uint8Array): boolean {
  return new Uint32Array(page.buffer, page.byteOffset, page.length >> 2).every((word) => word === 0);
}

/** Letters, digits, `_`, `.` and NUL make up nearly all of the page, in words of sensible length. */
export function looksLikeNames(page: Uint8Array): boolean {
  let strange = 0;
  let ends = 0;
  for (const byte of page) {
    const letter =
      (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x30 && byte <= 0x39);
    if (byte === 0) ends++;
    else if (!letter && byte !== 0x5f && byte !== 0x2e) strange++;
  }
  return strange <= page.length / 100 && ends >= page.length / 64 && ends <= page.length / 4;
}

/** A sampled page that looks like names. */
export interface NamesAt {
  readonly phys: number;
  /** The sample before looks so too: names go on for half a MiB or more. */
  readonly goesOn: boolean;
}

/**
 * Sampled pages that look like names, in address order, as they are found. The return value of the iteration says
 * whether any sampled page held anything at all.
 */
export async function* sampleNames(
  engine: Engine,
  signal: AbortSignal | undefined,
  onProgress: OnProgress | undefined,
): AsyncGenerator<NamesAt, boolean> {
  const { ranges } = engine.connector;
  const total = ranges.reduce((sum, r) => sum + r.size, 0);
  let done = 0;
  let anything = false;
  let previous = -STRIDE;
  for (const { start, size } of ranges) {
    for (let from = 0; from < size; from += STRIDE * BATCH) {
      throwIfAborted(signal);
      await engine.breathe();
      const places: number[] = [];
      for (let at = from; at < Math.min(size, from + STRIDE * BATCH); at += STRIDE) places.push(start + at);
      const reads = places.map((phys) => ({ phys, into: new Uint8Array(PAGE), got: 0 }));
      if (engine.atOnce === undefined) await engine.connector.read(reads, signal);
      else engine.atOnce(reads);
      for (const { phys, into } of reads) {
        if (isZero(into)) continue;
        anything = true;
        if (!looksLikeNames(into)) continue;
        yield { phys, goesOn: phys - previous === STRIDE };
        previous = phys;
      }
      done += Math.min(size - from, STRIDE * BATCH);
      onProgress?.('looking for a kernel', BigInt(done), BigInt(total));
    }
  }
  return anything;
}
