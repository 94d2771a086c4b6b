/**
 * A small client of network block devices: fixed newstyle handshake, simple replies, several requests in flight. Source: the NBD protocol's
 * doc/proto.md.
 */
import { PagewalkError, type Duplex, type SourceRead } from '../engine/index.js';
import { inTime, StreamReader, type Waiting } from './stream-reader.js';

const MAGIC = 0x4e42444d41474943n;
const OPTION_MAGIC = 0x49484156454f5054n;
const OPTION_EXPORT_NAME = 1;
const FIXED_NEWSTYLE = 1;
const NO_ZEROES = 2;
const REQUEST = 0x25609513;
const SIMPLE_REPLY = 0x67446698;
const READ = 0;
const WRITE = 1;
const DISCONNECT = 2;
/** Bytes of one request; servers must take 32 MiB. */
const LONGEST = 1 << 20;
const IN_FLIGHT = 16;

/** An export that is open. */
export interface NbdExport {
  /** Bytes. */
  readonly size: number;
  /** Serves all reads: `got`, and `error` where the server refuses. Rejects when the connection breaks. */
  readonly read: (reads: readonly SourceRead[]) => Promise<void>;
  /** Writes all bytes; gives the server's reason when it refuses. */
  readonly write: (offset: number, bytes: Uint8Array) => Promise<string | undefined>;
  readonly close: () => void;
}

interface Piece {
  readonly owner: SourceRead;
  readonly at: number;
  readonly into: Uint8Array;
}

/** Opens an export by name. Rejects with kind `malformed` when the other end is no such server, `io` when it has no such export. The stream is closed then. */
export async function openNbd(stream: Duplex, name: string, signal?: AbortSignal): Promise<NbdExport> {
  const reader = new StreamReader(stream);
  const waiting: Waiting = { what: 'an answer of the NBD server', signal };
  const bytes = async (length: number, how = waiting): Promise<DataView> => {
    const into = new Uint8Array(length);
    await reader.fill(into, how);
    return new DataView(into.buffer);
  };
  const malformed = (expected: string, got: unknown): PagewalkError =>
    new PagewalkError('connector', 'malformed', `${stream.name}: no NBD server as expected: ${expected}`, {
      source: stream.name,
      expected,
      got: String(got),
    });
  let size: number;
  try {
    const head = await bytes(18);
    if (head.getBigUint64(0) !== MAGIC || head.getBigUint64(8) !== OPTION_MAGIC)
      throw malformed("'NBDMAGICIHAVEOPT'", head.getBigUint64(0));
    if ((head.getUint16(16) & FIXED_NEWSTYLE) === 0) throw malformed('fixed newstyle', head.getUint16(16));
    const zeroes = (head.getUint16(16) & NO_ZEROES) === 0;
    const title = new TextEncoder().encode(name);
    const option = new DataView(new ArrayBuffer(20 + title.length));
    option.setUint32(0, FIXED_NEWSTYLE | (zeroes ? 0 : NO_ZEROES));
    option.setBigUint64(4, OPTION_MAGIC);
    option.setUint32(12, OPTION_EXPORT_NAME);
    option.setUint32(16, title.length);
    new Uint8Array(option.buffer).set(title, 20);
    await stream.write(new Uint8Array(option.buffer));
    size = Number((await bytes(zeroes ? 134 : 10)).getBigUint64(0));
  } catch (error) {
    stream.close();
    throw error;
  }

  let nextHandle = 1n;
  const request = (type: number, offset: number, length: number): { head: Uint8Array; handle: bigint } => {
    const head = new DataView(new ArrayBuffer(28));
    const handle = nextHandle++;
    head.setUint32(0, REQUEST);
    head.setUint16(6, type);
    head.setBigUint64(8, handle);
    head.setBigUint64(16, BigInt(offset));
    head.setUint32(24, length);
    return { head: new Uint8Array(head.buffer), handle };
  };
  const send = (data: Uint8Array): Promise<void> =>
    inTime(stream.write(data), stream.name, { what: 'room for a request' });
  const reply = async (): Promise<{ handle: bigint; error: number }> => {
    const head = await bytes(16, { what: 'a reply of the NBD server' });
    if (head.getUint32(0) !== SIMPLE_REPLY) throw malformed('a simple reply', head.getUint32(0).toString(16));
    return { handle: head.getBigUint64(8), error: head.getUint32(4) };
  };

  return {
    size,
    read: async (reads) => {
      const pieces = cut(reads);
      const open = new Set(pieces);
      const flying = new Map<bigint, Piece>();
      try {
        for (let next = 0; open.size > 0;) {
          while (next < pieces.length && flying.size < IN_FLIGHT) {
            const piece = pieces[next++] as Piece;
            const { head, handle } = request(READ, piece.owner.offset + piece.at, piece.into.length);
            flying.set(handle, piece);
            await send(head);
          }
          const { handle, error } = await reply();
          const piece = flying.get(handle);
          if (piece === undefined) throw malformed('the handle of a request', handle);
          if (error === 0) await reader.fill(piece.into, { what: 'the bytes of a reply' });
          else fail(piece, `${stream.name}: the NBD server refuses: error ${error}`);
          flying.delete(handle);
          open.delete(piece);
        }
      } catch (error) {
        for (const piece of open) fail(piece, `${stream.name}: the connection broke`);
        throw error;
      }
    },
    write: async (offset, data) => {
      for (let at = 0; at < data.length; at += LONGEST) {
        const part = data.subarray(at, at + LONGEST);
        const { head, handle } = request(WRITE, offset + at, part.length);
        await send(head);
        await send(part);
        const answer = await reply();
        if (answer.handle !== handle) throw malformed('the handle of the write', answer.handle);
        if (answer.error !== 0) return `${stream.name}: the NBD server refuses: error ${answer.error}`;
      }
      return undefined;
    },
    close: () => {
      const end = (): void => stream.close();
      stream.write(request(DISCONNECT, 0, 0).head).then(end, end);
    },
  };
}

/** What lies behind a piece that failed does not count. */
function fail({ owner, at }: Piece, why: string): void {
  if (at >= owner.got) return;
  owner.got = at;
  owner.error = why;
}

/** Reads in pieces that one request can ask for; each read counts as whole until a piece of it fails. */
function cut(reads: readonly SourceRead[]): Piece[] {
  const pieces: Piece[] = [];
  for (const owner of reads) {
    for (let at = 0; at < owner.into.length; at += LONGEST)
      pieces.push({ owner, at, into: owner.into.subarray(at, at + LONGEST) });
    owner.got = owner.into.length;
  }
  return pieces;
}
