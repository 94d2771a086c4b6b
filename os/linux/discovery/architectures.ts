/** What discovery knows of each architecture, as data. */
import type { PagingMode } from '../../../engine/index.js';
import type { ArchitectureName } from '../../types.js';

/** An architecture that Linux runs on. */
export interface ArchitectureFacts {
  readonly name: ArchitectureName;
  /** Bytes of a pointer. */
  readonly wordSize: 4 | 8;
  /** Paging modes that its kernels use, common ones first. */
  readonly modes: readonly PagingMode[];
  /** Virtual addresses that the kernel's image may have; the end is exclusive. */
  readonly image: { readonly start: bigint; readonly end: bigint };
  /** Physical addresses at which its machines' memory may start, common ones first. */
  readonly bases: readonly number[];
  /** Variables that hold a virtual minus physical address of the image, with the words that may be it. */
  readonly offsets: readonly { readonly name: string; readonly words: number; readonly negated?: true }[];
}

const GIB = 2 ** 30;

/**
 * Sources: Documentation/arch/x86/x86_64/mm.rst; Documentation/arch/arm64/memory.rst and arch/arm64/include/asm/memory.h
 * (KIMAGE_VADDR, kimage_voffset); Documentation/arch/riscv/vm-layout.rst and arch/riscv/include/asm/page.h (struct
 * kernel_mapping: page_offset, virt_addr, phys_addr, sizes, va_pa_offset, va_kernel_pa_offset); arch/x86/Kconfig and
 * arch/arm/Kconfig (VMSPLIT_*), arch/arm/include/asm/memory.h (__pv_offset: physical minus virtual).
 */
export const ARCHITECTURES: readonly ArchitectureFacts[] = [
  {
    name: 'x86-64',
    wordSize: 8,
    modes: ['x86-64-5level', 'x86-64-4level'],
    image: { start: 0xffffffff80000000n, end: 0xffffffffff000000n },
    bases: [0],
    offsets: [],
  },
  {
    name: 'aarch64',
    wordSize: 8,
    modes: [
      'aarch64-4k-48',
      'aarch64-4k-39',
      'aarch64-4k-52',
      'aarch64-4k-48-lpa2',
      'aarch64-16k-47',
      'aarch64-16k-48',
      'aarch64-16k-52',
      'aarch64-16k-48-lpa2',
      'aarch64-16k-47-lpa2',
      'aarch64-16k-36',
      'aarch64-64k-48',
      'aarch64-64k-52',
      'aarch64-64k-42',
      'aarch64-4k-39-lpa2',
    ],
    // The last 4 GiB and more hold the page frames' structures: VMEMMAP_START.
    image: { start: 0xfff0000000000000n, end: 0xffffffff00000000n },
    bases: [GIB, 2 * GIB, 0, 0x10000000, 0x20000000, 0x8000000, 0x60000000, 3 * GIB, 4 * GIB, 512 * GIB],
    offsets: [{ name: 'kimage_voffset', words: 1 }],
  },
  {
    name: 'riscv64',
    wordSize: 8,
    modes: ['riscv64-sv57', 'riscv64-sv48', 'riscv64-sv39'],
    image: { start: 0xffffffff00000000n, end: 0xfffffffffffff000n },
    bases: [2 * GIB, 0x80200000, 0, GIB, 0x10000000, 0x20000000, 4 * GIB],
    offsets: [{ name: 'kernel_map', words: 10 }],
  },
  {
    name: 'x86-32',
    wordSize: 4,
    modes: ['x86-pae', 'x86-32'],
    image: { start: 0x40000000n, end: 0xff000000n },
    bases: [0],
    offsets: [],
  },
  {
    name: 'arm',
    wordSize: 4,
    modes: ['arm-short', 'arm-lpae'],
    image: { start: 0x40000000n, end: 0xff000000n },
    bases: [GIB, 2 * GIB, 0, 0x10000000, 0x20000000, 0x60000000, 0x70000000, 3 * GIB, 0x30000000, 0xa0000000],
    offsets: [{ name: '__pv_offset', words: 1, negated: true }],
  },
];

/** The facts of an architecture by its name. */
export function architectureNamed(name: ArchitectureName): ArchitectureFacts {
  return ARCHITECTURES.find((facts) => facts.name === name) as ArchitectureFacts;
}

/** log2 of the bytes of a page in a paging mode: include/asm/page-def.h of arm64; 12 elsewhere. */
export function pageShiftOf(mode: PagingMode): number {
  if (mode.startsWith('aarch64-16k')) return 14;
  return mode.startsWith('aarch64-64k') ? 16 : 12;
}

/**
 * Lowest virtual address of kernel objects, given one of the image: the high half of 64 bits; of 32 bits the quarter that
 * the image lies in, with arm's modules below it (arch/arm/include/asm/memory.h, MODULES_VADDR).
 */
export function kernelStart({ name, wordSize }: ArchitectureFacts, image: bigint): bigint {
  if (wordSize === 8) return 1n << 63n;
  return (BigInt.asUintN(32, image) & 0xc0000000n) - (name === 'arm' ? 16n << 20n : 0n);
}
