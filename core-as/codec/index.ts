// Decoders for pages of compressed dumps: a small module of its own, with one input and one output buffer. A decoder gives the
// bytes it made, or a negative status; it never reads past the input's length nor writes past the limit.
//
//   65536 -> input (4 MiB and 64 KiB) | output (4 MiB and 128 KiB) | checksum tables | tables of codes
import { INPUT, INPUT_BYTES, OUTPUT, OUTPUT_BYTES } from './layout';
import { buildTable } from './crc32c';
import { buildTables } from './crc32';
import { describeCodes } from './codes';

export { lz4, lz4After } from './lz4';
export { lzo1x } from './lzo1x';
export { snappy } from './snappy';
export {
  inflateBegin,
  inflated,
  inflatedAt,
  inflateMore,
  inflateResume,
  inflateState,
  inflateUsed,
  zlib,
} from './inflate';
export { xpress, xpressHuffman } from './xpress';
export { crc32 } from './crc32';
export { crc32c } from './crc32c';

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

/** Bytes that the output buffer holds. */
export function outputSize(): u32 {
  return OUTPUT_BYTES;
}

buildTable();
buildTables();
describeCodes();
