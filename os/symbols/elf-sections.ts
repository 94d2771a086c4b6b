/** Sections of an ELF file by name, decompressed. Source: System V ABI, chapter 4, SHF_COMPRESSED. */
import { unzlibSync } from 'fflate';
import { decompress } from 'fzstd';
import { PagewalkError } from '../../engine/index.js';
import {
  buildIdOf,
  HEADER_BYTES,
  parseHeader,
  parseNotes,
  parseSections,
  SECTION,
  SECTION_FLAG,
  type Section,
} from '../binfmt/elf-format.js';
import type { DwarfSections } from './dwarf-units.js';

/** The bytes of a file: in memory, or read when they are asked for. */
export interface FileBytes {
  readonly length: number;
  /** Bytes from `start` up to `end`, as far as the file goes. */
  subarray(start: number, end: number): Uint8Array;
}

/** A section: its header, and its bytes when they are asked for. */
export interface ElfSection extends Section {
  readonly content: () => Uint8Array;
}

/** ch_type. */
const COMPRESSED = { zlib: 1, zstd: 2 } as const;
/** A section that claims to become larger is damaged. */
const MAX_BYTES = 2 ** 31;
const latin = new TextDecoder('latin1');

/** Sections in their order, with names; undefined for what is no ELF file of ours. Those without content have none. */
export function elfSections(file: FileBytes): ReadonlyMap<string, ElfSection> | undefined {
  const header = parseHeader(file.subarray(0, HEADER_BYTES));
  if (header === undefined) return undefined;
  const { offset, count, stride, names } = header.sections;
  const sections = parseSections(file.subarray(offset, offset + count * stride), header);
  const strings = sections[names];
  const texts = strings && file.subarray(strings.offset, strings.offset + Number(strings.size));
  const found = new Map<string, ElfSection>();
  for (const [index, section] of sections.entries()) {
    const { name, type, flags, offset: at, size } = section;
    if (texts === undefined) continue;
    const end = texts.indexOf(0, name);
    const packed = (flags & SECTION_FLAG.compressed) !== 0;
    const content = (): Uint8Array => {
      if (type === SECTION.noBits) return new Uint8Array();
      const raw = file.subarray(at, at + Number(size));
      return packed ? unpacked(raw, header.wordSize) : raw;
    };
    const text = latin.decode(texts.subarray(name, Math.max(name, end)));
    found.set(text === '' || found.has(text) ? `${text}#${index}` : text, { ...section, content });
  }
  return found;
}

/** struct Elf32_Chdr, Elf64_Chdr: type, (reserved), size, alignment. */
function unpacked(raw: Uint8Array, wordSize: 4 | 8): Uint8Array {
  const head = wordSize === 8 ? 24 : 12;
  const fail = (why: string): PagewalkError =>
    new PagewalkError('os', 'malformed', `a compressed section cannot be read: ${why}`);
  if (raw.length < head) throw fail('it is too short');
  const view = new DataView(raw.buffer, raw.byteOffset, raw.length);
  const kind = view.getUint32(0, true);
  const size = wordSize === 8 ? Number(view.getBigUint64(8, true)) : view.getUint32(4, true);
  if (size > MAX_BYTES || size > 2000 * raw.length) throw fail(`it claims ${size} bytes`);
  const body = raw.subarray(head);
  try {
    if (kind === COMPRESSED.zlib) return unzlibSync(body, { out: new Uint8Array(size) });
    if (kind === COMPRESSED.zstd) return decompress(body, new Uint8Array(size));
  } catch (cause) {
    throw fail(String(cause));
  }
  throw fail(`method ${kind} is not known`);
}

/** The sections that hold types; undefined when the file has none. */
export function dwarfSections(file: FileBytes): DwarfSections | undefined {
  const sections = elfSections(file);
  const info = sections?.get('.debug_info');
  if (sections === undefined || info === undefined || info.type === SECTION.noBits) return undefined;
  const named = (name: string): Uint8Array => sections.get(name)?.content() ?? new Uint8Array();
  return {
    info: info.content(),
    abbrev: named('.debug_abbrev'),
    str: named('.debug_str'),
    lineStr: named('.debug_line_str'),
    strOffsets: named('.debug_str_offsets'),
  };
}

/** The build id of an ELF file in hex; undefined when it has none. */
export function elfBuildId(file: FileBytes): string | undefined {
  for (const [name, section] of elfSections(file) ?? []) {
    const id = name.startsWith('.note') ? buildIdOf(parseNotes(section.content())) : undefined;
    if (id !== undefined) return id;
  }
  return undefined;
}
