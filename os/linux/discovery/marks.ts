/** Symbols that only one architecture's kernels have. */
import type { SymbolTable } from '../../symbols/types.js';
import type { ArchitectureName } from '../../types.js';

/**
 * Sources: arch/x86/kernel/head_64.S (phys_base), arch/x86/kernel/head64.c (page_offset_base); arch/arm64/mm/mmu.c
 * (kimage_voffset), arch/arm64/mm/init.c (memstart_addr); arch/riscv/mm/init.c (kernel_map, va_pa_offset);
 * arch/arm/kernel/head.S (__pv_offset, __pv_phys_pfn_offset).
 */
const MARKS: readonly (readonly [ArchitectureName, readonly string[]])[] = [
  ['x86-64', ['phys_base', 'page_offset_base', 'vmemmap_base']],
  ['aarch64', ['kimage_voffset', 'memstart_addr']],
  ['riscv64', ['kernel_map', 'va_pa_offset']],
  ['arm', ['__pv_offset', '__pv_phys_pfn_offset']],
];

/** The architecture that a kernel's symbols give away; undefined when they do not. */
export function architectureBySymbols(symbols: SymbolTable): ArchitectureName | undefined {
  symbols.find(MARKS.flatMap(([, names]) => names));
  return MARKS.find(([, names]) => names.some((name) => symbols.address(name) !== undefined))?.[0];
}
