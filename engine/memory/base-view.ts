/** The reads that all views share: typed, whole or partial, one or many, with and without promises. */
import { runAsync, runSync, throwIfAborted, type IoJob } from '../core/drain.js';
import type { Engine } from '../engine.js';
import { PagewalkError } from '../errors.js';
import { PartialReadError } from './partial-read-error.js';
import { search } from './search.js';
import type {
  AddressRange,
  MemoryView,
  Missing,
  PartialRead,
  Pattern,
  ReadRange,
  SearchHit,
  SearchOptions,
  SyncReads,
} from './view.js';

const decoder = new TextDecoder('utf-8');
const STRING_BLOCK = 256;
const PAGE = 4096;
/** Longest read, in bytes. */
const MAX_LENGTH = 2 ** 30;
const TOP = 1n << 64n;

/** A view that knows how to read ranges; everything else follows. */
export abstract class BaseView implements MemoryView {
  readonly pointerSize: 4 | 8 = 8;
  /** The reads without promises, where the source can answer at once. */
  protected readonly syncReads: SyncReads | undefined;
  /** Reads answered from what was at hand. */
  private quick = 0;
  abstract readonly ranges: readonly AddressRange[];

  constructor(protected readonly engine: Engine) {
    const { readSync } = engine.connector;
    if (readSync === undefined) {
      this.syncReads = undefined;
      return;
    }
    const run = <T>(job: IoJob<T>): T => runSync(job, readSync);
    const read = (address: bigint, length: number): Uint8Array =>
      this.cached(address, length) ?? run(this.wholeJob(address, length));
    const u64 = (address: bigint): bigint => this.cachedU64(address) ?? big(read(address, 8));
    this.syncReads = {
      read,
      readPartial: (address, length) => {
        const data = this.cached(address, length);
        return data === undefined ? run(this.oneJob(address, length)) : { data, missing: [] };
      },
      readMany: (ranges) => run(this.checkedJob(ranges)),
      u8: (address) => number(read(address, 1)),
      u16: (address) => number(read(address, 2)),
      u32: (address) => number(read(address, 4)),
      i32: (address) => number(read(address, 4)) | 0,
      u64,
      pointer: u64,
      string: (address, max) => run(this.stringJob(address, max)),
    };
  }

  abstract readonly sync: SyncReads | undefined;

  /** Reads ranges in as few trips as possible; the one range goes to `into` when that is given. */
  protected abstract readJob(ranges: readonly ReadRange[], into?: Uint8Array): IoJob<PartialRead[]>;

  /** Where the byte lies in linear memory when all that it takes to know it is cached; else 0. */
  protected abstract locate(address: bigint): number;

  /** Fills `into` from `address` on; gives what is missing. Bytes that are missing stay as they are. */
  *fillJob(address: bigint, into: Uint8Array): IoJob<readonly Missing[]> {
    const [result] = yield* this.readJob([{ address, length: into.length }], into);
    return (result as PartialRead).missing;
  }

  /** A short read that needs no request, as a copy; undefined when it does. */
  private cached(address: bigint, length: number): Uint8Array | undefined {
    if (!(Number.isInteger(length) && length > 0 && length <= PAGE)) return undefined;
    const at = this.locate(address);
    if (at === 0) return undefined;
    const { bytes } = this.engine.core;
    const room = PAGE - (at % PAGE);
    if (length <= room) return bytes.slice(at, at + length);
    const next = this.locate(address + BigInt(room));
    if (next === 0) return undefined;
    const data = new Uint8Array(length);
    data.set(bytes.subarray(at, at + room));
    data.set(bytes.subarray(next, next + length - room), room);
    return data;
  }

  private cachedU64(address: bigint): bigint | undefined {
    const at = this.locate(address);
    return at === 0 || at % PAGE > PAGE - 8 ? undefined : this.engine.core.words.getBigUint64(at, true);
  }

  /** What was at hand, as a promise; now and then after a turn of the event loop. */
  private async atHand<T>(value: T): Promise<T> {
    if ((++this.quick & 255) === 0) await this.engine.breathe();
    return value;
  }

  /** What a search looks through: stretches of the view, in address order. */
  abstract stretches(options: SearchOptions): AsyncIterable<AddressRange>;

  private *checkedJob(ranges: readonly ReadRange[]): IoJob<PartialRead[]> {
    for (const { address, length } of ranges) {
      if (address < 0n || address >= TOP) {
        throw new PagewalkError('engine', 'usage', `address ${address} is outside 0 to 2^64 - 1`);
      }
      if (!(Number.isInteger(length) && length >= 0 && length <= MAX_LENGTH)) {
        throw new PagewalkError('engine', 'usage', `length ${length} is not a whole number from 0 to 2^30`);
      }
    }
    return yield* this.readJob(ranges);
  }

  private *oneJob(address: bigint, length: number): IoJob<PartialRead> {
    const [result] = yield* this.checkedJob([{ address, length }]);
    return result as PartialRead;
  }

  private *wholeJob(address: bigint, length: number): IoJob<Uint8Array> {
    const result = yield* this.oneJob(address, length);
    if (result.missing.length > 0) throw new PartialReadError(address, result);
    return result.data;
  }

  private *stringJob(address: bigint, max = 4096): IoJob<string> {
    const blocks: Uint8Array[] = [];
    for (let at = 0; at < max; at += STRING_BLOCK) {
      const start = address + BigInt(at);
      const result = yield* this.oneJob(start, Math.min(STRING_BLOCK, max - at));
      const end = result.data.indexOf(0);
      const gap = result.missing[0];
      if (gap !== undefined && (end < 0 || BigInt(end) >= gap.start - start))
        throw new PartialReadError(start, result);
      blocks.push(end < 0 ? result.data : result.data.subarray(0, end));
      if (end >= 0) break;
    }
    return decoder.decode(join(blocks));
  }

  private async run<T>(job: IoJob<T>, signal?: AbortSignal): Promise<T> {
    const { readSync } = this.engine.connector;
    if (readSync === undefined) return runAsync(job, this.engine.connector, signal);
    throwIfAborted(signal);
    await this.engine.breathe();
    return runSync(job, readSync);
  }

  read(address: bigint, length: number): Promise<Uint8Array> {
    const data = this.cached(address, length);
    if (data !== undefined) return this.atHand(data);
    return this.run(this.wholeJob(address, length));
  }
  readPartial(address: bigint, length: number): Promise<PartialRead> {
    const data = this.cached(address, length);
    if (data !== undefined) return this.atHand({ data, missing: [] });
    return this.run(this.oneJob(address, length));
  }
  readMany(ranges: readonly ReadRange[]): Promise<PartialRead[]> {
    return this.run(this.checkedJob(ranges));
  }
  async u8(address: bigint): Promise<number> {
    return number(await this.read(address, 1));
  }
  async u16(address: bigint): Promise<number> {
    return number(await this.read(address, 2));
  }
  async u32(address: bigint): Promise<number> {
    return number(await this.read(address, 4));
  }
  async i32(address: bigint): Promise<number> {
    return number(await this.read(address, 4)) | 0;
  }
  async u64(address: bigint): Promise<bigint> {
    const value = this.cachedU64(address);
    return value === undefined ? big(await this.read(address, 8)) : this.atHand(value);
  }
  pointer(address: bigint): Promise<bigint> {
    return this.u64(address);
  }
  string(address: bigint, max?: number): Promise<string> {
    return this.run(this.stringJob(address, max));
  }
  search(patterns: readonly Pattern[], options: SearchOptions = {}): AsyncIterable<SearchHit> {
    return search(this.engine, this, patterns, options);
  }

  /** Runs a job of a subclass. */
  protected drive<T>(job: IoJob<T>, signal?: AbortSignal): Promise<T> {
    return this.run(job, signal);
  }
}

/** Little-endian unsigned number of up to 4 bytes. */
function number(bytes: Uint8Array): number {
  let value = 0;
  for (let i = bytes.length - 1; i >= 0; i--) value = value * 256 + (bytes[i] as number);
  return value;
}

function big(bytes: Uint8Array): bigint {
  return new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
}

function join(blocks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(blocks.reduce((sum, b) => sum + b.length, 0));
  let at = 0;
  for (const block of blocks) {
    whole.set(block, at);
    at += block.length;
  }
  return whole;
}
