// Packers for pages of dumps that are written: a small module of its own, with one input and one output buffer. A packer gives the
// bytes it made, or 0 when the page would not become smaller.
import { INPUT, INPUT_BYTES, OUTPUT } from './layout';
import { buildTables } from './zstd';

export { snappy } from './snappy';
export { zstd } from './zstd';

/** First byte of the input buffer. */
export function inputAt(): usize {
  return INPUT;
}

/** Bytes that the input buffer holds. */
export function inputSize(): u32 {
  return INPUT_BYTES;
}

/** First byte of the output buffer. */
export function outputAt(): usize {
  return OUTPUT;
}

buildTables();
