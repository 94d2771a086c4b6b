/**
 * What names the kernel's own mappings (`[vdso]`), where no symbol names that function: by the mappings themselves, which lead
 * to such names. Sources: mm/mmap.c (special_mapping_vmops, special_mapping_name), include/linux/mm.h (struct
 * vm_operations_struct), include/linux/mm_types.h (struct vm_special_mapping).
 */
import type { DerivedLayouts } from './layouts.js';
import type { Block, Sampler } from './sample.js';

const TABLE_BYTES = 0x100;
const NAME = /^\[[\w.-]+\]$/;
const NAME_BYTES = 32;
/** Between the function for faults and the one for the name: those for large faults, around faults, page sizes, writes to pages and page frames, access. Special mappings have none. */
const EMPTY = 5;
/** The table has no more words up to the name. */
const MAX_WORDS = 18;

/** Address of the function that gives the names, whose place in its table is derived with it; undefined where no mapping shows it. */
export async function deriveSpecialName(
  sampler: Sampler,
  mappings: readonly Block[],
  layouts: DerivedLayouts,
): Promise<bigint | undefined> {
  const { wordSize: word } = sampler;
  const operations = layouts.offset('vm_area_struct', 'vm_ops');
  const own = layouts.offset('vm_area_struct', 'vm_private_data');
  if (operations === undefined || own === undefined) return undefined;
  const likely = mappings.filter(
    (vma) => sampler.isPointer(vma.word(operations)) && sampler.isPointer(vma.word(own)),
  );
  const specials = await sampler.many(
    likely.map((vma) => vma.word(own) ?? 0n),
    word,
  );
  const texts = await sampler.many(
    specials.map((special) => special.word(0) ?? 0n),
    NAME_BYTES,
  );
  const named = likely.filter((_, i) => NAME.test(texts[i]?.text(0, NAME_BYTES) ?? ''));
  const tables = new Set(named.flatMap((vma) => vma.word(operations) ?? []));
  const [table] = tables;
  if (table === undefined || tables.size > 1) return undefined;
  const block = await sampler.one(table, TABLE_BYTES);
  let empty = 0;
  for (let i = 0; i < MAX_WORDS; i++) {
    const value = block.word(i * word) ?? 0n;
    if (value !== 0n && empty >= EMPTY) {
      layouts.set('vm_operations_struct', 'name', { offset: i * word, witnesses: named.length });
      return value;
    }
    empty = value === 0n ? empty + 1 : 0;
  }
  return undefined;
}
