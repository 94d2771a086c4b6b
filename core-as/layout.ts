// The map of linear memory: which buffer starts where and holds how much. Hosts read it; nothing else knows an offset.
//
//   0        static data, this table
//   heap ->  input | output | ring | lines | patterns | hits | votes | window | enumeration
//            (hosts use those) | spaces | line states | line heads | TLB | structure cache | items
import { ABI_VERSION, Input, MAGIC, Output, PAGE, Request } from './abi';

// @ts-ignore: decorator
@inline export const INPUTS: u32 = 8192;
// @ts-ignore: decorator
@inline export const OUTPUTS: u32 = 8192;
// @ts-ignore: decorator
@inline export const REQUESTS: u32 = 256;
// @ts-ignore: decorator
@inline export const LINES: u32 = 2048;
// @ts-ignore: decorator
@inline export const BUCKETS: u32 = 4096;
// @ts-ignore: decorator
@inline export const TLB_ENTRIES: u32 = 4096;
// @ts-ignore: decorator
@inline export const STRUCTURE_ENTRIES: u32 = 1024;
// @ts-ignore: decorator
@inline export const SPACES: u32 = 256;
/** Pages that one read job may span. */
// @ts-ignore: decorator
@inline export const ITEMS: u32 = 8192;
// @ts-ignore: decorator
@inline export const SEEN: u32 = 65536;
/** Bytes at the start of the buffer `enumeration` that hold where it stands; the tables met follow. */
// @ts-ignore: decorator
@inline export const ENUMERATION_STATE: u32 = 128;
// @ts-ignore: decorator
@inline export const PATTERNS: u32 = 16;
/** Longest pattern in bytes. */
// @ts-ignore: decorator
@inline export const PATTERN_BYTES: u32 = 256;
// @ts-ignore: decorator
@inline export const HITS: u32 = 4096;
// @ts-ignore: decorator
@inline export const VOTES: u32 = 32768;
/** Bytes of the search window; a pattern may straddle two windows, so hosts carry PATTERN_BYTES over. */
// @ts-ignore: decorator
@inline export const WINDOW: u32 = (1 << 20) + 4096;

const TABLE: usize = memory.data(256, 8);
let top: usize = 0;
let slot: usize = 0;

export let input: usize = 0;
export let output: usize = 0;
export let ring: usize = 0;
export let lines: usize = 0;
export let lineMeta: usize = 0;
export let heads: usize = 0;
export let tlb: usize = 0;
export let structures: usize = 0;
export let spaces: usize = 0;
export let items: usize = 0;
export let enumeration: usize = 0;
export let patterns: usize = 0;
export let hits: usize = 0;
export let votes: usize = 0;
export let window: usize = 0;

/** Takes `count` records of `size` bytes, whole pages page-aligned, and writes {offset, count, size} into the table. */
function carve(count: u32, size: u32): usize {
  const align: u32 = size == PAGE ? PAGE : 64;
  const at = (top + align - 1) & ~(<usize>(align - 1));
  top = at + <usize>count * size;
  store<u32>(slot, <u32>at);
  store<u32>(slot, count, 4);
  store<u32>(slot, size, 8);
  slot += 12;
  return at;
}

/** Carves all buffers once. Returns false when the memory is too small for them. */
export function carveAll(): bool {
  top = __heap_base;
  slot = TABLE + 12;
  input = carve(INPUTS, offsetof<Input>());
  output = carve(OUTPUTS, offsetof<Output>());
  ring = carve(REQUESTS, offsetof<Request>());
  lines = carve(LINES, PAGE);
  patterns = carve(PATTERNS, 16 + 2 * PATTERN_BYTES);
  hits = carve(HITS, 8);
  votes = carve(VOTES, 32);
  window = carve(WINDOW, 1);
  enumeration = carve(ENUMERATION_STATE + SEEN * 24, 1);
  spaces = carve(SPACES, 16);
  lineMeta = carve(LINES, 16);
  heads = carve(BUCKETS, 4);
  tlb = carve(TLB_ENTRIES, 32);
  structures = carve(STRUCTURE_ENTRIES, 32);
  items = carve(ITEMS, 4);
  store<u32>(TABLE, MAGIC);
  store<u32>(TABLE, ABI_VERSION, 4);
  store<u32>(TABLE, <u32>((slot - TABLE - 12) / 12), 8);
  return top <= (<usize>memory.size()) << 16;
}

/** Address of the table: magic, ABI version, number of buffers, then {offset, capacity, record size} for each. */
export function table(): usize {
  return TABLE;
}
