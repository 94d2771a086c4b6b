/**
 * Memory of a QEMU process's guest by QEMU's own structures, found by their shape: RAMBlock (name, place, size), and the flat view of the
 * address space `memory` (which of it the guest sees where). Sources: include/exec/ramblock.h (RAMBlock), include/exec/memory.h
 * (AddressSpace, FlatView), softmmu/memory.c (FlatRange) of QEMU 7.2; the members between them differ from version to version.
 */
import { throwIfAborted, type AddressSpace } from '../../../engine/index.js';
import type { GuestRange } from '../../types.js';
import type { Area } from './backing.js';
import { areaAt } from './untouched-pages.js';

/** Areas that QEMU's own data lie in are smaller, the guest's memory mostly larger; and no more is looked through. */
const MAX_AREA = 64n << 20n;
const MAX_TOTAL = 256n << 20n;
const CHUNK = 1 << 20;
/** A structure that begins at the end of a chunk is looked at with what follows. */
const OVERLAP = 512;
/** Words between a block's place in memory and its sizes, and bytes between these and its name. */
const MOST_WORDS = 3;
const MOST_BYTES = 64;
const MAX_NAME = 256;
const MAX_RANGES = 4096;
/** `memory`, with its NUL: the name of the address space that processors see. */
const NAME = [0x6f6d656d, 0x007972] as const;
/** FlatView: `ranges` behind an rcu_head and a counter, then their number and room; AddressSpace: the view two words behind the name. */
const VIEW = { bytes: 40, ranges: 24, count: 32, room: 36 } as const;
const RANGE = { bytes: 64, region: 0, offset: 8, start: 16, startHigh: 24, size: 32, sizeHigh: 40 } as const;

/** A block of memory that QEMU keeps for its guest. */
export interface QemuBlock {
  readonly name: string;
  /** Virtual address in the process. */
  readonly host: bigint;
  /** Bytes. */
  readonly size: bigint;
  /** Address of the MemoryRegion that it belongs to. */
  readonly region: bigint;
}

/** What was found: blocks, and how the guest sees them. */
export interface QemuMemory {
  readonly blocks: readonly QemuBlock[];
  /** Sorted; empty when no flat view leads to the blocks. */
  readonly ranges: readonly GuestRange[];
}

/** Looks through the data of a process. */
export async function qemuMemory(
  space: AddressSpace,
  areas: readonly Area[],
  signal?: AbortSignal,
): Promise<QemuMemory> {
  const blocks = new Map<bigint, QemuBlock>();
  const names = new Set<bigint>();
  for await (const { start, words, bytes, count } of chunksOf(space, areas, signal))
    for (let i = 0; i < count; i += 2) {
      const low = words[i] as number;
      const high = words[i + 1] as number;
      if (low === NAME[0] && (high & 0xffffff) === NAME[1]) names.add(start + BigInt(i * 4));
      else if ((low & 0xfff) === 0 && high !== 0 && high < 0x8000) {
        const block = blockAt(words, bytes, i, areas);
        if (block !== undefined) blocks.set(block.host, block);
      }
    }
  if (blocks.size === 0) return { blocks: [], ranges: [] };
  const known = [...blocks.values()];
  let ranges: readonly GuestRange[] = [];
  for await (const { words, count } of chunksOf(space, areas, signal))
    for (let i = 0; i < count; i += 2) {
      if (!names.has(wordAt(words, i))) continue;
      const seen = await flatView(space, wordAt(words, i + 4), known);
      // Views of devices have the same name at times, and hold less.
      if (total(seen) > total(ranges)) ranges = seen;
    }
  return { blocks: known, ranges };
}

const total = (ranges: readonly GuestRange[]): bigint => ranges.reduce((sum, { size }) => sum + size, 0n);

/** A 64-bit word by the number of its low half. */
const wordAt = (words: Uint32Array, i: number): bigint =>
  BigInt(words[i] ?? 0) | (BigInt(words[i + 1] ?? 0) << 32n);

interface Chunk {
  readonly start: bigint;
  readonly bytes: Uint8Array;
  readonly words: Uint32Array;
  /** Words, of four bytes, that belong to the chunk; behind them follow some of the next. */
  readonly count: number;
}

/** Data that a process can write: missing pages read as zeros, in which nothing is found. */
async function* chunksOf(
  space: AddressSpace,
  areas: readonly Area[],
  signal: AbortSignal | undefined,
): AsyncIterable<Chunk> {
  let left = MAX_TOTAL;
  for (const { start, end, writable, executable, special } of areas) {
    const size = end - start;
    if (!writable || executable || special || size > MAX_AREA || size > left) continue;
    left -= size;
    for (let at = start; at < end; at += BigInt(CHUNK)) {
      throwIfAborted(signal);
      const rest = Number(end - at);
      const length = Math.min(rest, CHUNK + OVERLAP);
      const { data } = await space.readPartial(at, length);
      yield {
        start: at,
        bytes: data,
        words: new Uint32Array(data.buffer, data.byteOffset, length >> 2),
        count: Math.min(rest, CHUNK) >> 2,
      };
    }
  }
}

/** The block whose place in memory is the word at `i`. */
function blockAt(
  words: Uint32Array,
  bytes: Uint8Array,
  i: number,
  areas: readonly Area[],
): QemuBlock | undefined {
  const pages = (at: number): boolean => ((words[at] ?? 1) & 0xfff) === 0 && (words[at + 1] ?? ~0) < 0x1000;
  for (let skip = 1; skip <= MOST_WORDS; skip++) {
    const [offset, used, most] = [i + 2 * skip, i + 2 * skip + 2, i + 2 * skip + 4];
    if (!pages(offset) || !pages(used) || !pages(most)) continue;
    const size = wordAt(words, used);
    if (size === 0n || size > wordAt(words, most)) continue;
    const name = nameBehind(bytes, (most + 2) * 4);
    if (name === undefined || i < 2) continue;
    const host = wordAt(words, i);
    const area = areaAt(areas, host);
    if (area === undefined || host + size > area.end) continue;
    return { name, host, size, region: wordAt(words, i - 2) };
  }
  return undefined;
}

/** The first text of three letters or more at a multiple of four bytes. */
function nameBehind(bytes: Uint8Array, from: number): string | undefined {
  for (let at = from; at < from + MOST_BYTES; at += 4) {
    let end = at;
    while (end < at + MAX_NAME && (bytes[end] ?? 0) > 0x20 && (bytes[end] ?? 0) < 0x7f) end++;
    if (end - at >= 3 && bytes[end] === 0) return String.fromCharCode(...bytes.subarray(at, end));
  }
  return undefined;
}

/** What a flat view shows of the blocks; nothing where there is none. */
async function flatView(
  space: AddressSpace,
  address: bigint,
  blocks: readonly QemuBlock[],
): Promise<GuestRange[]> {
  const view = await whole(space, address, VIEW.bytes);
  const count = view?.getUint32(VIEW.count, true) ?? 0;
  if (view === undefined || count === 0 || count > view.getUint32(VIEW.room, true) || count > MAX_RANGES)
    return [];
  const list = await whole(space, view.getBigUint64(VIEW.ranges, true), count * RANGE.bytes);
  const found: GuestRange[] = [];
  let end = 0n;
  for (let at = 0; list !== undefined && at < list.byteLength; at += RANGE.bytes) {
    const word = (member: number): bigint => list.getBigUint64(at + member, true);
    const [start, size, offset] = [word(RANGE.start), word(RANGE.size), word(RANGE.offset)];
    // Ranges are sorted and do not overlap, or it is no flat view.
    if (start < end || word(RANGE.startHigh) !== 0n || word(RANGE.sizeHigh) > 1n) return [];
    end = start + size;
    const block = blocks.find(({ region }) => region === word(RANGE.region));
    if (block !== undefined && offset + size <= block.size)
      found.push({ start, size, host: block.host + offset });
  }
  return found;
}

async function whole(space: AddressSpace, address: bigint, length: number): Promise<DataView | undefined> {
  const { data, missing } = await space.readPartial(address, length);
  return missing.length > 0 ? undefined : new DataView(data.buffer, data.byteOffset, length);
}
