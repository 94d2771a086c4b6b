/** Memory whose kernel's names and types are hidden, all copies of them: what discovery must do without. */
import { observeReads, type Connector, type Engine, type PhysicalRead } from '../../engine/index.js';
import type { Findings } from '../../os/linux/find-kernel.js';
import { TOKEN_PATTERN } from '../../os/symbols/find-kallsyms.js';
import { findKsymtab } from '../../os/symbols/find-ksymtab.js';

const text = (value: string): Uint8Array => Uint8Array.from(value, (c) => c.charCodeAt(0));

/** Signs of each source of names or types, and how many bytes from there on are hidden. */
const SIGNS: readonly { readonly bytes: Uint8Array; readonly length: number }[] = [
  { bytes: TOKEN_PATTERN, length: TOKEN_PATTERN.length },
  { bytes: text('OSRELEASE='), length: 4096 },
  { bytes: Uint8Array.of(0x9f, 0xeb, 1, 0), length: 24 },
];
/** Exported symbols are found by these names, and lie within this distance of the symbol table. */
const NEAR = 64n << 20n;

interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** The connector of `engine` with kallsyms, exported symbols, vmcoreinfo and BTF reading as zeros. */
export async function withoutNames(engine: Engine, findings: Findings): Promise<Connector> {
  const { connector } = engine;
  const { place, delta, wordSize, btf, base = 0 } = findings;
  const region = findings.region - base;
  const own = BigInt.asUintN(8 * wordSize, delta + BigInt(base));
  const hidden: Stretch[] = [];
  if (place !== undefined) {
    const { names, markers, tokenTable, tokenIndex, offsets, count } = place;
    const places = [names, markers, tokenTable, tokenIndex, offsets];
    // Offsets that lie behind the names have the order of names behind them, three bytes for each.
    const end = Math.max(tokenIndex + 512, offsets + 7 * count + 16);
    hidden.push({ start: region + Math.min(...places) - 8, end: region + end });
  }
  if (btf !== null) {
    const start = Number(BigInt.asUintN(8 * wordSize, btf.start - own));
    hidden.push({ start, end: start + btf.size });
  }
  const from = BigInt(region) > NEAR ? BigInt(region) - NEAR : 0n;
  const table = await findKsymtab(engine, {
    range: { start: from, end: BigInt(region) + NEAR },
    wordSize,
    delta: own,
  });
  if (table !== undefined) {
    const start = table.region + table.place.start;
    hidden.push({ start, end: start + table.place.count * table.place.word * table.place.words });
  }
  for await (const { address, pattern } of engine.physical.search(SIGNS.map(({ bytes }) => ({ bytes })))) {
    const start = Number(address);
    hidden.push({ start, end: start + (SIGNS[pattern]?.length ?? 0) });
  }
  return observeReads(connector, (reads: readonly PhysicalRead[]) => {
    for (const { phys, into } of reads)
      for (const { start, end } of hidden)
        if (start < phys + into.length && end > phys)
          into.fill(0, Math.max(0, start - phys), Math.min(into.length, end - phys));
  });
}
