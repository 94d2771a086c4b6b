// The map of linear memory: which buffer starts where and holds how much. Hosts read it; nothing else knows an offset. All
// places are constants, so that the compiler folds them into the loads; static data lies behind (memoryBase in asconfig.json).
//
//   4096 ->  addresses | highs | lengths | values | infos | run columns | ring | lines | patterns | hits | votes | window
//            | enumeration | query | ranges | hit values (hosts use those) | spaces | line states | line heads | TLB
//            | regions | items | marks | scratch | flags | region stamps
import { ABI_VERSION, MAGIC } from './abi';

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
@inline export const BLOCK: u32 = 65536;

// Columns that hosts copy out in bulk do not start where pages do: arrays of theirs start 16 bytes behind a page's start, and
// on some processors a copy between places that are a few bytes apart modulo 4096 takes ten times as long.
// @ts-ignore: decorator
@inline const OFF_PAGE: usize = 0x800;
/** Between columns that are written side by side, so that their lines fall into different sets of the processor's cache. */
// @ts-ignore: decorator
@inline const APART: usize = 0x240;
// @ts-ignore: decorator
@inline const START: usize = 4096;
// @ts-ignore: decorator
@inline export const addresses: usize = START;
// @ts-ignore: decorator
@inline export const highs: usize = (addresses + INPUTS * 8 + 63) & ~63;
// @ts-ignore: decorator
@inline export const lengths: usize = (highs + INPUTS * 8 + 63) & ~63;
// @ts-ignore: decorator
@inline export const values: usize = ((lengths + INPUTS * 8 + 4095) & ~4095) + OFF_PAGE;
// @ts-ignore: decorator
@inline export const infos: usize = ((values + INPUTS * 8 + 4095) & ~4095) + OFF_PAGE;
// @ts-ignore: decorator
@inline export const runVirtual: usize = (infos + INPUTS * 4 + APART + 63) & ~63;
// @ts-ignore: decorator
@inline export const runPhysical: usize = (runVirtual + RUNS * 8 + APART + 63) & ~63;
// @ts-ignore: decorator
@inline export const runSize: usize = (runPhysical + RUNS * 8 + APART + 63) & ~63;
// @ts-ignore: decorator
@inline export const runValue: usize = (runSize + RUNS * 8 + APART + 63) & ~63;
// @ts-ignore: decorator
@inline export const runInfo: usize = (runValue + RUNS * 8 + APART + 63) & ~63;
// @ts-ignore: decorator
@inline export const runIndex: usize = (runInfo + RUNS * 4 + APART + 63) & ~63;
// @ts-ignore: decorator
@inline export const ring: usize = (runIndex + RUNS * 4 + 63) & ~63;
// @ts-ignore: decorator
@inline export const lines: usize = (ring + REQUESTS * 24 + 4095) & ~4095;
// @ts-ignore: decorator
@inline export const patterns: usize = (lines + LINES * 4096 + 63) & ~63;
// @ts-ignore: decorator
@inline export const hits: usize = (patterns + PATTERNS * (16 + 2 * PATTERN_BYTES) + 63) & ~63;
// @ts-ignore: decorator
@inline export const votes: usize = (hits + HITS * 8 + 63) & ~63;
// @ts-ignore: decorator
@inline export const window: usize = (votes + VOTES * 32 + 63) & ~63;
// @ts-ignore: decorator
@inline export const enumeration: usize = (window + WINDOW + 63) & ~63;
// @ts-ignore: decorator
@inline export const query: usize = (enumeration + (ENUMERATION_STATE + SEEN * 16) + 63) & ~63;
// @ts-ignore: decorator
@inline export const ranges: usize = (query + 128 + 63) & ~63;
// @ts-ignore: decorator
@inline export const hitValues: usize = (ranges + RANGES * 16 + 63) & ~63;
// @ts-ignore: decorator
@inline export const spaces: usize = (hitValues + HITS * 8 + 63) & ~63;
// @ts-ignore: decorator
@inline export const lineMeta: usize = (spaces + SPACES * 64 + 63) & ~63;
// @ts-ignore: decorator
@inline export const heads: usize = (lineMeta + LINES * 32 + 63) & ~63;
// @ts-ignore: decorator
@inline export const tlb: usize = (heads + BUCKETS * 4 + 63) & ~63;
// @ts-ignore: decorator
@inline export const regions: usize = (tlb + TLB_ENTRIES * 32 + 63) & ~63;
// @ts-ignore: decorator
@inline export const items: usize = (regions + REGIONS * 32 + 63) & ~63;
// @ts-ignore: decorator
@inline export const marks: usize = (items + INPUTS * 4 + 63) & ~63;
// @ts-ignore: decorator
@inline export const scratch: usize = (marks + ((BLOCK >> 3) + 16) + 63) & ~63;
// @ts-ignore: decorator
@inline export const flagTable: usize = (scratch + (BLOCK + 128) + 63) & ~63;
// @ts-ignore: decorator
@inline export const regionStamps: usize = flagTable + 1024 * 4;
// @ts-ignore: decorator
@inline const END: usize = regionStamps + REGIONS * 4;

const TABLE: usize = memory.data(512, 8);
let slot: usize = 0;

/** Writes one line of the table: {offset, capacity, record size}. */
function tell(at: usize, count: u32, size: u32): void {
  store<u32>(slot, <u32>at);
  store<u32>(slot, count, 4);
  store<u32>(slot, size, 8);
  slot += 12;
}

/** Writes the table of the buffers that hosts use. Returns false when static data lies in the way; that it lies in memory the compiler sees to. */
export function describeAll(): bool {
  slot = TABLE + 12;
  tell(addresses, INPUTS, 8);
  tell(highs, INPUTS, 8);
  tell(lengths, INPUTS, 8);
  tell(values, INPUTS, 8);
  tell(infos, INPUTS, 4);
  tell(runVirtual, RUNS, 8);
  tell(runPhysical, RUNS, 8);
  tell(runSize, RUNS, 8);
  tell(runValue, RUNS, 8);
  tell(runInfo, RUNS, 4);
  tell(runIndex, RUNS, 4);
  tell(ring, REQUESTS, 24);
  tell(lines, LINES, 4096);
  tell(patterns, PATTERNS, 16 + 2 * PATTERN_BYTES);
  tell(hits, HITS, 8);
  tell(votes, VOTES, 32);
  tell(window, WINDOW, 1);
  tell(enumeration, ENUMERATION_STATE + SEEN * 16, 1);
  tell(query, 128, 1);
  tell(ranges, RANGES, 16);
  tell(hitValues, HITS, 8);
  store<u32>(TABLE, MAGIC);
  store<u32>(TABLE, ABI_VERSION, 4);
  store<u32>(TABLE, <u32>((slot - TABLE - 12) / 12), 8);
  return END <= TABLE;
}

/** Address of the table: magic, ABI version, number of buffers, then {offset, capacity, record size} for each. */
export function table(): usize {
  return TABLE;
}
