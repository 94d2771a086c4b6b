/**
 * Symbols of an ELF image: the dynamic ones through the dynamic table, and all where the section that holds them is
 * mapped. Sources: System V ABI, chapter 4 (symbol table) and 5 (hash table); glibc elf/dl-lookup.c, do_lookup_x
 * (DT_GNU_HASH); Linux Standard Base, core, symbol versioning.
 */
import type { ElfImage, FileAddress } from './elf.js';
import { SECTION } from './elf-format.js';
import { readBytes, type PartialBytes } from './partial-bytes.js';

/** Tags of the dynamic table. Source: glibc elf/elf.h. */
export const TAG = {
  pltRelocationBytes: 2,
  hash: 4,
  strings: 5,
  symbols: 6,
  rela: 7,
  relaBytes: 8,
  stringBytes: 10,
  name: 14,
  rel: 17,
  relBytes: 18,
  pltKind: 20,
  pltRelocations: 23,
  gnuHash: 0x6ffffef5,
  versions: 0x6ffffff0,
  definitions: 0x6ffffffc,
  definitionCount: 0x6ffffffd,
  needs: 0x6ffffffe,
  needCount: 0x6fffffff,
} as const;

const MAX_SYMBOLS = 1 << 19;
const MAX_STRINGS = 1 << 25;
const MAX_CHAIN = 1 << 16;
const MAX_VERSIONS = 4096;
/** st_shndx: not in this image; a plain number. */
const UNDEFINED = 0;
const ABSOLUTE = 0xfff1;
const TYPES: Readonly<Record<number, string>> = {
  0: 'none',
  1: 'object',
  2: 'function',
  3: 'section',
  4: 'file',
  5: 'common',
  6: 'tls',
  10: 'ifunc',
};
const BINDINGS: Readonly<Record<number, string>> = { 0: 'local', 1: 'global', 2: 'weak', 10: 'unique' };

/** A symbol of an image. */
export interface ElfSymbol {
  /** Null when it cannot be read. */
  readonly name: string | null;
  /** In memory; for `tls` the offset in the thread's block, for `absolute` the number itself. */
  readonly value: bigint;
  /** Bytes. */
  readonly size: number;
  /** `function`, `object`, `tls`, `ifunc`, `absolute`, `none` … */
  readonly type: string;
  readonly binding: string;
  /** False for what another image has to provide. */
  readonly defined: boolean;
  /** Internal or hidden: not for other images. */
  readonly hidden: boolean;
  /** Symbol version, `GLIBC_2.34`; empty when it has none. */
  readonly version: string;
  /** The image that an undefined symbol's version comes from; empty when not said. */
  readonly library: string;
}

/** Symbols by their number (0 is never one), and why some are missing. */
export interface ElfSymbols {
  readonly symbols: ReadonlyMap<number, ElfSymbol>;
  readonly reason?: string;
}

/** A version's name, and the library it is wanted from. */
interface Version {
  readonly name: string;
  readonly library: string;
}

/** Symbols of the dynamic table. An image without one has none. */
export async function dynamicSymbols(image: ElfImage): Promise<ElfSymbols> {
  const none = new Map<number, ElfSymbol>();
  if (!image.whole) return { symbols: none, reason: 'the program headers cannot be read' };
  const dynamic = await image.dynamic();
  if (dynamic === undefined)
    return image.hasDynamic
      ? { symbols: none, reason: 'the dynamic table cannot be read' }
      : { symbols: none };
  const [at, strings] = [dynamic.get(TAG.symbols), dynamic.get(TAG.strings)];
  if (at === undefined || strings === undefined) return { symbols: none };
  const count = await dynamicCount(image, dynamic);
  if (count === undefined) return { symbols: none, reason: 'the symbol hash table cannot be read' };
  const stride = strideOf(image);
  const table = await readBytes(image.view, image.pointer(at), count * stride);
  const size = Math.min(Number(dynamic.get(TAG.stringBytes) ?? 0n), MAX_STRINGS);
  const texts = await readBytes(image.view, image.pointer(strings), size);
  const versionsAt = dynamic.get(TAG.versions);
  const numbers =
    versionsAt === undefined ? undefined : await readBytes(image.view, image.pointer(versionsAt), 2 * count);
  const versions =
    numbers === undefined ? new Map<number, Version>() : await versionsOf(image, dynamic, texts);
  return decode(image, table, count, texts, (i) => {
    const number = numbers?.number(2 * i, 2);
    return number === undefined ? undefined : versions.get(number & 0x7fff);
  });
}

/** Symbols of the image's .symtab; undefined when that is not there or not mapped. */
export async function sectionSymbols(
  image: ElfImage,
  fileAddress: FileAddress,
): Promise<ElfSymbols | undefined> {
  const sections = await image.sections(fileAddress);
  const section = sections?.find(({ type }) => type === SECTION.symbols);
  const strings = section && sections?.[section.link];
  if (section === undefined || strings === undefined) return undefined;
  const [at, textsAt] = [fileAddress(section.offset), fileAddress(strings.offset)];
  if (at === undefined || textsAt === undefined) return undefined;
  const stride = strideOf(image);
  const count = Math.min(Math.floor(Number(section.size) / stride), MAX_SYMBOLS);
  const table = await readBytes(image.view, at, count * stride);
  const texts = await readBytes(image.view, textsAt, Math.min(Number(strings.size), MAX_STRINGS));
  return decode(image, table, count, texts, () => undefined);
}

const strideOf = (image: ElfImage): number => (image.header.wordSize === 8 ? 24 : 16);

function decode(
  image: ElfImage,
  table: PartialBytes,
  count: number,
  texts: PartialBytes,
  version: (index: number) => Version | undefined,
): ElfSymbols {
  const { wordSize } = image.header;
  const [wide, stride, bias] = [wordSize === 8, strideOf(image), image.bias()];
  const symbols = new Map<number, ElfSymbol>();
  let lost = 0;
  for (let i = 1; i < count; i++) {
    const at = i * stride;
    if (!table.has(at, stride)) {
      lost++;
      continue;
    }
    const number = (offset: number, size: 1 | 2 | 4): number => table.number(at + offset, size) as number;
    const info = number(wide ? 4 : 12, 1);
    const other = number(wide ? 5 : 13, 1);
    const place = number(wide ? 6 : 14, 2);
    const value = table.word(at + (wide ? 8 : 4), wordSize) as bigint;
    const type = place === ABSOLUTE ? 'absolute' : (TYPES[info & 15] ?? String(info & 15));
    const fixed = type === 'tls' || type === 'absolute' || place === UNDEFINED;
    symbols.set(i, {
      name: texts.text(number(0, 4)) ?? null,
      value: fixed ? value : BigInt.asUintN(8 * wordSize, bias + value),
      size: Number(table.word(at + (wide ? 16 : 8), wordSize)),
      type,
      binding: BINDINGS[info >> 4] ?? String(info >> 4),
      defined: place !== UNDEFINED,
      hidden: (other & 3) === 1 || (other & 3) === 2,
      version: version(i)?.name ?? '',
      library: version(i)?.library ?? '',
    });
  }
  return lost === 0 ? { symbols } : { symbols, reason: `${lost} symbols cannot be read` };
}

/** How many symbols the dynamic table's symbol table has: only the hash tables say. */
async function dynamicCount(
  image: ElfImage,
  dynamic: ReadonlyMap<number, bigint>,
): Promise<number | undefined> {
  const plain = dynamic.get(TAG.hash);
  if (plain !== undefined) {
    const count = (await readBytes(image.view, image.pointer(plain), 8)).number(4, 4);
    if (count !== undefined) return Math.min(count, MAX_SYMBOLS);
  }
  const gnu = dynamic.get(TAG.gnuHash);
  return gnu === undefined ? undefined : gnuCount(image, image.pointer(gnu));
}

/** The end of the longest chain of the last bucket. */
async function gnuCount(image: ElfImage, at: bigint): Promise<number | undefined> {
  const head = await readBytes(image.view, at, 16);
  const [buckets, first, bloom] = [0, 4, 8].map((offset) => head.number(offset, 4));
  if (buckets === undefined || first === undefined || bloom === undefined) return undefined;
  if (buckets > MAX_SYMBOLS || bloom > MAX_SYMBOLS) return undefined;
  const bucketsAt = at + 16n + BigInt(bloom * image.header.wordSize);
  const table = await readBytes(image.view, bucketsAt, 4 * buckets);
  let last = 0;
  for (let i = 0; i < buckets; i++) {
    const start = table.number(4 * i, 4);
    if (start === undefined) return undefined;
    last = Math.max(last, start);
  }
  if (last < first) return Math.min(first, MAX_SYMBOLS);
  if (last > MAX_SYMBOLS) return undefined;
  const chains = bucketsAt + BigInt(4 * buckets);
  for (let step = 0; step < MAX_CHAIN; step += 256) {
    const chain = await readBytes(image.view, chains + BigInt(4 * (last - first + step)), 1024);
    for (let i = 0; i < 256; i++) {
      const hash = chain.number(4 * i, 4);
      if (hash === undefined) return undefined;
      if ((hash & 1) === 1) return last + step + i + 1;
    }
  }
  return undefined;
}

/** Versions by number: those that the image defines, and those it needs with the library they come from. */
async function versionsOf(
  image: ElfImage,
  dynamic: ReadonlyMap<number, bigint>,
  texts: PartialBytes,
): Promise<ReadonlyMap<number, Version>> {
  const found = new Map<number, Version>();
  const counted = (tag: number): number => Math.min(Number(dynamic.get(tag) ?? 0n), MAX_VERSIONS);
  let at = dynamic.get(TAG.definitions);
  for (let i = counted(TAG.definitionCount); at !== undefined && i > 0; i--) {
    // Verdef: version, flags, ndx, cnt u16; hash, aux, next u32. Verdaux: name, next.
    const entry: PartialBytes = await readBytes(image.view, image.pointer(at), 20);
    const [number, aux, next] = [entry.number(4, 2), entry.number(12, 4), entry.number(16, 4)];
    if (number === undefined || aux === undefined || next === undefined) break;
    const name = (await readBytes(image.view, image.pointer(at) + BigInt(aux), 4)).number(0, 4);
    const base = ((entry.number(2, 2) ?? 0) & 1) === 1;
    if (name !== undefined && !base) found.set(number, { name: texts.text(name) ?? '', library: '' });
    if (next === 0) break;
    at += BigInt(next);
  }
  at = dynamic.get(TAG.needs);
  for (let i = counted(TAG.needCount); at !== undefined && i > 0; i--) {
    // Verneed: version, cnt u16; file, aux, next u32. Vernaux: hash u32, flags, other u16, name, next u32.
    const entry: PartialBytes = await readBytes(image.view, image.pointer(at), 16);
    const [count, file, next] = [entry.number(2, 2), entry.number(4, 4), entry.number(12, 4)];
    let aux = entry.number(8, 4);
    if (count === undefined || file === undefined || next === undefined) break;
    for (let j = Math.min(count, MAX_VERSIONS); aux !== undefined && j > 0; j--) {
      const part = await readBytes(image.view, image.pointer(at) + BigInt(aux), 16);
      const [number, name, step] = [part.number(6, 2), part.number(8, 4), part.number(12, 4)];
      if (number === undefined || name === undefined || step === undefined) break;
      found.set(number & 0x7fff, { name: texts.text(name) ?? '', library: texts.text(file) ?? '' });
      if (step === 0) break;
      aux += step;
    }
    if (next === 0) break;
    at += BigInt(next);
  }
  return found;
}
