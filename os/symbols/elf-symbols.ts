/** The symbol table of a vmlinux or a debug file, with nm's letters. Sources: System V ABI, chapter 4, Symbol Table; binutils nm. */
import { SECTION, SECTION_FLAG } from '../binfmt/elf-format.js';
import { elfSections, type ElfSection, type FileBytes } from './elf-sections.js';
import type { SymbolName } from './types.js';

/** st_info: bindings (upper four bits) and types (lower four). */
const BIND = { local: 0, weak: 2 } as const;
const TYPE = { section: 3, file: 4 } as const;
/** st_shndx. */
const UNDEFINED = 0;
const ABSOLUTE = 0xfff1;
/** Marks of the assembler, which /proc/kallsyms leaves out. Source: scripts/mksysmap. */
const LABEL = /^(?:\$|\.L)/;
const latin = new TextDecoder('latin1');

/** Symbols with a name and a place; undefined when the file has none. */
export function elfSymbols(file: FileBytes): SymbolName[] | undefined {
  const sections = [...(elfSections(file) ?? [])].map(([, section]) => section);
  const table = sections.find(({ type }) => type === SECTION.symbols);
  const names = table && sections[table.link];
  if (table === undefined || names === undefined) return undefined;
  const [bytes, strings] = [table.content(), names.content()];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const wide = table.stride >= 24;
  const stride = wide ? 24 : 16;
  const symbols: SymbolName[] = [];
  for (let at = 0; at + stride <= bytes.length; at += stride) {
    const name = view.getUint32(at, true);
    const info = view.getUint8(at + (wide ? 4 : 12));
    const place = view.getUint16(at + (wide ? 6 : 14), true);
    const kind = info & 15;
    if (name === 0 || place === UNDEFINED || kind === TYPE.section || kind === TYPE.file) continue;
    const end = strings.indexOf(0, name);
    if (end <= name) continue;
    const address = wide ? view.getBigUint64(at + 8, true) : BigInt(view.getUint32(at + 4, true));
    const type = letter(info >> 4, place, sections[place]);
    const text = latin.decode(strings.subarray(name, end));
    if (!LABEL.test(text)) symbols.push({ name: text, address, type });
  }
  return symbols.length === 0 ? undefined : symbols;
}

/** nm's letter: what the section holds, upper-case for what other files may use. */
function letter(bind: number, place: number, section: ElfSection | undefined): string {
  if (bind === BIND.weak) return 'W';
  const of = place === ABSOLUTE ? 'a' : section === undefined ? '?' : sectionLetter(section);
  return bind === BIND.local ? of : of.toUpperCase();
}

/** A separate debug file keeps the flags of sections whose content it leaves out, but not which of them had none. */
function sectionLetter({ flags }: ElfSection): string {
  if ((flags & SECTION_FLAG.execute) !== 0) return 't';
  return (flags & SECTION_FLAG.write) !== 0 ? 'd' : 'r';
}
