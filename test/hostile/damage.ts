/** Makes damaged copies of the sample, and knows where in it things lie. */
import {
  closeSync,
  copyFileSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { pagewalk, type Run } from '../kit/cli.js';
import { random } from '../kit/random.js';
import { samplePath } from '../kit/sample.js';

const PAGE = 4096;
/** Seconds that any answer may take, damaged or not, on a busy machine of two processors. */
export const LIMIT = 60;

/** A file that goes away with its folder. */
export class Victim {
  readonly path: string;
  private readonly folder = mkdtempSync(join(tmpdir(), 'pagewalk-hostile-'));
  private readonly handle: number;

  private constructor(from: string | undefined) {
    this.path = join(this.folder, 'dump.raw');
    if (from !== undefined) copyFileSync(from, this.path);
    this.handle = openSync(this.path, from === undefined ? 'w+' : 'r+');
  }

  /** A copy of the sample. */
  static async sample(): Promise<Victim> {
    return new Victim(await samplePath());
  }

  /** A file of nothing but a hole. */
  static sparse(size: number): Victim {
    return new Victim(undefined).resize(size);
  }

  resize(size: number): this {
    ftruncateSync(this.handle, size);
    return this;
  }

  write(offset: number, bytes: Uint8Array): this {
    writeSync(this.handle, bytes, 0, bytes.length, offset);
    return this;
  }

  read(offset: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    readSync(this.handle, bytes, 0, length, offset);
    return bytes;
  }

  /** Writes 64-bit numbers from `offset` on. */
  words(offset: number, values: readonly bigint[]): this {
    return this.write(offset, new Uint8Array(BigUint64Array.from(values).buffer));
  }

  /** The 64-bit number at `offset`. */
  word(offset: number): bigint {
    return new DataView(this.read(offset, 8).buffer).getBigUint64(0, true);
  }

  /** Overwrites one page in a hundred, drawn from `seed`, with noise. */
  noise(seed: number, size: number): this {
    const next = random(seed);
    for (let page = 0; page < size / PAGE; page++) {
      if (next() >= 0.01) continue;
      this.write(
        page * PAGE,
        Uint8Array.from({ length: PAGE }, () => Math.trunc(next() * 256)),
      );
    }
    return this;
  }

  remove(): void {
    closeSync(this.handle);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What must be so of every run, however bad its input: it ends in time, with a status of the contract and no stack trace. */
export function expectOrderly(run: Run, statuses: readonly number[]): void {
  expect(run.err).not.toMatch(/^\s+at .*\(?.*:\d+:\d+\)?$/m);
  expect(run.err).not.toMatch(/RuntimeError|TypeError|RangeError|unreachable/);
  expect(statuses, `status ${run.status}: ${run.err}`).toContain(run.status);
  if (run.status !== 0) expect(run.err.trim()).not.toBe('');
  expect(run.seconds).toBeLessThan(LIMIT);
}

/** Runs a command on a file and gives its JSON records. */
export async function records<T>(args: readonly string[]): Promise<T[]> {
  const run = await pagewalk([...args, '--format', 'json'], LIMIT);
  return JSON.parse(run.out) as T[];
}

/** What tests patch: a process of the sample, as `ps` lists it. */
export interface Listed {
  readonly pid: number;
  readonly name: string;
  readonly root: string | null;
  readonly address: string;
}

/** Offset of a member in a kernel structure, bytes, as `types` gives it. */
export async function memberOffset(file: string, type: string, member: string): Promise<number> {
  const run = await pagewalk(['types', file, type, '--format', 'json'], LIMIT);
  const parsed = JSON.parse(run.out) as TypeRecord | TypeRecord[];
  const found = [parsed].flat()[0]?.members.find(({ name }) => name === member);
  if (found === undefined) throw new Error(`${type} has no ${member}`);
  return found.offset;
}
interface TypeRecord {
  readonly members: readonly { readonly name: string; readonly offset: number }[];
}

/** Offset in a flat file of a kernel virtual address. */
export async function fileOffset(file: string, address: bigint): Promise<number> {
  const [row] = await records<{ physical: string }>(['vtop', file, `0x${address.toString(16)}`]);
  return Number(row?.physical);
}
