/**
 * Flattened kdump streams, as makedumpfile -F and QEMU write them over a pipe: pieces of the real file with their offsets.
 * The real file is made of them without a copy. Source: makedumpfile, IMPLEMENTATION, "flattened format" (big endian).
 */
import type { ByteSource } from '../engine/index.js';
import { piecedSource } from './pieced-source.js';
import { lastFrom } from './sorted.js';
import { bytesAt, malformed, startsWith, wordAt, type Parsed } from './source-bytes.js';

/** The header's block; pieces follow. */
const HEADER = 4096;
/** Offset s64, size s64. */
const PIECE = 16;
/** Bytes read at once to walk over small pieces. */
const WINDOW = 1 << 16;
/** Runs of pieces; a writer makes thousands of equal pieces in a row, which are one run. */
const MAX_RUNS = 1 << 22;

/** Only headers are written more than once. */
const MAX_OVERLAPS = 4096;

/** Pieces of equal size that follow each other in the stream and in the file. */
interface Run {
  /** Offset in the file. */
  readonly start: number;
  /** Offset in the stream of the first piece's bytes. */
  readonly at: number;
  /** Bytes of a piece. */
  readonly size: number;
  count: number;
}

/** True for the start of a flattened stream. */
export function isFlattened(head: Uint8Array): boolean {
  return startsWith(head, 'makedumpfile\0');
}

/**
 * The file inside a flattened stream, as a source, and notes on it. Rejects with kind `malformed`, naming the offset, when a
 * piece makes no sense. A stream without its end mark is noted: it was cut short.
 */
export async function unflatten(
  source: ByteSource,
  signal?: AbortSignal,
): Promise<{ readonly source: ByteSource; readonly notes: readonly string[] }> {
  const parsed: Parsed = { source, format: 'flattened kdump', signal };
  const head = await bytesAt(parsed, 0, 32, 'the header');
  if (head.getBigInt64(16) !== 1n || head.getBigInt64(24) !== 1n)
    throw malformed(parsed, 16, 'type 1, version 1', `${head.getBigInt64(16)}, ${head.getBigInt64(24)}`);
  const runs: Run[] = [];
  const notes: string[] = [];
  let window = new DataView(new ArrayBuffer(0));
  let windowAt = 0;
  for (let at = HEADER; ;) {
    if (at + PIECE > source.size) {
      notes.push(
        `${source.name} ends at offset 0x${source.size.toString(16)}, before the end mark of the stream`,
      );
      break;
    }
    if (at < windowAt || at + PIECE > windowAt + window.byteLength) {
      windowAt = at;
      window = await bytesAt(parsed, at, Math.min(WINDOW, source.size - at), 'a piece');
    }
    const start = window.getBigInt64(at - windowAt);
    const size = window.getBigInt64(at - windowAt + 8);
    if (start === -1n && size === -1n) break;
    const offset = wordAt(window, at - windowAt, false);
    const bytes = wordAt(window, at - windowAt + 8, false);
    if (!(offset >= 0 && bytes > 0 && offset + bytes <= Number.MAX_SAFE_INTEGER))
      throw malformed(parsed, at, 'an offset and a size', `${start} and ${size}`);
    const last = runs.at(-1);
    if (last !== undefined && continues(last, offset, bytes, at + PIECE)) last.count++;
    else if (runs.length === MAX_RUNS)
      throw malformed(parsed, at, `at most ${MAX_RUNS} runs of pieces`, 'more');
    else runs.push({ start: offset, at: at + PIECE, size: bytes, count: 1 });
    at += PIECE + bytes;
    if (at > source.size) {
      notes.push(
        `${source.name} ends at offset 0x${source.size.toString(16)}, within a piece of ${bytes} bytes`,
      );
      break;
    }
  }
  return { source: fileOf(parsed, runs), notes };
}

function continues(run: Run, offset: number, size: number, at: number): boolean {
  return (
    run.size === size && offset === run.start + run.count * size && at === run.at + run.count * (size + PIECE)
  );
}

/** A stretch of the file within one run. */
interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly run: Run;
}

/** The file that the runs make: where two name the same bytes, the later one holds (the header is written again at the end). */
function fileOf(parsed: Parsed, runs: readonly Run[]): ByteSource {
  const { source } = parsed;
  const stretches = overlaid(parsed, runs);
  const size = stretches.at(-1)?.end ?? 0;
  return piecedSource({
    name: source.name,
    size,
    identity: source.identity,
    cost: source.cost,
    sources: [source],
    shortage: `the stream ends at offset 0x${source.size.toString(16)}`,
    pieceAt: (at) => {
      if (at >= size) return undefined;
      const stretch = stretches[lastFrom(stretches, at)];
      if (stretch === undefined || at >= stretch.end)
        return `offset 0x${at.toString(16)} of the file is in no piece of the stream`;
      const { run } = stretch;
      const inside = (at - run.start) % run.size;
      const piece = Math.floor((at - run.start) / run.size);
      return {
        source,
        offset: run.at + piece * (run.size + PIECE) + inside,
        size: Math.min(run.size - inside, stretch.end - at),
      };
    },
  });
}

/** Stretches in order, without overlaps. Throws kind `malformed` when more pieces overlap than any writer makes. */
function overlaid(parsed: Parsed, runs: readonly Run[]): Stretch[] {
  const sorted = runs
    .map((run, order) => ({ start: run.start, end: run.start + run.size * run.count, run, order }))
    .sort((a, b) => a.start - b.start);
  const result: Stretch[] = [];
  for (let first = 0, next = 0; first < sorted.length; first = next) {
    let end = -1;
    for (next = first; next < sorted.length; next++) {
      const { start, end: ends } = sorted[next] as Stretch;
      if (next > first && start >= end) break;
      end = Math.max(end, ends);
    }
    const group = sorted.slice(first, next).sort((a, b) => a.order - b.order);
    if (group.length > MAX_OVERLAPS)
      throw malformed(parsed, HEADER, `at most ${MAX_OVERLAPS} pieces that overlap`, `${group.length}`);
    result.push(...(group.length === 1 ? group : latest(group)));
  }
  return result;
}

/** Of stretches in the order of the stream, what the later ones leave of the earlier. */
function latest(group: readonly Stretch[]): Stretch[] {
  let kept: Stretch[] = [];
  for (const { start, end, run } of group) {
    kept = kept.flatMap((old) =>
      old.end <= start || old.start >= end
        ? [old]
        : [
            ...(old.start < start ? [{ ...old, end: start }] : []),
            ...(old.end > end ? [{ ...old, start: end }] : []),
          ],
    );
    kept.push({ start, end, run });
  }
  return kept.sort((a, b) => a.start - b.start);
}
