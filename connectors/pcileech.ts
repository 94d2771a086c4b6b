/** A machine's memory through a PCILeech board: a PCI Express card that reads for us, on a USB cable. */
import {
  normalRanges,
  PagewalkError,
  type Connector,
  type PhysicalRange,
  type PhysicalRead,
  type PhysicalWrite,
  type UsbDevice,
} from '../engine/index.js';
import { openFt601 } from './ft601.js';
import { tlpUnits } from './pcileech-frames.js';
import { BoardLink } from './pcileech-link.js';
import { probeMap, probeRequestSize } from './pcileech-map.js';
import { BoardReads, type BoardRead } from './pcileech-reads.js';
import { identify } from './pcileech-registers.js';
import { MAX_REQUEST, memoryWrites } from './pcileech-tlp.js';
import { lastFrom } from './sorted.js';

const PAGE = 4096;
const MAX_ADDRESS = 2 ** 52;

/** How to use a board. */
export interface PcileechOptions {
  /** Where memory is, from the target's firmware or system (`/proc/iomem`). Without it the board looks for itself. */
  readonly ranges?: readonly PhysicalRange[];
  /** Bytes of the largest request: a power of two from 128 to 4096. Without it the board tries. */
  readonly request?: number;
  /** Lets `write` exist. */
  readonly writable?: boolean;
}

/** A part of a read, and the dwords that hold it. */
interface Piece {
  readonly board: BoardRead;
  /** Set when the piece is no whole dwords: the bytes of `board.into` from `skip` go to `into`. */
  readonly cut?: { readonly skip: number; readonly into: Uint8Array };
}

/**
 * Opens a board. Rejects with kind `io` when it cannot be opened or falls silent, `not-recognised` for a device without PCILeech's gateware,
 * `unsupported` for a board without a link or in the wrong mode, `not-found` when no memory answers. The device is closed then.
 */
export async function openPcileech(
  device: UsbDevice,
  options: PcileechOptions = {},
  signal?: AbortSignal,
): Promise<Connector> {
  const given = checked(options);
  const pipe = await openFt601(device, signal);
  try {
    const link = new BoardLink(pipe);
    await link.settle(signal);
    const board = await identify(link, signal);
    link.reader.expectFirstFlags(board.major > 4 || (board.major === 4 && board.minor >= 13));
    const reads = new BoardReads(link, board.requester, board.credit);
    const notes = [
      `${pipe.name}: ${board.name}, gateware ${board.major}.${board.minor}, PCI Express generation ${board.generation} x${board.lanes}`,
    ];
    let ranges = given;
    if (ranges === undefined) {
      const probed = await probeMap(reads, signal);
      ranges = probed.ranges;
      notes.push(
        `where memory is was found by ${probed.looks} reads of 4 bytes; memory smaller than 16 MiB may be missed: better give ranges`,
      );
    }
    if (ranges.length === 0)
      throw new PagewalkError('connector', 'not-found', `${pipe.name}: no memory answers`, {
        source: pipe.name,
        hint: 'give ranges; an IOMMU of the target may refuse the board (turn VT-d or AMD-Vi off)',
      });
    const request = options.request ?? (await probeRequestSize(reads, ranges, signal));
    if (request < MAX_REQUEST) notes.push(`requests of ${request} bytes: larger ones are not answered`);
    return connectorOf({ name: pipe.name, link, reads, ranges, request, notes }, board.requester, options);
  } catch (error) {
    await pipe.close();
    throw error;
  }
}

function checked({ ranges, request }: PcileechOptions): readonly PhysicalRange[] | undefined {
  const powers = [128, 256, 512, 1024, 2048, 4096];
  if (request !== undefined && !powers.includes(request))
    throw new PagewalkError('connector', 'usage', `no request has ${request} bytes`, {
      expected: powers.join(', '),
    });
  const wrong = ranges?.find(({ start, size }) => !(start >= 0 && size > 0 && start + size <= MAX_ADDRESS));
  if (wrong !== undefined)
    throw new PagewalkError(
      'connector',
      'usage',
      `no memory lies from ${wrong.start} to ${wrong.start + wrong.size}`,
      { expected: 'ranges below 2^52' },
    );
  return ranges && normalRanges(ranges);
}

/** What a connector is made of. */
interface Parts {
  readonly name: string;
  readonly link: BoardLink;
  readonly reads: BoardReads;
  readonly ranges: readonly PhysicalRange[];
  readonly request: number;
  readonly notes: readonly string[];
}

function connectorOf(parts: Parts, requester: number, { writable }: PcileechOptions): Connector {
  const { name, link, reads, ranges, request, notes } = parts;
  let turn: Promise<unknown> = Promise.resolve();
  /** Why the board can no longer be used. */
  let broken: string | undefined;
  let closed = false;
  /** One call after the other: the board has one queue. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };
  /** Runs work on the board; what breaks it is remembered. */
  const onBoard = async (work: () => Promise<void>): Promise<void> => {
    if (broken !== undefined) return;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof PagewalkError) || error.kind !== 'io') throw error;
      broken = error.message;
    }
  };
  const serve = async (list: readonly PhysicalRead[], signal?: AbortSignal): Promise<void> => {
    const all = list.map((read) => piecesOf(read, ranges, request));
    await onBoard(() =>
      reads.run(
        all.flatMap(({ pieces }) => pieces.map(({ board }) => board)),
        signal,
      ),
    );
    list.forEach((read, i) => settle(read, all[i] as Split, broken));
  };
  const put = async (write: PhysicalWrite, signal?: AbortSignal): Promise<void> => {
    write.put = 0;
    write.reason = undefined;
    const { phys, from } = write;
    while (write.put < from.length && write.reason === undefined) {
      const at = phys + write.put;
      const part = from.subarray(write.put, write.put + PAGE - (at % PAGE));
      if (part.length > inRange(ranges, at)) {
        write.reason = outside(at);
        return;
      }
      // A read before tells whether anything is there; a read behind them pushes the writes on to memory (PCI ordering).
      write.reason = await barrier(at, signal);
      if (write.reason !== undefined) return;
      await onBoard(() => link.pipe.send(memoryWrites(at, part, requester).map(tlpUnits)));
      write.reason = await barrier(at, signal);
      if (write.reason === undefined) write.put += part.length;
      else write.reason = `whether it was written is not known: ${write.reason}`;
    }
  };
  const barrier = async (at: number, signal?: AbortSignal): Promise<string | undefined> => {
    const look: BoardRead = { address: at - (at % 4), into: new Uint8Array(4), got: 0 };
    await onBoard(() => reads.run([look], signal));
    return look.got === 4 ? undefined : (look.reason ?? broken ?? 'the board did not answer');
  };
  return {
    format: 'pcileech',
    name,
    identity: undefined,
    ranges,
    cost: { block: PAGE, parallel: 1, latency: 1 },
    live: true,
    notes,
    read: (list, signal) => inTurn(() => serve(list, signal)),
    ...(writable === true && {
      write: (list: readonly PhysicalWrite[], signal?: AbortSignal) =>
        inTurn(async () => {
          for (const write of list) await put(write, signal);
        }),
    }),
    close: () =>
      inTurn(async () => {
        if (closed) return;
        closed = true;
        broken ??= 'the board was closed';
        await link.pipe.close();
      }),
  };
}

/** Bytes from an address to the end of its range. */
function inRange(ranges: readonly PhysicalRange[], at: number): number {
  const range = ranges[lastFrom(ranges, at)];
  return range === undefined ? 0 : Math.max(0, range.start + range.size - at);
}

function outside(at: number): string {
  return `0x${at.toString(16)} is in no range of the memory map`;
}

/** What a read needs of the board. */
interface Split {
  readonly pieces: readonly Piece[];
  /** Bytes of it that lie in the range. */
  readonly inside: number;
}

/** The requests of a read: none crosses a border of `request` bytes. */
function piecesOf({ phys, into }: PhysicalRead, ranges: readonly PhysicalRange[], request: number): Split {
  const inside = Math.min(into.length, inRange(ranges, phys));
  const pieces: Piece[] = [];
  for (let at = 0; at < inside;) {
    const place = phys + at;
    const length = Math.min(inside - at, request - (place % request));
    const skip = place % 4;
    const size = skip + length + ((4 - ((skip + length) % 4)) % 4);
    const part = into.subarray(at, at + length);
    pieces.push(
      size === length
        ? { board: { address: place, into: part, got: 0 } }
        : {
            board: { address: place - skip, into: new Uint8Array(size), got: 0 },
            cut: { skip, into: part },
          },
    );
    at += length;
  }
  return { pieces, inside };
}

/** Says how far a read came, and why no further. */
function settle(read: PhysicalRead, { pieces, inside }: Split, broken: string | undefined): void {
  read.got = 0;
  read.reason = undefined;
  for (const { board, cut } of pieces) {
    const { skip, into } = cut ?? { skip: 0, into: board.into };
    const got = Math.min(into.length, Math.max(0, board.got - skip));
    if (cut !== undefined) into.set(board.into.subarray(skip, skip + got));
    read.got += got;
    if (got === into.length) continue;
    read.reason = board.reason ?? broken ?? 'the board did not answer';
    return;
  }
  if (inside < read.into.length) read.reason = outside(read.phys + inside);
}
