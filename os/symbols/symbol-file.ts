/** Files that a user has of a kernel, recognised by content: an ELF file with DWARF or BTF, or BTF as it is. */
import { PagewalkError } from '../../engine/index.js';
import { Btf } from './btf.js';
import { Dwarf } from './dwarf.js';
import { dwarfSections, elfBuildId, elfSections } from './elf-sections.js';
import type { TypeSource } from './types.js';

/** Source: include/uapi/linux/btf.h, BTF_MAGIC. */
const BTF_MAGIC = [0x9f, 0xeb] as const;

/** What a file gives. */
export interface SymbolFile {
  readonly name: string;
  readonly format: 'DWARF' | 'BTF';
  readonly types: TypeSource;
  /** Hex; undefined when the file does not say which kernel it is of. */
  readonly buildId?: string;
}

/** Reads a file. Throws kind `not-recognised` or `malformed`. */
export function readSymbolFile(name: string, bytes: Uint8Array): SymbolFile {
  if (bytes[0] === BTF_MAGIC[0] && bytes[1] === BTF_MAGIC[1])
    return { name, format: 'BTF', types: new Btf(bytes) };
  const sections = elfSections(bytes);
  const buildId = sections && elfBuildId(bytes);
  const known = buildId === undefined ? {} : { buildId };
  const dwarf = sections && dwarfSections(bytes);
  if (dwarf !== undefined) return { name, format: 'DWARF', types: new Dwarf(dwarf), ...known };
  const btf = sections?.get('.BTF');
  if (btf !== undefined) return { name, format: 'BTF', types: new Btf(btf()), ...known };
  throw new PagewalkError(
    'os',
    'not-recognised',
    `${name}: neither an ELF file with .debug_info or .BTF, nor BTF`,
    {
      source: name,
      expected: 'a vmlinux, a separate debug file, or the content of /sys/kernel/btf/vmlinux',
    },
  );
}

/**
 * Checks that a file is of the kernel with this build id. Throws kind `usage` when both are known and differ. Gives what
 * is to be said of the check.
 */
export function checkBuildId({ name, buildId }: SymbolFile, kernel: string | undefined): string {
  if (buildId === undefined) return 'the file does not say which kernel it is of';
  if (kernel === undefined) return `build id ${buildId}, the kernel's own is not known`;
  if (buildId === kernel) return `build id ${buildId}, the kernel's own`;
  throw new PagewalkError(
    'os',
    'usage',
    `${name} is of another kernel: its build id is ${buildId}, that of the kernel in the dump is ${kernel}`,
    { source: name, expected: kernel, got: buildId },
  );
}
