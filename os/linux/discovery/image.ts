/** Makes images of a possible token table: the tables around it, and where in virtual memory the image may lie. */
import type { Engine } from '../../../engine/index.js';
import { findKallsyms } from '../../symbols/find-kallsyms.js';
import { Kallsyms } from '../../symbols/kallsyms.js';
import { RememberedSymbols } from '../../symbols/remembered.js';
import { LayeredSymbols } from '../../symbols/layered.js';
import { findOtherSymbols, knowsData, otherTables } from './other-symbols.js';
import { PROBES } from './probes.js';
import { BEFORE, BEHIND, DATA_REACH, type FindOptions, type Image } from './types.js';

const PAGE = 4096;
const VOTERS_BEFORE = 1 << 20;
/** Deltas that are tried, the most frequent first. */
const MAX_DELTAS = 4;
/** x86-64 kernel image: Documentation/arch/x86/x86_64/mm.rst, "kernel text mapping". */
const IMAGE_START = 0xffffffff80000000n;
const IMAGE_END = 0xffffffffff000000n;

/** The images that the tables around a hit of the token pattern may belong to, likely ones first. */
export async function* imagesAt(engine: Engine, hit: number, options: FindOptions): AsyncGenerator<Image> {
  const from = Math.max(0, hit - BEFORE);
  const region = from - (from % PAGE);
  const { data } = await engine.physical.readPartial(BigInt(region), hit + BEHIND - region);
  const place = findKallsyms(data, hit - region);
  if (place === undefined) return;
  const votes = await engine.voteSelfPointers({
    range: { start: BigInt(Math.max(0, hit - VOTERS_BEFORE)), end: BigInt(hit + DATA_REACH) },
    ...(options.signal && { signal: options.signal }),
  });
  const tokenTable = BigInt(region + place.tokenTable);
  const deltas = votes.filter(({ delta }) => {
    const address = BigInt.asUintN(64, tokenTable + delta);
    return address >= IMAGE_START && address < IMAGE_END;
  });
  const wordSize: 4 | 8 = 8;
  for (const { delta } of deltas.slice(0, MAX_DELTAS)) {
    const kallsyms = new Kallsyms(data, place, (offset) =>
      BigInt.asUintN(64, BigInt(region + offset) + delta),
    );
    const about = { near: hit, delta, wordSize, kallsyms, ...(options.signal && { signal: options.signal }) };
    const others = knowsData(kallsyms) ? {} : await findOtherSymbols(engine, about);
    const layers = new LayeredSymbols([() => kallsyms, ...(await otherTables(engine, others, about))]);
    const symbols = new RememberedSymbols({}, () => layers);
    symbols.find(PROBES);
    const table = BigInt.asUintN(64, tokenTable + delta);
    yield { region, place, delta, wordSize, table, symbols, others };
  }
}
