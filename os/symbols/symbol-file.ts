/**
 * Files that a user has of a kernel, recognised by content: an ELF file (a vmlinux, a separate debug file) with DWARF, BTF
 * or a symbol table; BTF as it is; an ISF; a System.map. Packed ones are unpacked.
 */
import { PagewalkError } from '../../engine/index.js';
import { Btf } from './btf.js';
import { Dwarf } from './dwarf.js';
import { dwarfSections, elfBuildId, elfSections, type FileBytes } from './elf-sections.js';
import { elfSymbols } from './elf-symbols.js';
import { Isf, isIsf } from './isf.js';
import { ListedSymbols } from './listed-symbols.js';
import { isSystemMap, readSystemMap } from './system-map.js';
import type { SymbolName, TypeSource } from './types.js';
import { unpackedFile } from './unpack-file.js';

/** Source: include/uapi/linux/btf.h, BTF_MAGIC. */
const BTF_MAGIC = [0x9f, 0xeb] as const;
/** A string in JavaScript holds no more, characters. */
const MAX_TEXT = 2 ** 29 - 32;

/** What a file gives. */
export interface SymbolFile {
  readonly name: string;
  readonly format: 'DWARF' | 'BTF' | 'ISF' | 'System.map' | 'ELF symbols';
  /** Undefined when it describes no types. */
  readonly types?: TypeSource;
  /** At the addresses that the linker gave; undefined when it has none. */
  readonly symbols?: ListedSymbols;
  /** Hex; undefined when the file does not say which kernel it is of. */
  readonly buildId?: string;
  /** The kernel's banner, where the file has it. */
  readonly banner?: string;
}

/** Reads a file. Throws kind `not-recognised`, `malformed` or `unsupported`. */
export function readSymbolFile(name: string, packed: FileBytes): SymbolFile {
  const file = unpackedFile(name, packed);
  const head = file.subarray(0, 256);
  const whole = (): Uint8Array => file.subarray(0, file.length);
  if (head[0] === BTF_MAGIC[0] && head[1] === BTF_MAGIC[1])
    return { name, format: 'BTF', types: new Btf(whole()) };
  if (isIsf(head)) return isfFile(name, whole());
  if (isSystemMap(head)) {
    const symbols = new ListedSymbols(readSystemMap(name, whole()));
    return { name, format: 'System.map', symbols };
  }
  const found = elfFile(name, file);
  if (found !== undefined) return found;
  throw new PagewalkError('os', 'not-recognised', `${name}: no file of symbols or types that is known`, {
    source: name,
    hint: 'known are vmlinux and debug files, ISF, System.map and /sys/kernel/btf/vmlinux, also packed with gzip, zstd or xz',
  });
}

function isfFile(name: string, bytes: Uint8Array): SymbolFile {
  if (bytes.length > MAX_TEXT)
    throw new PagewalkError('os', 'unsupported', `${name}: ${bytes.length} bytes are too many for an ISF`);
  const types = new Isf(new TextDecoder().decode(bytes));
  const { banner, symbols } = types;
  return { name, format: 'ISF', types, ...listed(symbols), ...(banner !== undefined && { banner }) };
}

/** Undefined when an ELF file has nothing of use, or when it is none. */
function elfFile(name: string, file: FileBytes): SymbolFile | undefined {
  const sections = elfSections(file);
  if (sections === undefined) return undefined;
  const buildId = elfBuildId(file);
  const rest = { name, ...listed(elfSymbols(file) ?? []), ...(buildId !== undefined && { buildId }) };
  const dwarf = dwarfSections(file);
  if (dwarf !== undefined) return { ...rest, format: 'DWARF', types: new Dwarf(dwarf) };
  const btf = sections.get('.BTF');
  if (btf !== undefined) return { ...rest, format: 'BTF', types: new Btf(btf.content()) };
  return rest.symbols === undefined ? undefined : { ...rest, format: 'ELF symbols' };
}

function listed(symbols: readonly SymbolName[]): { readonly symbols?: ListedSymbols } {
  return symbols.length === 0 ? {} : { symbols: new ListedSymbols(symbols) };
}
