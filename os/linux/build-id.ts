/** The build id of the running kernel: its notes stay in memory. Source: include/asm-generic/vmlinux.lds.h, NOTES; kernel/ksysfs.c. */
import { buildIdOf, parseNotes } from '../binfmt/elf-format.js';
import type { SymbolTable } from '../symbols/types.js';
import type { LinuxKernel } from './kernel.js';

const MAX_NOTES = 1 << 16;

/** Hex; undefined when the notes cannot be found or read. */
export async function kernelBuildId({
  symbols,
  space,
}: {
  readonly symbols: SymbolTable;
  readonly space: LinuxKernel['space'];
}): Promise<string | undefined> {
  symbols.find(['__start_notes', '__stop_notes']);
  const [start, stop] = [symbols.address('__start_notes'), symbols.address('__stop_notes')];
  if (start === undefined || stop === undefined || stop <= start || stop - start > BigInt(MAX_NOTES))
    return undefined;
  const { data, missing } = await space.readPartial(start, Number(stop - start));
  return missing.length > 0 ? undefined : buildIdOf(parseNotes(data));
}
