/** Copies a connector's memory into a dump of another format, piece by piece, and compares such a copy with what it was made from. */
import {
  PagewalkError,
  throwIfAborted,
  type Connector,
  type PhysicalRange,
  type PhysicalRead,
} from '../engine/index.js';
import type { DumpWriter, Progressed } from './writers/writer.js';

/** Memory that is read at once. */
const PIECE = 1 << 20;
/** Where a piece is not whole it is read again in these. */
const PAGE = 4096;
/** Memory between two points from which an interrupted copy can go on. */
const CHECKPOINT = 1 << 28;
/** Missing ranges that are listed; more are only counted. */
const MAX_LISTED = 10_000;

/** Memory of the source's ranges that could not be read, or that the format cannot hold. */
export interface LostRange extends PhysicalRange {
  /** Why its first byte is lost. */
  readonly reason: string;
}

/** A point from which a copy can go on; plain data. */
export interface CopyPoint extends Progressed {
  /** Everything below this physical address was dealt with. */
  readonly position: number;
  readonly lost: readonly LostRange[];
  readonly lostBytes: number;
}

/** How to copy. */
export interface CopyOptions {
  /** Where an earlier run stopped; the writer was made with it too. */
  readonly from?: CopyPoint;
  /** Called every 256 MiB, when all before is in the file. */
  readonly onPoint?: (point: CopyPoint) => Promise<void>;
  /** Told of bytes of memory done, of all. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** What a copy came to. */
export interface Copied {
  /** Bytes of the file. */
  readonly size: number;
  /** Memory that is in it, sorted and merged. */
  readonly done: readonly PhysicalRange[];
  /** Memory that was expected and is not, at most 10,000 ranges of it. */
  readonly lost: readonly LostRange[];
  readonly lostBytes: number;
}

/** Copies all ranges of a source. What cannot be read is left out of the copy and listed, never written as zeros. */
export async function copyMemory(
  source: Connector,
  writer: DumpWriter,
  options: CopyOptions = {},
): Promise<Copied> {
  const { from, onPoint, onProgress, signal } = options;
  const copy = new Copy(source, writer, from);
  const total = source.ranges.reduce((sum, { size }) => sum + size, 0);
  let [passed, sincePoint] = [0, 0];
  for (const range of source.ranges) {
    const [whole] = wholeGranules([range], writer.granule);
    if (from === undefined || range.start >= from.position) copy.loseEdges(range, whole);
    for (let at = whole?.start ?? 0, end = whole === undefined ? 0 : whole.start + whole.size; at < end;) {
      // Pieces end at multiples of their size, which are granules, too.
      const size = Math.min(end - at, PIECE - (at % PIECE));
      if (from === undefined || at >= from.position) {
        throwIfAborted(signal);
        await copy.piece(at, size, signal);
        sincePoint += size;
        if (onPoint !== undefined && sincePoint >= CHECKPOINT) {
          sincePoint = 0;
          await onPoint(await copy.point(at + size));
        }
      }
      at += size;
      onProgress?.(passed + at - range.start, total);
    }
    passed += range.size;
  }
  return { ...copy.result(), size: await writer.finish(copy.done) };
}

/** What of ranges consists of whole granules. */
export function wholeGranules(ranges: readonly PhysicalRange[], granule: number): PhysicalRange[] {
  return ranges.flatMap(({ start, size }) => {
    const first = Math.ceil(start / granule) * granule;
    const end = Math.floor((start + size) / granule) * granule;
    return end > first ? [{ start: first, size: end - first }] : [];
  });
}

class Copy {
  readonly done: { start: number; size: number }[];
  private readonly lost: { start: number; size: number; reason: string }[];
  private lostBytes: number;
  private readonly buffer = new Uint8Array(PIECE);

  constructor(
    private readonly source: Connector,
    private readonly writer: DumpWriter,
    from: CopyPoint | undefined,
  ) {
    this.done = (from?.done ?? []).map((range) => ({ ...range }));
    this.lost = (from?.lost ?? []).map((range) => ({ ...range }));
    this.lostBytes = from?.lostBytes ?? 0;
  }

  async point(position: number): Promise<CopyPoint> {
    return { position, state: await this.writer.progressed(), ...this.result() };
  }

  result(): Omit<Copied, 'size'> {
    return { done: this.done, lost: this.lost, lostBytes: this.lostBytes };
  }

  /** What the format cannot hold of a range because it is less than a page. */
  loseEdges({ start, size }: PhysicalRange, whole: PhysicalRange | undefined): void {
    const reason = `less than a page of ${this.writer.granule} bytes, which the format cannot hold`;
    const end = start + size;
    if (whole === undefined) this.lose(start, size, reason);
    else {
      this.lose(start, whole.start - start, reason);
      this.lose(whole.start + whole.size, end - whole.start - whole.size, reason);
    }
  }

  /** Copies a piece; where it is not whole, what there is of it. */
  async piece(start: number, size: number, signal: AbortSignal | undefined): Promise<void> {
    const { granule } = this.writer;
    const whole: PhysicalRead = { phys: start, into: this.buffer.subarray(0, size), got: 0 };
    await this.source.read([whole], signal);
    const sure = whole.got - (whole.got % granule);
    await this.put(start, whole.into.subarray(0, sure));
    if (sure === size) return;
    const step = Math.max(PAGE, granule);
    const reads: PhysicalRead[] = [];
    for (let at = start + sure; at < start + size;) {
      const end = Math.min(start + size, at + step - (at % step));
      reads.push({ phys: at, into: this.buffer.subarray(at - start, end - start), got: 0 });
      at = end;
    }
    await this.source.read(reads, signal);
    for (const { phys, into, got, reason } of reads) {
      const usable = got - (got % granule);
      await this.put(phys, into.subarray(0, usable));
      this.lose(phys + usable, into.length - usable, reason ?? 'the source does not say why');
    }
  }

  private async put(start: number, bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    await this.writer.write(start, bytes);
    const last = this.done.at(-1);
    if (last !== undefined && last.start + last.size === start) last.size += bytes.length;
    else this.done.push({ start, size: bytes.length });
  }

  private lose(start: number, size: number, reason: string): void {
    if (size === 0) return;
    this.lostBytes += size;
    const last = this.lost.at(-1);
    if (last !== undefined && last.start + last.size === start) last.size += size;
    else if (this.lost.length < MAX_LISTED) this.lost.push({ start, size, reason });
  }
}

/** How to compare. */
export interface CompareOptions {
  /** The copy reads as zeros where it has nothing: a raw image. */
  readonly gapless?: boolean;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Compares a copy with its source, byte by byte, over what the copy is to hold; of a live source only that the copy can be read.
 * Rejects with kind `malformed` that names the first address where they differ or where the copy has too much or too little.
 */
export async function compareMemory(
  source: Connector,
  copy: Connector,
  done: readonly PhysicalRange[],
  { gapless = false, onProgress, signal }: CompareOptions = {},
): Promise<void> {
  const differ = (at: number, what: string): PagewalkError =>
    new PagewalkError('connector', 'malformed', `${copy.name}: physical 0x${at.toString(16)}: ${what}`, {
      source: copy.name,
      address: BigInt(at),
      hint: 'do not trust the copy; convert again, and look at the disk that it lies on',
    });
  const total = done.reduce((sum, { size }) => sum + size, 0);
  const has = copy.ranges.reduce((sum, { size }) => sum + size, 0);
  if (!gapless && has !== total)
    throw differ(copy.ranges[0]?.start ?? 0, `${has} bytes of memory where ${total} were written`);
  const buffers = [new Uint8Array(PIECE), new Uint8Array(PIECE)] as const;
  let passed = 0;
  for (const { start, size } of done)
    for (let at = start; at < start + size;) {
      throwIfAborted(signal);
      const length = Math.min(PIECE, start + size - at);
      const [theirs, ours] = [source, copy].map((_, i) => ({
        phys: at,
        into: (buffers[i] as Uint8Array).subarray(0, length),
        got: 0,
      })) as [PhysicalRead, PhysicalRead];
      await copy.read([ours], signal);
      if (ours.got < length) throw differ(at + ours.got, ours.reason ?? 'cannot be read');
      if (!source.live) {
        await source.read([theirs], signal);
        const first = firstDifference(theirs.into, ours.into);
        if (theirs.got < length || first >= 0)
          throw differ(at + Math.max(0, first), `differs from ${source.name}`);
      }
      at += length;
      passed += length;
      onProgress?.(passed, total);
    }
}

/** Index of the first byte that differs; -1 when none does. Both start at a multiple of four bytes. */
function firstDifference(a: Uint8Array, b: Uint8Array): number {
  const words = a.length >>> 2;
  const [left, right] = [a, b].map(({ buffer, byteOffset }) => new Int32Array(buffer, byteOffset, words)) as [
    Int32Array,
    Int32Array,
  ];
  let at = 0;
  while (at < words && left[at] === right[at]) at++;
  for (let i = at * 4; i < a.length; i++) if (a[i] !== b[i]) return i;
  return -1;
}
