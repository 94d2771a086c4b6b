/** The page that every process sees beside its own mappings: a gate area, which is in no tree. */
import type { Mapping } from '../types.js';
import type { LinuxKernel } from './kernel.js';

/** arch/x86/entry/vsyscall/vsyscall_64.c: VSYSCALL_ADDR, and what each vsyscall_mode allows. */
const VSYSCALL = 0xffffffffff600000n;
const VSYSCALL_MODES: readonly (string | undefined)[] = ['r-xp', '--xp', undefined];
/** arch/arm/kernel/process.c, gate_vma_init: CONFIG_VECTORS_BASE. */
const VECTORS = 0xffff0000n;

/** Symbols that tell of a gate area. */
export const GATE_SYMBOLS = ['vsyscall_mode', 'get_gate_vma'] as const;

/** The gate area of this kernel's processes; undefined when it has none. */
export async function gateArea(kernel: LinuxKernel): Promise<Mapping | undefined> {
  if (kernel.architecture === 'arm')
    // The function is there only with CONFIG_KUSER_HELPERS: arch/arm/include/asm/page.h, __HAVE_ARCH_GATE_AREA.
    return kernel.symbols.address('get_gate_vma') === undefined
      ? undefined
      : page(VECTORS, 'r-xp', '[vectors]');
  const address = kernel.symbols.address('vsyscall_mode');
  if (address === undefined) return undefined;
  const { data, missing } = await kernel.space.readPartial(address, 4);
  const permissions = missing.length > 0 ? undefined : VSYSCALL_MODES[data[0] ?? 2];
  return permissions === undefined ? undefined : page(VSYSCALL, permissions, '[vsyscall]');
}

function page(start: bigint, permissions: string, path: string): Mapping {
  return {
    start,
    end: start + 4096n,
    permissions,
    offset: 0n,
    path,
    device: '00:00',
    inode: 0n,
    complete: true,
  };
}
