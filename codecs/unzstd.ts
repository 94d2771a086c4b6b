/** zstd frames block by block, with what a later block needs of those before it kept or put back (core-as/unzstd). Source: RFC 8878. */
import { carriedModule } from './carried-module.js';
import { FAILURES } from './failures.js';
import { UNZSTD } from './page-unzstd-bytes.js';

/** Magic number of a frame; of one that is passed over, but for its last four bits. */
export const ZSTD_MAGIC = 0xfd2fb528;
export const ZSTD_SKIPPABLE = 0x184d2a50;
/** Largest window that is decoded, in bytes: what the zstd program takes by itself. */
export const ZSTD_MAX_WINDOW = 128 << 20;
/** Bytes of a frame's header at most. */
export const ZSTD_HEADER = 18;
/** Bytes of a block's header, and of its content at most. */
export const ZSTD_BLOCK_HEADER = 3;
export const ZSTD_BLOCK = 128 << 10;

/** What a frame's header says. */
export interface ZstdFrame {
  /** Bytes of the header. */
  readonly header: number;
  /** Bytes that matches may refer back to. */
  readonly window: number;
  /** Bytes of content, when it is said; NaN beyond 2^53. */
  readonly size: number | undefined;
  readonly checksum: boolean;
  readonly dictionary: boolean;
}

/** The header at the start of some bytes; undefined for none, and for one that is cut. */
export function zstdFrame(bytes: Uint8Array): ZstdFrame | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 6 || view.getUint32(0, true) !== ZSTD_MAGIC) return undefined;
  const flags = bytes[4] as number;
  const single = (flags & 0x20) !== 0;
  const dictionary = [0, 1, 2, 4][flags & 3] as number;
  const sizeBytes = [single ? 1 : 0, 2, 4, 8][flags >> 6] as number;
  const at = 5 + (single ? 0 : 1) + dictionary;
  if ((flags & 8) !== 0 || at + sizeBytes > bytes.length) return undefined;
  let size: number | undefined;
  if (sizeBytes === 1) size = bytes[at];
  else if (sizeBytes === 2) size = view.getUint16(at, true) + 256;
  else if (sizeBytes === 4) size = view.getUint32(at, true);
  else if (sizeBytes === 8) size = Number(view.getBigUint64(at, true));
  if (size !== undefined && !Number.isSafeInteger(size)) size = NaN;
  const base = 2 ** (10 + ((bytes[5] as number) >> 3));
  const window = single ? (size ?? 0) : base + (base / 8) * ((bytes[5] as number) & 7);
  return { header: at + sizeBytes, window, size, checksum: (flags & 4) !== 0, dictionary: dictionary > 0 };
}

/** What a block's header says. */
export interface ZstdBlock {
  readonly last: boolean;
  /** 0: stored; 1: one byte, `size` times; 2: packed. */
  readonly kind: number;
  readonly size: number;
  /** Bytes of it in the file, behind the header. */
  readonly length: number;
}

/** The block header at an offset. */
export function zstdBlock(bytes: Uint8Array, at: number): ZstdBlock {
  const word = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
  const kind = (word >> 1) & 3;
  const size = word >> 3;
  return { last: (word & 1) !== 0, kind, size, length: kind === 1 ? 1 : size };
}

interface Exports {
  readonly memory: WebAssembly.Memory;
  begin(window: number): number;
  resume(history: number): void;
  stateAt(): number;
  stateSize(): number;
  inputAt(): number;
  outputAt(): number;
  marksAt(): number;
  madeAt(): number;
  madeSize(): number;
  endAt(): number;
  historySize(): number;
  markFromHere(): void;
  plain(size: number): number;
  repeated(size: number): number;
  packed(size: number): number;
  checksum(): number;
}

/** Bytes that one mark stands for. */
const GRAIN = 64;

/** Decodes the blocks of one frame at a time. */
export class Unzstd {
  private wasm = carriedModule<Exports>(UNZSTD);
  private memory = new Uint8Array(this.wasm.memory.buffer);
  private window = 0;

  /** Begins a frame. False when its window is larger than allowed. */
  begin(window: number): boolean {
    if (!(window <= ZSTD_MAX_WINDOW)) return false;
    // Memory that grew is never given back: a smaller frame begins anew.
    if (this.memory.length > 4 * (window + (8 << 20))) this.wasm = carriedModule<Exports>(UNZSTD);
    this.window = Math.max(window, 1024);
    const begun = this.wasm.begin(this.window) !== 0;
    this.memory = new Uint8Array(this.wasm.memory.buffer);
    return begun;
  }

  /** Decodes a block. A view that the next call overwrites, or why it cannot be decoded. */
  block({ kind, size, length }: ZstdBlock, data: Uint8Array): Uint8Array | string {
    const { wasm } = this;
    if (data.length < length) return 'the data ends too early';
    if (kind === 3 || size > ZSTD_BLOCK) return 'the block is larger than blocks may be, or of no kind';
    this.memory.set(data.subarray(0, length), wasm.inputAt());
    let status: number;
    try {
      status = kind === 0 ? wasm.plain(size) : kind === 1 ? wasm.repeated(size) : wasm.packed(size);
    } catch {
      return 'the data makes no sense';
    }
    if (status !== 0) return FAILURES[status] ?? `status ${status}`;
    const at = wasm.madeAt();
    return this.memory.subarray(at, at + wasm.madeSize());
  }

  /** Checksum of all content since the frame began, as its end has it. */
  checksum(): number {
    return this.wasm.checksum() >>> 0;
  }

  /** What a place here needs that is known now: the state, and all bytes that may be referred to; references to them are marked from here on. */
  place(): { readonly state: Uint8Array; readonly history: Uint8Array } {
    const { wasm, memory } = this;
    const at = wasm.stateAt();
    const end = wasm.endAt();
    wasm.markFromHere();
    return {
      state: memory.slice(at, at + wasm.stateSize()),
      history: memory.slice(end - wasm.historySize(), end),
    };
  }

  /** The bytes before the last place that blocks since then referred to, with which it can be gone on from; in one piece. */
  context({ state, history }: { readonly state: Uint8Array; readonly history: Uint8Array }): Uint8Array {
    const marksAt = this.wasm.marksAt();
    const marks = this.memory.subarray(marksAt, marksAt + Math.ceil(history.length / GRAIN / 8));
    const grains: Uint8Array[] = [];
    for (let i = 0; i * GRAIN < history.length; i++)
      if ((((marks[i >> 3] as number) >> (i & 7)) & 1) === 1) {
        const end = history.length - i * GRAIN;
        grains.push(history.subarray(Math.max(0, end - GRAIN), end));
      }
    const size = grains.reduce((sum, { length }) => sum + length, 0);
    const bytes = new Uint8Array(8 + marks.length + state.length + size);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, this.window, true);
    view.setUint32(4, history.length, true);
    bytes.set(marks, 8);
    bytes.set(state, 8 + marks.length);
    let at = 8 + marks.length + state.length;
    for (const grain of grains) {
      bytes.set(grain, at);
      at += grain.length;
    }
    return bytes;
  }

  /** Goes on from a place. False when the context is none. */
  resume(context: Uint8Array): boolean {
    if (context.length < 8) return false;
    const view = new DataView(context.buffer, context.byteOffset, context.length);
    const [window, length] = [view.getUint32(0, true), view.getUint32(4, true)];
    if (length > window || !this.begin(window)) return false;
    const { wasm, memory } = this;
    const marks = context.subarray(8, 8 + Math.ceil(length / GRAIN / 8));
    const state = context.subarray(8 + marks.length, 8 + marks.length + wasm.stateSize());
    if (state.length < wasm.stateSize()) return false;
    memory.set(state, wasm.stateAt());
    let from = 8 + marks.length + state.length;
    for (let i = 0; i * GRAIN < length; i++) {
      if ((((marks[i >> 3] as number) >> (i & 7)) & 1) === 0) continue;
      const end = length - i * GRAIN;
      const start = Math.max(0, end - GRAIN);
      memory.set(context.subarray(from, from + end - start), wasm.outputAt() + start);
      from += end - start;
    }
    wasm.resume(length);
    return from === context.length;
  }
}

/** Decoders that nobody uses: their memory is large, so they are used again. */
const idle: Unzstd[] = [];

/** A decoder for as long as `work` lasts. */
export async function withUnzstd<T>(work: (decoder: Unzstd) => Promise<T>): Promise<T> {
  const decoder = idle.pop() ?? new Unzstd();
  try {
    return await work(decoder);
  } finally {
    idle.push(decoder);
  }
}

/** A decoder for work that waits for nothing. */
export function unzstding<T>(work: (decoder: Unzstd) => T): T {
  const decoder = idle.pop() ?? new Unzstd();
  try {
    return work(decoder);
  } finally {
    idle.push(decoder);
  }
}
