/** Makes images of a possible token table: the tables around it, and where in virtual memory the image may lie. */
import type { Engine } from '../../../engine/index.js';
import { findKallsyms } from '../../symbols/find-kallsyms.js';
import { Kallsyms, type KallsymsPlace } from '../../symbols/kallsyms.js';
import { LayeredSymbols } from '../../symbols/layered.js';
import { RememberedSymbols, type SymbolMemory } from '../../symbols/remembered.js';
import { ARCHITECTURES } from './architectures.js';
import { findOtherSymbols, knowsData, otherTables } from './other-symbols.js';
import { PROBES } from './probes.js';
import { voteForDelta } from './self-pointers.js';
import { BEFORE, BEHIND, DATA_REACH, type FindOptions, type Image } from './types.js';

const PAGE = 4096;
const VOTERS_BEFORE = 1 << 20;
/** Deltas that are tried, the most frequent first. */
const MAX_DELTAS = 4;
/** The read-only data of an image lies within this distance of its first symbol. */
const MAX_TEXT = 128n << 20n;

/** The images that the tables around a hit of the token pattern may belong to, likely ones first. */
export async function* imagesAt(engine: Engine, hit: number, options: FindOptions): AsyncGenerator<Image> {
  const from = Math.max(0, hit - BEFORE);
  const region = from - (from % PAGE);
  const { data } = await engine.physical.readPartial(BigInt(region), hit + BEHIND - region);
  const place = findKallsyms(data, hit - region);
  if (place === undefined) return;
  yield* imagesOf(engine, { data, region, place, hit }, options);
  // Offsets from their own places do not tell the size of a word.
  if (place.kind === 'place')
    yield* imagesOf(engine, { data, region, place: { ...place, wordSize: 4 }, hit }, options);
}

interface Tables {
  readonly data: Uint8Array;
  readonly region: number;
  readonly place: KallsymsPlace;
  readonly hit: number;
}

async function* imagesOf(
  engine: Engine,
  { data, region, place, hit }: Tables,
  options: FindOptions,
): AsyncGenerator<Image> {
  const { wordSize } = place;
  const bits = 8 * wordSize;
  const signal = options.signal && { signal: options.signal };
  const tableOf = (delta: bigint): bigint => BigInt.asUintN(bits, BigInt(region + place.tokenTable) + delta);
  const kallsymsWith = (delta: bigint, memory: SymbolMemory): RememberedSymbols => {
    const table = new Kallsyms(data, place, (offset) =>
      BigInt.asUintN(bits, BigInt(region + offset) + delta),
    );
    return new RememberedSymbols(memory, () => table);
  };
  // Looked up once; what is relative to its place moves with the image.
  const still: SymbolMemory = {};
  kallsymsWith(0n, still).find(PROBES);
  const votes = await voteForDelta(engine, {
    start: Math.max(0, region + place.tokenTable - (place.tokenTable % PAGE) - VOTERS_BEFORE),
    end: region + endOf(data, place),
    wordSize,
    fits: (delta) => fits(place, tableOf(delta), still),
    signal: options.signal,
  });
  for (const { delta } of votes.slice(0, MAX_DELTAS)) {
    const kallsyms = kallsymsWith(delta, moved(still, place, delta));
    const about = { near: hit, delta, wordSize, kallsyms, ...signal };
    const others = knowsData(kallsyms) ? {} : await findOtherSymbols(engine, about);
    const layers = new LayeredSymbols([() => kallsyms, ...(await otherTables(engine, others, about))]);
    const symbols = new RememberedSymbols({}, () => layers);
    symbols.find(PROBES);
    const foundAt = region + place.tokenTable;
    yield { region, foundAt, place, delta, wordSize, table: tableOf(delta), symbols, others };
  }
}

/** Where the image ends, from the start of its bytes: behind its last symbol, where that is told by its place. */
function endOf(data: Uint8Array, { kind, offsets, count, tokenTable }: KallsymsPlace): number {
  const reach = tokenTable + DATA_REACH;
  if (kind !== 'place') return reach;
  const last = offsets + 4 * (count - 1);
  const end = last + new DataView(data.buffer, data.byteOffset).getInt32(last, true);
  return end > tokenTable && end < reach ? end : reach;
}

/** Whether a token table at this virtual address can belong to the symbols. */
function fits({ kind, wordSize }: KallsymsPlace, table: bigint, symbols: SymbolMemory): boolean {
  const first = symbols['_stext'] ?? symbols['_text'];
  if (kind !== 'place' && typeof first === 'bigint') return table >= first && table - first < MAX_TEXT;
  return ARCHITECTURES.some(
    ({ image, wordSize: words }) => words === wordSize && table >= image.start && table < image.end,
  );
}

function moved(symbols: SymbolMemory, { kind, wordSize }: KallsymsPlace, delta: bigint): SymbolMemory {
  if (kind !== 'place') return { ...symbols };
  return Object.fromEntries(
    Object.entries(symbols).map(([name, at]) => [
      name,
      at === null ? null : BigInt.asUintN(8 * wordSize, at + delta),
    ]),
  );
}
