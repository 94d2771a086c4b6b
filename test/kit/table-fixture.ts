/** Reads the fixtures of test/tables: pages of a real machine's page tables, and what the machine said of addresses. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decompress } from 'fzstd';
import type { PagingMode } from '../../engine/index.js';

const FOLDER = join(import.meta.dirname, '../tables');
const PAGE = 4096;

/** What somebody who must know said of addresses in one address space. */
export interface Source {
  /** Who said it. */
  readonly said: string;
  readonly mode: PagingMode;
  readonly root?: bigint;
  readonly highRoot?: bigint;
  /** Virtual address, and the physical one or undefined where nothing is mapped. */
  readonly rows: readonly (readonly [bigint, bigint | undefined])[];
}

/** One machine's tables. */
export interface TableFixture {
  readonly machine: string;
  readonly arch: string;
  readonly sources: readonly Source[];
  /** Physical memory: the ranges that the fixture has, and their bytes one after the other. */
  readonly ranges: readonly { readonly start: number; readonly size: number }[];
  readonly bytes: Uint8Array;
}

interface Description {
  readonly machine: string;
  readonly arch: string;
  readonly sources: readonly {
    readonly said: string;
    readonly mode: PagingMode;
    readonly root?: string;
    readonly highRoot?: string;
    readonly rows: readonly (readonly [string, string | null])[];
  }[];
  readonly pages: readonly string[];
}

const big = (text: string): bigint => BigInt(`0x${text}`);

/** Names of the machines that have a fixture. */
export const fixtureNames = (): string[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.bin.zst'))
    .map((file) => file.replace(/\.bin\.zst$/, ''));

/** Reads one fixture; tools/table-fixture.js says what the file is. */
export function readFixture(name: string): TableFixture {
  const all = decompress(readFileSync(join(FOLDER, `${name}.bin.zst`)));
  const length = new DataView(all.buffer, all.byteOffset).getUint32(0, true);
  const { machine, arch, sources, pages } = JSON.parse(
    new TextDecoder().decode(all.subarray(4, 4 + length)),
  ) as Description;
  return {
    machine,
    arch,
    sources: sources.map(({ said, mode, root, highRoot, rows }) => ({
      said,
      mode,
      ...(root !== undefined && { root: big(root) }),
      ...(highRoot !== undefined && { highRoot: big(highRoot) }),
      rows: rows.map(([virtual, physical]) => [big(virtual), physical === null ? undefined : big(physical)]),
    })),
    ranges: pages.map((page) => ({ start: Number.parseInt(page, 16), size: PAGE })),
    bytes: all.subarray(4 + length),
  };
}
