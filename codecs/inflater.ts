/** Deflate as a stream that is unpacked part by part, whose state can be kept and gone on from later (core-as/codec/inflate). */
import { carriedModule } from './carried-module.js';
import { FAILURES } from './failures.js';
import { PAGE_CODEC } from './page-codec-bytes.js';

/** Bytes of output that a match may refer back to. */
export const INFLATE_WINDOW = 32768;
/** Bytes of a state, without the window. */
export const INFLATE_STATE = 330;

/** Exports of core-as/codec that streams need. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  inputAt(): number;
  inputSize(): number;
  outputAt(): number;
  inflateBegin(): void;
  inflateMore(length: number, whole: boolean): number;
  inflatedAt(): number;
  inflated(): number;
  inflateUsed(): number;
  inflateState(): number;
  inflateResume(window: number): number;
  crc32(offset: number, length: number, before: number): number;
}

/** What one call made. */
export interface Inflated {
  /** The next bytes; a view that the next call overwrites. They are right even where `trouble` is set. */
  readonly bytes: Uint8Array;
  /** Bytes of input that are used up. */
  readonly used: number;
  /** True behind the last byte of the stream. */
  readonly ended: boolean;
  /** Why it cannot go on. */
  readonly trouble?: string;
}

/** One stream at a time; `begin` or `resume` comes first. */
export class Inflater {
  private readonly wasm = carriedModule<Exports>(PAGE_CODEC);
  private readonly memory = new Uint8Array(this.wasm.memory.buffer);
  /** Bytes of input that one call takes at most. */
  readonly room = this.wasm.inputSize();

  /** Begins a stream without a wrapper. */
  begin(): void {
    this.wasm.inflateBegin();
  }

  /** Goes on with at most `room` bytes, `whole` when there are no more. Without that it may leave up to 640 bytes unused. */
  more(input: Uint8Array, whole: boolean): Inflated {
    this.memory.set(input, this.wasm.inputAt());
    const status = this.wasm.inflateMore(input.length, whole);
    const at = this.wasm.inflatedAt();
    return {
      bytes: this.memory.subarray(at, at + this.wasm.inflated()),
      used: this.wasm.inflateUsed(),
      ended: status === 1,
      ...(status < 0 && { trouble: FAILURES[status] ?? `status ${status}` }),
    };
  }

  /** CRC-32 of what `before` is the checksum of and the bytes that the last call made. */
  checksum(before: number): number {
    const { wasm } = this;
    return wasm.crc32(wasm.inflatedAt() - wasm.outputAt(), wasm.inflated(), before) >>> 0;
  }

  /** Where the stream is, between two calls; with the last 32 KiB of output before it another can go on from there. */
  state(): Uint8Array {
    const at = this.wasm.inflateState();
    return this.memory.slice(at, at + INFLATE_STATE);
  }

  /** Goes on from a state, behind at most 32 KiB of output. False when it is none. */
  resume(state: Uint8Array, window: Uint8Array): boolean {
    if (state.length !== INFLATE_STATE || window.length > INFLATE_WINDOW) return false;
    this.wasm.inflateBegin();
    this.memory.set(window, this.wasm.outputAt());
    this.memory.set(state, this.wasm.inflateState());
    return this.wasm.inflateResume(window.length) === 0;
  }
}

/** Inflaters that nobody uses: each has some MiB of memory, so they are used again. */
const idle: Inflater[] = [];

/** An inflater for as long as `work` lasts. */
export async function withInflater<T>(work: (inflater: Inflater) => Promise<T>): Promise<T> {
  const inflater = idle.pop() ?? new Inflater();
  try {
    return await work(inflater);
  } finally {
    idle.push(inflater);
  }
}

/** An inflater for work that waits for nothing. */
export function inflating<T>(work: (inflater: Inflater) => T): T {
  const inflater = idle.pop() ?? new Inflater();
  try {
    return work(inflater);
  } finally {
    idle.push(inflater);
  }
}
