/** Records what goes through a connector, and replays a recording as a connector that knows nothing else. */
import {
  Bytes,
  normalRanges,
  PagewalkError,
  wrapConnector,
  WriteTrip,
  type Connector,
  type PhysicalRange,
  type PhysicalRead,
} from '../engine/index.js';

/** First bytes of a recording: name and version. */
const MAGIC = 'PWALKRC1';
/** Physical address (u64), bytes (u32), bytes of the reason (u32), all little endian; then the bytes, then the reason. */
const HEAD = 16;
/** Longest first line of a recording, in bytes. */
const MAX_HEADER = 1 << 24;

/** A connector that records. */
export interface RecordingConnector extends Connector {
  /** The recording so far. Throws kind `usage` when it goes to a sink. */
  recording(): Uint8Array;
}

/** What a recording says of the connector. */
interface Header {
  readonly format: string;
  readonly name: string;
  readonly ranges: readonly PhysicalRange[];
  readonly block: number;
}

/** The same memory; what is read and written goes into a recording as well, piece by piece to `sink` where one is given. */
export function wrapRecord(connector: Connector, sink?: (chunk: Uint8Array) => void): RecordingConnector {
  const chunks: Uint8Array[] = [];
  const keep = sink ?? ((chunk: Uint8Array): void => void chunks.push(chunk));
  const { format, name, ranges, cost } = connector;
  const header: Header = { format, name, ranges, block: cost.block };
  keep(new TextEncoder().encode(`${MAGIC}${JSON.stringify(header)}\n`));
  const record = (phys: number, bytes: Uint8Array, reason = ''): void => {
    const why = new TextEncoder().encode(reason);
    const chunk = new Uint8Array(HEAD + bytes.length + why.length);
    const words = new DataView(chunk.buffer);
    words.setBigUint64(0, BigInt(phys), true);
    words.setUint32(8, bytes.length, true);
    words.setUint32(12, why.length, true);
    chunk.set(bytes, HEAD);
    chunk.set(why, HEAD + bytes.length);
    keep(chunk);
  };
  const wrapped = wrapConnector(connector, {
    *read(reads) {
      yield reads;
      for (const { phys, into, got, reason } of reads) {
        record(phys, into.subarray(0, got), got < into.length ? (reason ?? 'not in the source') : '');
      }
    },
    *write(writes) {
      yield new WriteTrip(writes);
      for (const { phys, from, put } of writes) record(phys, from.subarray(0, put));
    },
  });
  return {
    ...wrapped,
    recording: () => {
      if (sink !== undefined) throw usage('the recording goes to a sink');
      const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
      let at = 0;
      for (const chunk of chunks) {
        whole.set(chunk, at);
        at += chunk.length;
      }
      return whole;
    },
  };
}

/** Recorded bytes from `start` on. */
interface Known {
  readonly start: number;
  readonly bytes: Uint8Array;
}

/**
 * Physical memory as far as a recording holds it; of a byte read or written more than once, what came last. What was
 * not recorded is not answered: such a read stops there and says so. Throws kind `malformed` for what is no whole recording.
 */
export function openReplay(recording: Uint8Array, name = 'recording'): Connector {
  const { header, known, reasons } = parse(recording, name);
  const serve = (reads: readonly PhysicalRead[]): void => {
    for (const read of reads) {
      read.got = 0;
      read.reason = undefined;
      while (read.got < read.into.length) {
        const at = read.phys + read.got;
        const piece = known[indexOf(known, at)];
        if (piece === undefined || piece.start > at) break;
        const part = piece.bytes.subarray(at - piece.start, at - piece.start + read.into.length - read.got);
        read.into.set(part, read.got);
        read.got += part.length;
      }
      if (read.got === read.into.length) continue;
      const stop = read.phys + read.got;
      read.reason = reasons.get(stop) ?? `0x${stop.toString(16)} is not in ${name}`;
    }
  };
  return {
    format: header.format,
    name: header.name,
    identity: undefined,
    ranges: header.ranges,
    cost: { block: header.block, parallel: 1 },
    live: false,
    notes: [`replayed from ${name}`],
    read: (reads) => {
      serve(reads);
      return Promise.resolve();
    },
    readSync: serve,
    close: () => Promise.resolve(),
  };
}

interface Parsed {
  readonly header: Header;
  /** Sorted, not overlapping. */
  readonly known: readonly Known[];
  /** Why reads stopped, by the address where they did. */
  readonly reasons: ReadonlyMap<number, string>;
}

function parse(recording: Uint8Array, name: string): Parsed {
  const all = new Bytes(recording, name);
  const line = recording.subarray(0, MAX_HEADER).indexOf(0x0a);
  if (line < 0 || all.text(0, MAGIC.length) !== MAGIC)
    throw malformed(name, 0, 'the first line of a recording');
  const header = headerOf(all.text(MAGIC.length, line - MAGIC.length), name);
  const known: Known[] = [];
  const reasons = new Map<number, string>();
  for (let at = line + 1; at < recording.length;) {
    const phys = Number(all.u64(at));
    const length = all.u32(at + 8);
    const why = all.u32(at + 12);
    if (phys + length > 2 ** 52) throw malformed(name, at, 'a physical address below 2^52');
    learn(known, { start: phys, bytes: all.slice(at + HEAD, length).data });
    if (why > 0) reasons.set(phys + length, all.slice(at + HEAD + length, why).text(0, why));
    at += HEAD + length + why;
  }
  return { header, known, reasons };
}

function headerOf(text: string, name: string): Header {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed(name, MAGIC.length, 'a header in JSON');
  }
  const { format, name: source, ranges, block } = (value ?? {}) as Partial<Record<keyof Header, unknown>>;
  const good = (n: unknown): n is number =>
    Number.isInteger(n) && (n as number) >= 0 && (n as number) <= 2 ** 52;
  const list = Array.isArray(ranges) ? (ranges as (Partial<PhysicalRange> | null)[]) : undefined;
  if (
    typeof format !== 'string' ||
    typeof source !== 'string' ||
    !(good(block) && Number.isInteger(Math.log2(block))) ||
    list?.every((r) => good(r?.start) && good(r.size)) !== true
  ) {
    throw malformed(name, MAGIC.length, 'a header with format, name, ranges and block');
  }
  return { format, name: source, ranges: normalRanges(list as PhysicalRange[]), block };
}

/** Puts a piece in its place; what it overlaps gives way. */
function learn(known: Known[], piece: Known): void {
  if (piece.bytes.length === 0) return;
  const end = piece.start + piece.bytes.length;
  const from = indexOf(known, piece.start);
  let to = from;
  const rest: Known[] = [];
  for (let old = known[to]; old !== undefined && old.start < end; old = known[++to]) {
    if (old.start < piece.start)
      rest.push({ start: old.start, bytes: old.bytes.subarray(0, piece.start - old.start) });
    if (old.start + old.bytes.length > end)
      rest.push({ start: end, bytes: old.bytes.subarray(end - old.start) });
  }
  const at = rest.findIndex(({ start }) => start >= end);
  rest.splice(at < 0 ? rest.length : at, 0, piece);
  known.splice(from, to - from, ...rest);
}

/** Index of the first piece that ends behind an address. */
function indexOf(known: readonly Known[], address: number): number {
  let low = 0;
  let high = known.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { start, bytes } = known[middle] as Known;
    if (start + bytes.length <= address) low = middle + 1;
    else high = middle;
  }
  return low;
}

function usage(what: string): PagewalkError {
  return new PagewalkError('connector', 'usage', what);
}

function malformed(name: string, offset: number, expected: string): PagewalkError {
  return new PagewalkError(
    'connector',
    'malformed',
    `${name}: offset 0x${offset.toString(16)}: expected ${expected}`,
    { source: name, offset, expected },
  );
}
