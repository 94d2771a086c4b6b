/** A bitmap of page frames that can say how many come before one: what finds a page among those that a dump holds. */
import type { PhysicalRange } from '../engine/index.js';

/** Bytes of bitmap between two kept counts. */
const STEP = 64;
const ONES = Uint8Array.from({ length: 256 }, (_, byte) => {
  let count = 0;
  for (let bits = byte; bits > 0; bits >>= 1) count += bits & 1;
  return count;
});

/** Frames as bits, the lowest first in each byte. */
export class PageBitmap {
  /** Frames before every STEP bytes. */
  private readonly counts: Uint32Array;
  /** Frames that are set. */
  readonly count: number;

  constructor(
    private readonly bytes: Uint8Array,
    /** Frames that the bitmap is about; bits behind them count for nothing. */
    readonly frames: number,
  ) {
    this.counts = new Uint32Array(Math.ceil(bytes.length / STEP) + 1);
    let sum = 0;
    for (let i = 0; i < bytes.length; i++) {
      if (i % STEP === 0) this.counts[i / STEP] = sum;
      sum += ONES[bytes[i] as number] as number;
    }
    this.count = this.rank(frames);
  }

  /** True when the frame's bit is set. */
  has(frame: number): boolean {
    return frame < this.frames && (((this.bytes[frame >>> 3] ?? 0) >> (frame & 7)) & 1) === 1;
  }

  /** Frames that are set before this one. */
  rank(frame: number): number {
    const byte = frame >>> 3;
    let sum = this.counts[Math.floor(byte / STEP)] ?? 0;
    for (let i = byte - (byte % STEP); i < byte; i++) sum += ONES[this.bytes[i] ?? 0] as number;
    return sum + (ONES[(this.bytes[byte] ?? 0) & ((1 << (frame & 7)) - 1)] as number);
  }

  /** Runs of set frames as physical memory; only frames `from` to `to` of a part. */
  ranges(pageSize: number, part?: { readonly from: number; readonly to: number }): PhysicalRange[] {
    const result: { start: number; size: number }[] = [];
    const last = Math.min(this.frames, part?.to ?? this.frames);
    let from = -1;
    for (let frame = part?.from ?? 0; frame < last; frame++) {
      if ((frame & 7) === 0 && frame + 8 <= last) {
        const byte = this.bytes[frame >>> 3] as number;
        if ((byte === 0 && from < 0) || (byte === 0xff && from >= 0)) {
          frame += 7;
          continue;
        }
      }
      const set = this.has(frame);
      if (set && from < 0) from = frame;
      if (!set && from >= 0) {
        result.push({ start: from * pageSize, size: (frame - from) * pageSize });
        from = -1;
      }
    }
    if (from >= 0) result.push({ start: from * pageSize, size: (last - from) * pageSize });
    return result;
  }
}
