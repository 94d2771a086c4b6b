/** Finds what may be token tables of kallsyms in physical memory: near names first, then from end to end. */
import type { Engine } from '../../../engine/index.js';
import { isTokenTable, TOKEN_PATTERN } from '../../symbols/find-kallsyms.js';
import { sampleNames } from '../sample.js';
import type { FindOptions } from './types.js';

const MIB = 1 << 20;
const PAGE = 4096;
/** Names of types and exported symbols lie within this distance of the token table. */
const AROUND = 20 * MIB;
/** Single samples that look like names: so many are searched around. */
const MAX_ALONE = 64;
/** Without any sign of a kernel, this much is searched from end to end. */
const LINEAR_LIMIT = 4096 * MIB;
/** Possible symbol tables that are looked into; each costs eight MiB. */
const MAX_TABLES = 64;
/** Strings of digits that are looked at: a kernel holds a handful. */
const MAX_HITS = 1 << 14;
/** A token table lies within this distance of its strings of digits. */
const TOKENS_BEFORE = 4096;
const TOKENS_BEHIND = 12288;

/** How the search ended. */
export interface Looked {
  /** Whether any page that was sampled held anything. */
  readonly anything: boolean;
  /** What was looked at, for people. */
  readonly text: string;
}

/**
 * Physical addresses of the strings of digits in possible token tables, each once, likely ones first. The return value
 * says what was looked at, for people.
 */
export async function* tokenTables(engine: Engine, options: FindOptions): AsyncGenerator<number, Looked> {
  const tried = new Set<number>();
  let hits = 0;
  async function* around(start: number, end: number): AsyncGenerator<number, void> {
    for await (const hit of engine.physical.search([{ bytes: TOKEN_PATTERN }], {
      range: { start: BigInt(start), end: BigInt(end) },
      ...(options.signal && { signal: options.signal }),
    })) {
      const at = Number(hit.address);
      if (++hits > MAX_HITS) return;
      if (tried.has(at) || !(await looksLikeTokenTable(engine, at))) continue;
      if (tried.size === MAX_TABLES) return;
      tried.add(at);
      yield at;
    }
  }
  let searched = -1;
  async function* near(place: number): AsyncGenerator<number, void> {
    const start = Math.max(0, searched, place - AROUND);
    searched = Math.max(searched, place + AROUND);
    if (start < searched) yield* around(start, searched);
  }

  // Names that go on from sample to sample first, then what may be names by accident.
  const alone: number[] = [];
  const samples = sampleNames(engine, options.signal, options.onProgress);
  let step = await samples.next();
  for (; step.done !== true; step = await samples.next()) {
    if (step.value.goesOn) yield* near(step.value.phys);
    else alone.push(step.value.phys);
  }
  searched = -1;
  for (const phys of alone.slice(0, MAX_ALONE)) yield* near(phys);
  if (!step.value) return { anything: false, text: 'nothing but zeros in one page of every half MiB' };
  yield* around(0, LINEAR_LIMIT);
  const gaveUp = hits > MAX_HITS ? `, given up after ${MAX_HITS} strings that look like parts of one` : '';
  const text = `${tried.size} possible symbol tables in the first ${LINEAR_LIMIT / MIB} MiB and around sampled names${gaveUp}`;
  return { anything: true, text };
}

async function looksLikeTokenTable(engine: Engine, hit: number): Promise<boolean> {
  // On a page: the index is aligned.
  const start = Math.max(0, hit - (hit % PAGE) - TOKENS_BEFORE);
  const { data } = await engine.physical.readPartial(BigInt(start), hit - start + TOKENS_BEHIND);
  return isTokenTable(data, hit - start);
}
