/** The typed exports of the core; see core-as/index.ts for what each does. */

/** Functions and memory of a core instance. u64 results are signed BigInts. */
export interface CoreExports {
  readonly memory: WebAssembly.Memory;
  init(): number;
  layout(): number;
  setSpace(slot: number, root: bigint, levels: number): number;
  translate(slot: number, count: number): number;
  read(slot: number, count: number): number;
  enumerate(slot: number, first: bigint, last: bigint, expand: number): number;
  enumerateAgain(slot: number): number;
  fetch(count: number): number;
  resume(): number;
  outputs(): number;
  requests(): number;
  cancel(): void;
  cached(phys: bigint): number;
  locate(slot: number, virtual: bigint): number;
  adopt(phys: bigint): number;
  flush(): void;
  search(patterns: number, from: number, to: number, limit: number, scalar: number): number;
  searchNext(): number;
  searchEnded(): number;
  voteClear(): void;
  vote(from: number, to: number, phys: bigint): number;
  statistic(which: number): bigint;
}

/** Results of `resume` and of the calls that begin a job (core-as/abi.ts). */
export const RESUME = { done: 0, need: 1, full: 2, bad: 3 } as const;
/** Statuses of an output record (core-as/abi.ts). */
export const STATUS = { ok: 0, notPresent: 1, notCanonical: 2, missingTable: 3, repeat: 4 } as const;
/** Statuses of a request (core-as/abi.ts). */
export const REQUEST = { open: 0, ok: 1, missing: 2, failed: 3 } as const;
