/** From a struct page to its page frame. Sources: include/asm-generic/memory_model.h, mm/sparse.c, include/linux/mmzone.h. */
import { PagewalkError } from '../../engine/index.js';
import { readWord, type LinuxKernel } from './kernel.js';

/** Bits of section_mem_map that are flags, SECTION_MAP_LAST_BIT and below; the map itself is aligned far above. */
const SECTION_FLAGS = 0xfffn;
/** Section roots that are looked at: a machine has its first memory in one of these. */
const MAX_ROOTS = 1024;

/** The array of all struct page, which kernels with a virtual memory map index by frame number. */
export class PageFrames {
  private constructor(
    private readonly kernel: LinuxKernel,
    private readonly base: bigint,
    private readonly size: bigint,
  ) {}

  /** Finds the array. Rejects with kind `unsupported` where its place cannot be known. */
  static async of(kernel: LinuxKernel): Promise<PageFrames> {
    const page = kernel.types.struct('page');
    if (page === undefined || page.size === 0)
      throw new PagewalkError('os', 'unsupported', "the kernel's types have no struct page");
    const base = await mapBase(kernel);
    if (base === undefined)
      throw new PagewalkError(
        'os',
        'unsupported',
        kernel.wordSize === 4
          ? 'kernels of 32 bits have no virtual memory map, so frames of cached pages are not known'
          : 'the place of struct page is not known: neither vmemmap_base nor mem_section tells it',
      );
    return new PageFrames(kernel, base, BigInt(page.size));
  }

  /** Physical address of the frame of a struct page; undefined when the address is none of the array's. */
  physical(page: bigint): bigint | undefined {
    const distance = page - this.base;
    if (distance < 0n || distance % this.size !== 0n) return undefined;
    return (distance / this.size) << BigInt(this.kernel.pageShift);
  }

  /** Address of the struct page of the frame at a physical address. */
  page(physical: bigint): bigint {
    return this.base + (physical >> BigInt(this.kernel.pageShift)) * this.size;
  }
}

/** Where struct page of frame 0 is, or would be. */
async function mapBase(kernel: LinuxKernel): Promise<bigint | undefined> {
  if (kernel.wordSize === 4) return undefined;
  kernel.symbols.find(['vmemmap_base', 'mem_section']);
  const variable = kernel.symbols.address('vmemmap_base');
  const value = variable === undefined ? undefined : await readWord(kernel, variable);
  return value !== undefined && value >= kernel.kernelStart ? value : sectionsBase(kernel);
}

/** Each section keeps the array's start less its own first frame, which with a virtual memory map is one value for all. */
async function sectionsBase(kernel: LinuxKernel): Promise<bigint | undefined> {
  const field = kernel.types.struct('mem_section')?.field('section_mem_map');
  const variable = kernel.symbols.address('mem_section');
  const roots = variable === undefined ? undefined : await readWord(kernel, variable);
  if (field === undefined || roots === undefined || roots < kernel.kernelStart) return undefined;
  for (let i = 0; i < MAX_ROOTS; i++) {
    const root = await readWord(kernel, roots + BigInt(i * kernel.wordSize));
    if (root === undefined) return undefined;
    const bases = root < kernel.kernelStart ? [] : await basesIn(kernel, root, field.offset);
    if (bases.length > 0) return bases.every((base) => base === bases[0]) ? bases[0] : undefined;
  }
  return undefined;
}

/** What the sections of one root say; a root is a page of them. */
async function basesIn(kernel: LinuxKernel, root: bigint, offset: number): Promise<bigint[]> {
  const stride = kernel.types.struct('mem_section')?.size ?? 0;
  const bases: bigint[] = [];
  for (let at = 0; stride > 0 && at + stride <= 1 << kernel.pageShift; at += stride) {
    const map = await readWord(kernel, root + BigInt(at + offset));
    const base = (map ?? 0n) & ~SECTION_FLAGS;
    if (base >= kernel.kernelStart) bases.push(base);
  }
  return bases;
}
