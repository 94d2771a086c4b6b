// The map of linear memory: which buffer starts where and holds how much. Hosts read it; nothing else knows an offset.
//
//   0        static data, this table
//   heap ->  addresses | highs | lengths | values | infos | run columns | ring | lines | patterns | hits | votes | window
//            | enumeration | query | ranges | hit values (hosts use those) | spaces | line states | line heads | TLB
//            | regions | items | marks | scratch
import { ABI_VERSION, MAGIC, PAGE, Request } from './abi';

/** Addresses or ranges of one job. */
// @ts-ignore: decorator
@inline export const INPUTS: u32 = 16384;
/** Runs that a job gives before it must be drained. */
// @ts-ignore: decorator
@inline export const RUNS: u32 = 16384;
// @ts-ignore: decorator
@inline export const LINES: u32 = 2560;
/** Requests of one trip: all lines but those that the walk under way may stand on. */
// @ts-ignore: decorator
@inline export const REQUESTS: u32 = 2500;
// @ts-ignore: decorator
@inline export const BUCKETS: u32 = 4096;
// @ts-ignore: decorator
@inline export const TLB_ENTRIES: u32 = 8192;
// @ts-ignore: decorator
@inline export const REGIONS: u32 = 8192;
// @ts-ignore: decorator
@inline export const SPACES: u32 = 256;
/** Places in the list of tables that an enumeration has met. */
// @ts-ignore: decorator
@inline export const SEEN: u32 = 65536;
/** Bytes at the start of the buffer `enumeration` that hold where it stands; the tables met follow. */
// @ts-ignore: decorator
@inline export const ENUMERATION_STATE: u32 = 512;
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

/** Ranges of a search for pointers. */
// @ts-ignore: decorator
@inline export const RANGES: u32 = 1024;
/** Positions of a search for values that are tested together. */
// @ts-ignore: decorator
@inline export const BLOCK: u32 = 16384;

const TABLE: usize = memory.data(512, 8);
let top: usize = 0;
let slot: usize = 0;

export let addresses: usize = 0;
export let highs: usize = 0;
export let lengths: usize = 0;
export let values: usize = 0;
export let infos: usize = 0;
export let runVirtual: usize = 0;
export let runPhysical: usize = 0;
export let runSize: usize = 0;
export let runValue: usize = 0;
export let runInfo: usize = 0;
export let runIndex: usize = 0;
export let ring: usize = 0;
export let lines: usize = 0;
export let lineMeta: usize = 0;
export let heads: usize = 0;
export let tlb: usize = 0;
export let regions: usize = 0;
export let spaces: usize = 0;
export let items: usize = 0;
export let enumeration: usize = 0;
export let patterns: usize = 0;
export let hits: usize = 0;
export let votes: usize = 0;
export let window: usize = 0;
export let query: usize = 0;
export let ranges: usize = 0;
export let hitValues: usize = 0;
export let marks: usize = 0;
export let scratch: usize = 0;

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
  addresses = carve(INPUTS, 8);
  highs = carve(INPUTS, 8);
  lengths = carve(INPUTS, 8);
  values = carve(INPUTS, 8);
  infos = carve(INPUTS, 4);
  runVirtual = carve(RUNS, 8);
  runPhysical = carve(RUNS, 8);
  runSize = carve(RUNS, 8);
  runValue = carve(RUNS, 8);
  runInfo = carve(RUNS, 4);
  runIndex = carve(RUNS, 4);
  ring = carve(REQUESTS, offsetof<Request>());
  lines = carve(LINES, PAGE);
  patterns = carve(PATTERNS, 16 + 2 * PATTERN_BYTES);
  hits = carve(HITS, 8);
  votes = carve(VOTES, 32);
  window = carve(WINDOW, 1);
  enumeration = carve(ENUMERATION_STATE + SEEN * 16, 1);
  query = carve(128, 1);
  ranges = carve(RANGES, 16);
  hitValues = carve(HITS, 8);
  spaces = carve(SPACES, 64);
  lineMeta = carve(LINES, 32);
  heads = carve(BUCKETS, 4);
  tlb = carve(TLB_ENTRIES, 32);
  regions = carve(REGIONS, 32);
  items = carve(INPUTS, 4);
  marks = carve((BLOCK >> 3) + 16, 1);
  scratch = carve(BLOCK + 128, 1);
  store<u32>(TABLE, MAGIC);
  store<u32>(TABLE, ABI_VERSION, 4);
  store<u32>(TABLE, <u32>((slot - TABLE - 12) / 12), 8);
  return top <= (<usize>memory.size()) << 16;
}

/** Address of the table: magic, ABI version, number of buffers, then {offset, capacity, record size} for each. */
export function table(): usize {
  return TABLE;
}
