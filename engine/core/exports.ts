/** The typed exports of the core; see core-as/index.ts for what each does. */

/** Functions and memory of a core instance. u64 results are signed BigInts. */
export interface CoreExports {
  readonly memory: WebAssembly.Memory;
  init(): number;
  layout(): number;
  setSpace(
    slot: number,
    mode: number,
    root: bigint,
    highRoot: bigint,
    bits: number,
    highBits: number,
  ): number;
  translate(slot: number, count: number): number;
  read(slot: number, count: number): number;
  enumerate(slot: number, first: bigint, last: bigint, expand: number): number;
  aliases(slot: number, first: bigint, last: bigint, wantedFirst: bigint, wantedLast: bigint): number;
  enumerateAgain(slot: number): number;
  fetch(count: number): number;
  resume(): number;
  outputs(): number;
  requests(): number;
  cancel(): void;
  cached(phys: bigint, kind: number): number;
  physical(slot: number, virtual: bigint): bigint;
  place(slot: number, virtual: bigint): number;
  placeRun(slot: number, virtual: bigint, length: number): number;
  runLength(): number;
  locate(slot: number, virtual: bigint): number;
  adopt(phys: bigint): number;
  tick(now: number): void;
  validity(kind: number, age: number): number;
  flush(): void;
  flushSpace(slot: number): number;
  flushRange(slot: number, first: bigint, last: bigint): number;
  forget(phys: bigint, bytes: bigint): void;
  search(patterns: number, from: number, to: number, limit: number, scalar: number): number;
  searchNext(): number;
  searchEnded(): number;
  scan(first: number, bytes: number, limit: number, then: number, scalar: number): number;
  scanNext(): number;
  scanEnded(): number;
  voteClear(): void;
  vote(from: number, to: number, phys: bigint): number;
  statistic(which: number): bigint;
}

/** Results of `resume` and of the calls that begin a job (core-as/abi.ts). */
export const RESUME = { done: 0, need: 1, full: 2, bad: 3 } as const;
/** Statuses of a translation or a run: the low byte of its info word (core-as/abi.ts). */
export const STATUS = { ok: 0, notPresent: 1, notCanonical: 2, missingTable: 3, repeat: 4 } as const;
/** Statuses of a request (core-as/abi.ts). */
export const REQUEST = { open: 0, ok: 1, missing: 2, failed: 3 } as const;
/** Kinds of page, each with its own validity (core-as/abi.ts). */
export const KIND = { table: 0, readOnly: 1, writable: 2, executable: 3 } as const;
/** The kind of a mapped page, by its info word. */
export const kindOf = (info: number): number =>
  (info & (2 << 16)) !== 0 ? KIND.writable : (info & (17 << 16)) !== 0 ? KIND.executable : KIND.readOnly;
/** "No such address", as signed BigInts come out of the core; also a root that is not there. */
export const NOWHERE = -1n;
