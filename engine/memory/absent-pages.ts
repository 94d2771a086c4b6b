/** Pages that page tables call absent and that memory holds all the same: a port that the operating system fills in. */
import type { IoJob } from '../core/drain.js';
import { baseOf } from './base-view.js';
import { TOP } from './checks.js';
import type { Missing, MissingReason, PartialRead, ReadPiece } from './partial.js';
import type { MemoryView } from './view.js';

/** A page whose entry is not present. */
export interface AbsentPage {
  /** First virtual address. */
  readonly address: bigint;
  /** Bytes: as many as an entry of its level maps; of an empty entry, which says nothing of them, those of a small page. */
  readonly size: bigint;
  /** Level of the entry, 1 = last. */
  readonly level: number;
  /** The raw entry. */
  readonly entry: bigint;
}

/** Where the bytes of an absent page are: in physical memory as they are, made from what is kept elsewhere, or lost for a reason. */
export type FoundPage =
  { readonly physical: bigint } | { readonly data: Uint8Array } | { readonly why: string };

/** A read that a lookup asks for. */
export interface LookupRead {
  readonly view: MemoryView;
  readonly address: bigint;
  /** Bytes. */
  readonly length: number;
}

/** Work that reads now and then: yields reads, gets what they gave, in order. It runs with promises and without. */
export type LookupJob<T> = Generator<readonly LookupRead[], T, readonly PartialRead[]>;

/** Knows where absent pages are kept. */
export interface AbsentPages {
  /** Whether `find` is worth asking about entries with this value. */
  wants(entry: bigint, level: number): boolean;
  /** For each page where it is; undefined for pages that are simply not there. `root` is that of the page tables. */
  find(pages: readonly AbsentPage[], root: bigint): LookupJob<readonly (FoundPage | undefined)[]>;
}

/** What a read of a lookup gets. */
interface Result extends PartialRead {
  missing: readonly Missing[];
}

const NOTHING: readonly Missing[] = [];

/** Runs many lookups side by side, so that what each reads next is read together. */
export function* together<T>(jobs: readonly LookupJob<T>[]): LookupJob<T[]> {
  const steps = jobs.map((job) => job.next());
  for (;;) {
    const open = jobs.flatMap((job, i) => {
      const step = steps[i] as IteratorResult<readonly LookupRead[], T>;
      return step.done === true ? [] : [{ job, i, reads: step.value }];
    });
    if (open.length === 0) return steps.map((step) => step.value as T);
    const results = yield open.flatMap(({ reads }) => reads);
    let at = 0;
    for (const { job, i, reads } of open) steps[i] = job.next(results.slice(at, (at += reads.length)));
  }
}

/** Runs a lookup as a job of the engine. */
export function* lookupJob<T>(job: LookupJob<T>): IoJob<T> {
  let step = job.next();
  while (step.done !== true) {
    const results = step.value.map(({ address, length }) => {
      const data = new Uint8Array(length);
      return { data, missing: isAddress(address) ? NOTHING : [nowhere(address, length)] };
    });
    const asked = step.value.map(({ view, address }, i) => ({ view, address, result: results[i] as Result }));
    for (const view of new Set(asked.map((read) => read.view))) {
      // What is empty is not there to be read, and damage leads beyond all addresses, where views do not read.
      const reads = asked.filter(
        ({ view: of, address, result }) => of === view && result.data.length > 0 && isAddress(address),
      );
      const missing = yield* baseOf(view).readJob(
        reads.map(({ address, result }) => ({ address, into: result.data })),
      );
      reads.forEach(({ result }, i) => (result.missing = missing[i] as readonly Missing[]));
    }
    step = job.next(results);
  }
  return step.value;
}

const isAddress = (address: bigint): boolean => address >= 0n && address < TOP;

const nowhere = (start: bigint, length: number): Missing => ({
  start,
  size: BigInt(length),
  reason: { kind: 'not-canonical' },
});

/** A page of a missing range, and the part of a piece that it fills. */
interface Wanted extends AbsentPage {
  readonly piece: number;
  readonly missing: Missing;
  /** Part that the piece lacks. */
  readonly start: bigint;
  readonly end: bigint;
}

/** What a lookup needs of the space whose pages are absent. */
interface Around {
  readonly absent: AbsentPages;
  readonly root: bigint;
  /** log2 of the bytes that an entry of level 1, 2, … maps. */
  readonly shifts: readonly number[];
}

/** A range of which there are bytes. */
export interface HeldRun {
  readonly virtual: bigint;
  readonly size: bigint;
}

/** The pages of a missing range that are kept elsewhere. */
export function* keptJob(
  around: Around,
  { virtual, size, reason }: HeldRun & { readonly reason: MissingReason },
): IoJob<HeldRun[]> {
  const wanted = pagesOf(around, { start: virtual, size, reason }, 0);
  if (wanted.length === 0) return [];
  const found = yield* lookupJob(around.absent.find(wanted, around.root));
  return wanted.flatMap(({ start, end }, i) => {
    const where = found[i];
    return where === undefined || 'why' in where ? [] : [{ virtual: start, size: end - start }];
  });
}

/** Fills what pieces lack from absent pages; gives what is still missing, with what is known of why. */
export function* fillAbsent(
  around: Around & { readonly physical: MemoryView },
  pieces: readonly ReadPiece[],
  missing: readonly (readonly Missing[])[],
): IoJob<readonly (readonly Missing[])[]> {
  const wanted = missing.flatMap((list, piece) => list.flatMap((range) => pagesOf(around, range, piece)));
  if (wanted.length === 0) return missing;
  const asked = new Set(wanted.map((page) => page.missing));
  const still = missing.map((list) => list.filter((range) => !asked.has(range)));
  const found = yield* lookupJob(around.absent.find(wanted, around.root));
  const placed: { readonly page: Wanted; readonly part: ReadPiece }[] = [];
  wanted.forEach((page, i) => {
    const { address, piece, start, end } = page;
    const into = partOf(pieces[piece] as ReadPiece, start, end);
    const where = found[i];
    if (where === undefined || 'why' in where) still[piece]?.push(lost(page, where?.why));
    else if ('data' in where) into.set(where.data.subarray(Number(start - address), Number(end - address)));
    else placed.push({ page, part: { address: where.physical + (start - address), into } });
  });
  if (placed.length > 0) {
    const gaps = yield* baseOf(around.physical).readJob(placed.map(({ part }) => part));
    placed.forEach(({ page, part }, i) => {
      for (const gap of gaps[i] as readonly Missing[])
        still[page.piece]?.push({ ...gap, start: gap.start - part.address + page.start });
    });
  }
  return still.map((list) => joined(list.sort((a, b) => (a.start < b.start ? -1 : 1))));
}

function lost({ missing, start, end }: Wanted, why: string | undefined): Missing {
  const { reason } = missing;
  const known = why !== undefined && reason.kind === 'not-present';
  return { start, size: end - start, reason: known ? { ...reason, why } : reason };
}

/** The pages of a missing range that are worth asking about: none where its entry says that nothing is there. */
function pagesOf({ absent, shifts }: Around, missing: Missing, piece: number): Wanted[] {
  const { start, size: length, reason } = missing;
  if (reason.kind !== 'not-present' || !absent.wants(reason.entry, reason.level)) return [];
  const { entry, level } = reason;
  const pages: Wanted[] = [];
  const end = start + length;
  const size = 1n << BigInt(shifts[entry === 0n ? 0 : level - 1] ?? 0);
  for (let address = start - (start % size); address < end; address += size) {
    const next = address + size;
    const part = { start: address > start ? address : start, end: next < end ? next : end };
    pages.push({ address, size, level, entry, piece, missing, ...part });
  }
  return pages;
}

function partOf({ address, into }: ReadPiece, start: bigint, end: bigint): Uint8Array {
  return into.subarray(Number(start - address), Number(end - address));
}

/** Neighbours that are missing for the same reason become one range, as a walk reports them. */
function joined(sorted: readonly Missing[]): Missing[] {
  const ranges: Missing[] = [];
  for (const range of sorted) {
    const last = ranges.at(-1);
    if (last !== undefined && last.start + last.size === range.start && last.reason === range.reason)
      ranges[ranges.length - 1] = { ...last, size: last.size + range.size };
    else ranges.push(range);
  }
  return ranges;
}
