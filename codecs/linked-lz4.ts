/** LZ4 blocks that refer to what comes before them, as linked blocks of a frame do. */
import { carriedModule } from './carried-module.js';
import { FAILURES } from './failures.js';
import { PAGE_CODEC } from './page-codec-bytes.js';

/** Bytes that a block may refer back to. */
export const LZ4_WINDOW = 65536;

interface Exports {
  readonly memory: WebAssembly.Memory;
  inputAt(): number;
  inputSize(): number;
  outputAt(): number;
  lz4After(before: number, length: number, limit: number): number;
}

let own: Exports | undefined;

/**
 * Decodes a block of at most 4 MiB to at most `limit` bytes behind a window of at most 64 KiB; a view that the next call overwrites.
 * A text says why it cannot be decoded.
 */
export function linkedLz4(block: Uint8Array, window: Uint8Array, limit: number): Uint8Array | string {
  own ??= carriedModule<Exports>(PAGE_CODEC);
  const memory = new Uint8Array(own.memory.buffer);
  if (block.length > own.inputSize()) return 'it is larger than any block';
  memory.set(block, own.inputAt());
  memory.set(window, own.outputAt());
  const made = own.lz4After(window.length, block.length, limit);
  if (made < 0) return FAILURES[made] ?? `status ${made}`;
  const at = own.outputAt() + window.length;
  return memory.subarray(at, at + made);
}
