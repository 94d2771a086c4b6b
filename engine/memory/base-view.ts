/** The reads that all views share: typed, whole or partial, one or many, with and without promises. */
import { runAsync, runSync, throwIfAborted, type IoJob } from '../core/drain.js';
import type { Engine } from '../engine.js';
import { PartialReadError } from './partial-read-error.js';
import { search } from './search.js';
import type { AddressRange, MemoryView, PartialRead, Pattern, ReadRange, SearchHit, SearchOptions, SyncReads } from './view.js';

const decoder = new TextDecoder('utf-8');
const STRING_BLOCK = 256;

/** A view that knows how to read ranges; everything else follows. */
export abstract class BaseView implements MemoryView {
  readonly pointerSize = 8;
  readonly sync: SyncReads | undefined;
  abstract readonly ranges: readonly AddressRange[];

  constructor(protected readonly engine: Engine) {
    const { readSync } = engine.connector;
    if (readSync === undefined) {
      this.sync = undefined;
      return;
    }
    const run = <T>(job: IoJob<T>): T => runSync(job, readSync);
    this.sync = {
      read: (address, length) => run(this.wholeJob(address, length)),
      readPartial: (address, length) => run(this.oneJob(address, length)),
      readMany: (ranges) => run(this.readJob(ranges)),
      u8: (address) => number(run(this.wholeJob(address, 1))),
      u16: (address) => number(run(this.wholeJob(address, 2))),
      u32: (address) => number(run(this.wholeJob(address, 4))),
      i32: (address) => number(run(this.wholeJob(address, 4))) | 0,
      u64: (address) => big(run(this.wholeJob(address, 8))),
      pointer: (address) => big(run(this.wholeJob(address, 8))),
      string: (address, max) => run(this.stringJob(address, max)),
    };
  }

  /** Reads ranges in as few trips as possible. */
  protected abstract readJob(ranges: readonly ReadRange[]): IoJob<PartialRead[]>;

  /** What a search looks through: stretches of the view, in address order. */
  abstract stretches(options: SearchOptions): AsyncIterable<AddressRange>;

  private *oneJob(address: bigint, length: number): IoJob<PartialRead> {
    const [result] = yield* this.readJob([{ address, length }]);
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
      if (gap !== undefined && (end < 0 || BigInt(end) >= gap.start - start)) throw new PartialReadError(start, result);
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
    return this.run(this.wholeJob(address, length));
  }
  readPartial(address: bigint, length: number): Promise<PartialRead> {
    return this.run(this.oneJob(address, length));
  }
  readMany(ranges: readonly ReadRange[]): Promise<PartialRead[]> {
    return this.run(this.readJob(ranges));
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
    return big(await this.read(address, 8));
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
