// Streams of bits that are read from their end, as zstd's are: bits are added above those before, a 1 closes them.

let buffer: u64 = 0;
let filled: u64 = 0;
let to: usize = 0;

/** Begins a stream at a place. */
// @ts-ignore: decorator
@inline export function begin(at: usize): void {
  buffer = 0;
  filled = 0;
  to = at;
}

/** Adds the low `count` bits of a value, whose other bits are zero; at most 56 between two flushes. */
// @ts-ignore: decorator
@inline export function add(value: u32, count: u32): void {
  buffer |= (<u64>value) << filled;
  filled += <u64>count;
}

/** Writes whole bytes. */
// @ts-ignore: decorator
@inline export function flush(): void {
  store<u64>(to, buffer);
  to += <usize>(filled >> 3);
  buffer >>= filled & ~7;
  filled &= 7;
}

/** Closes the stream; gives the place behind it. */
// @ts-ignore: decorator
@inline export function close(): usize {
  add(1, 1);
  flush();
  return filled > 0 ? to + 1 : to;
}

/** The same without the closing bit. */
// @ts-ignore: decorator
@inline export function ended(): usize {
  flush();
  return filled > 0 ? to + 1 : to;
}
