/**
 * Tables of functions, which say what an object is, by the names of the functions in them: kallsyms has those in every
 * kernel. Sources: include/linux/mm.h, arch/x86/entry/vdso, mm/mmap.c (special_mapping_name), fs/pipe.c, net/socket.c,
 * fs/anon_inodes.c, fs/libfs.c.
 */
import type { DerivedLayouts } from './layouts.js';
import type { Block, Sampler, Source } from './sample.js';
import { deriveSpecialName } from './special-mappings.js';
import { clearOffset } from './votes.js';

const TABLE_BYTES = 0x100;
/** Functions that make a name, of file systems that every machine has. */
export const NAME_MAKERS = ['pipefs_dname', 'sockfs_dname', 'anon_inodefs_dname', 'simple_dname'];

/** Derives where a mapping's and a dentry's operations have what names them. */
export async function deriveOperations(
  { symbols, learn }: Source,
  sampler: Sampler,
  { mappings, dentries }: { mappings: readonly Block[]; dentries: readonly Block[] },
  layouts: DerivedLayouts,
): Promise<void> {
  const special = symbols.address('special_mapping_name');
  const vm = await tables(sampler, mappings, layouts.offset('vm_area_struct', 'vm_ops'));
  if (special !== undefined) derive('vm_operations_struct', 'name', vm, new Set([special]), layouts);
  else {
    const found = await deriveSpecialName(sampler, mappings, layouts);
    if (found !== undefined) learn?.('special_mapping_name', found);
  }
  const makers = new Set(NAME_MAKERS.flatMap((name) => symbols.address(name) ?? []));
  const named = await tables(sampler, dentries, layouts.offset('dentry', 'd_op'));
  derive('dentry_operations', 'd_dname', named, makers, layouts);
}

/** The tables that a word of some objects points at, each once. */
async function tables(
  sampler: Sampler,
  blocks: readonly Block[],
  offset: number | undefined,
): Promise<Block[]> {
  if (offset === undefined) return [];
  const pointers = blocks.flatMap((block) => block.word(offset) ?? []).filter((p) => sampler.isPointer(p));
  return sampler.many([...new Set(pointers)], TABLE_BYTES);
}

/** The member that holds one of the functions wherever a table has one. */
function derive(
  type: string,
  member: string,
  found: readonly Block[],
  functions: ReadonlySet<bigint>,
  layouts: DerivedLayouts,
): void {
  const { wordSize: step } = layouts;
  const range = { from: 0, to: TABLE_BYTES, step };
  const has = (block: Block): boolean => {
    for (let at = 0; at < TABLE_BYTES; at += step) if (functions.has(block.word(at) ?? 0n)) return true;
    return false;
  };
  const place = clearOffset(found.filter(has), range, (block, at) => functions.has(block.word(at) ?? 0n));
  if (place !== undefined) layouts.set(type, member, place);
}
