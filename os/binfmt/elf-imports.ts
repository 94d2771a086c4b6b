/** The slots that the loader filled with addresses of other images' symbols. Source: System V ABI, chapter 4, relocation. */
import type { ElfImage } from './elf.js';
import { dynamicSymbols, TAG, type ElfSymbol } from './elf-symbols.js';
import { readBytes } from './partial-bytes.js';

const MAX_RELOCATIONS = 1 << 19;
/** The relocation that copies a variable into the program, by e_machine: EM_386, EM_ARM, EM_X86_64, EM_AARCH64, EM_RISCV. */
const COPY: Readonly<Record<number, number>> = { 3: 5, 40: 20, 62: 5, 183: 1024, 243: 4 };
/** DT_PLTREL's value for entries with an addend. */
const WITH_ADDEND = 7n;

/** An import of an image. */
export interface ElfImport {
  readonly symbol: ElfSymbol;
  /** Address of the slot. */
  readonly slot: bigint;
  /** What the slot holds; undefined when it cannot be read. For a copied variable: the slot itself. */
  readonly target: bigint | undefined;
}

/** Imports by slot, and why some may be missing. */
export async function importsOf(
  image: ElfImage,
): Promise<{ readonly imports: ElfImport[]; readonly reason?: string }> {
  const { symbols, reason } = await dynamicSymbols(image);
  const dynamic = (await image.dynamic()) ?? new Map<number, bigint>();
  const { wordSize } = image.header;
  const extent = image.extent(1n) ?? { start: 0n, end: 0n };
  const pltAddend = dynamic.get(TAG.pltKind) === WITH_ADDEND;
  const tables = [
    { at: TAG.rela, bytes: TAG.relaBytes, words: 3 },
    { at: TAG.rel, bytes: TAG.relBytes, words: 2 },
    { at: TAG.pltRelocations, bytes: TAG.pltRelocationBytes, words: pltAddend ? 3 : 2 },
  ];
  const found = new Map<bigint, { symbol: ElfSymbol; copied: boolean }>();
  let lost = 0;
  for (const { at, bytes, words } of tables) {
    const [start, size] = [dynamic.get(at), dynamic.get(bytes)];
    if (start === undefined || size === undefined) continue;
    const stride = words * wordSize;
    const count = Math.min(Math.floor(Number(size) / stride), MAX_RELOCATIONS);
    const table = await readBytes(image.view, image.pointer(start), count * stride);
    for (let i = 0; i < count; i++) {
      const offset = table.word(i * stride, wordSize);
      const info = table.word(i * stride + wordSize, wordSize);
      if (offset === undefined || info === undefined) {
        lost++;
        continue;
      }
      const number = Number(wordSize === 8 ? info >> 32n : info >> 8n);
      const kind = Number(wordSize === 8 ? info & 0xffffffffn : info & 0xffn);
      const symbol = symbols.get(number);
      const copied = kind === COPY[image.header.machine];
      if (symbol === undefined || (symbol.defined && !copied)) continue;
      const slot = BigInt.asUintN(8 * wordSize, image.bias() + offset);
      if (slot >= extent.start && slot + BigInt(wordSize) <= extent.end) found.set(slot, { symbol, copied });
      else lost++;
    }
  }
  const slots = [...found].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const values = await image.view.readMany(slots.map(([address]) => ({ address, length: wordSize })));
  const imports = slots.map(([slot, { symbol, copied }], i): ElfImport => {
    const read = values[i];
    const whole = read !== undefined && read.missing.length === 0;
    const view = whole ? new DataView(read.data.buffer, read.data.byteOffset, wordSize) : undefined;
    const value = wordSize === 8 ? view?.getBigUint64(0, true) : view && BigInt(view.getUint32(0, true));
    return { symbol, slot, target: copied ? slot : value };
  });
  const reasons = [
    reason,
    lost > 0 ? `${lost} relocations cannot be read or lead outside` : undefined,
  ].filter((r) => r !== undefined);
  return reasons.length === 0 ? { imports } : { imports, reason: reasons.join('; ') };
}
