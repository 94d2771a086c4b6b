/**
 * What the headers of a dump say of a Linux machine, for dumps that are written: vmcoreinfo, uname, where memory is mapped.
 * Sources: kernel/vmcore_info.c (kernel/crash_core.c before 6.9); arch/x86/include/asm/page_64_types.h (page_offset_base);
 * arch/arm64/include/asm/memory.h (PAGE_OFFSET, PHYS_OFFSET); arch/riscv/kernel/vmcore_info.c (PAGE_OFFSET, phys_ram_base).
 */
import type { Engine } from '../../engine/index.js';
import { findVmcoreinfo, Vmcoreinfo } from '../symbols/vmcoreinfo.js';
import type { ArchitectureName } from '../types.js';
import { readWord, type LinuxKernel } from './kernel.js';
import { StructReader } from './structs.js';

const MAX_TEXT = 1 << 16;
const UNAME = ['sysname', 'nodename', 'release', 'version', 'machine', 'domainname'];

/** Facts of the machine; what is not known is absent. */
export interface LinuxDumpFacts {
  readonly architecture: ArchitectureName;
  /** Bytes. */
  readonly pageSize: number;
  /** Physical address of the kernel's page-table root. */
  readonly root: bigint;
  /** The kernel's vmcoreinfo text. */
  readonly vmcoreinfo?: Uint8Array;
  /** System name, node, release, version, machine, domain. */
  readonly uname?: readonly string[];
  /** The kernel's map of all memory: physical `start` lies at `virtual`, and so on. */
  readonly directMap?: { readonly virtual: bigint; readonly start: number };
  /** The kernel's image. */
  readonly image?: { readonly virtual: bigint; readonly start: number; readonly size: number };
}

/** Reads the facts. Never rejects for what cannot be read. */
export async function dumpFactsOf(kernel: LinuxKernel, signal?: AbortSignal): Promise<LinuxDumpFacts> {
  kernel.symbols.find([
    'vmcoreinfo_data',
    'vmcoreinfo_size',
    'init_uts_ns',
    '_text',
    '_end',
    'page_offset_base',
  ]);
  const text = (await pointedText(kernel)) ?? (await foundText(kernel.engine, kernel.release, signal));
  const info = text === undefined ? undefined : new Vmcoreinfo(textOf(text), 0n);
  const [uname, image] = [await unameOf(kernel), await imageOf(kernel)];
  const directMap = await directMapOf(kernel, info, image?.start);
  return {
    architecture: kernel.architecture,
    pageSize: 2 ** kernel.pageShift,
    root: kernel.root ?? kernel.space.root,
    ...(text !== undefined && { vmcoreinfo: text }),
    ...(uname !== undefined && { uname }),
    ...(directMap !== undefined && { directMap }),
    ...(image !== undefined && { image }),
  };
}

const textOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

/** The text that the kernel's variables name. */
async function pointedText(kernel: LinuxKernel): Promise<Uint8Array | undefined> {
  const value = async (name: string): Promise<bigint | undefined> => {
    const address = kernel.symbols.address(name);
    return address === undefined ? undefined : readWord(kernel, address);
  };
  const [data, size] = [await value('vmcoreinfo_data'), await value('vmcoreinfo_size')];
  if (data === undefined || size === undefined || data < kernel.kernelStart || size === 0n || size > MAX_TEXT)
    return undefined;
  const { data: bytes, missing } = await kernel.space.readPartial(data, Number(size));
  return missing.length === 0 && textOf(bytes.subarray(0, 10)) === 'OSRELEASE=' ? bytes : undefined;
}

/** The first text of this kernel in memory, where the kernel's variables are not known. */
async function foundText(
  engine: Engine,
  release: string,
  signal?: AbortSignal,
): Promise<Uint8Array | undefined> {
  for await (const { release: named, phys } of findVmcoreinfo(engine, signal ? { signal } : {})) {
    if (named !== release) continue;
    const { data } = await engine.physical.readPartial(phys, MAX_TEXT);
    return data.slice(0, data.indexOf(0));
  }
  return undefined;
}

async function unameOf(kernel: LinuxKernel): Promise<string[] | undefined> {
  const address = kernel.symbols.address('init_uts_ns');
  if (address === undefined) return undefined;
  try {
    const names = await new StructReader(
      kernel,
      'uts_namespace',
      UNAME.map((name) => `name.${name}`),
    ).at(address);
    return names && UNAME.map((name) => names.text(`name.${name}`) ?? '');
  } catch {
    return undefined;
  }
}

async function imageOf(kernel: LinuxKernel): Promise<LinuxDumpFacts['image']> {
  const [start, end] = [kernel.symbols.address('_text'), kernel.symbols.address('_end')];
  if (start === undefined || end === undefined || end <= start) return undefined;
  const [place] = await kernel.space.translate([start]);
  if (place?.ok !== true) return undefined;
  return { virtual: start, start: Number(place.physical), size: Number(end - start) & -4096 };
}

/** The direct map that the kernel's own words give, when the page tables say the same of a page of the image. */
async function directMapOf(
  kernel: LinuxKernel,
  info: Vmcoreinfo | undefined,
  known: number | undefined,
): Promise<LinuxDumpFacts['directMap']> {
  const variable = kernel.symbols.address('page_offset_base');
  const offset = variable === undefined ? undefined : await readWord(kernel, variable);
  const [bits, start] = [info?.number('VA_BITS'), info?.number('PHYS_OFFSET')];
  const [pageOffset, ramBase] = [info?.number('PAGE_OFFSET'), info?.number('phys_ram_base')];
  const claims = [
    offset === undefined ? undefined : { virtual: offset, start: 0 },
    bits === undefined || start === undefined
      ? undefined
      : { virtual: (1n << 64n) - (1n << bits), start: Number(start) },
    pageOffset === undefined || ramBase === undefined
      ? undefined
      : { virtual: BigInt.asUintN(64, pageOffset), start: Number(ramBase) },
  ];
  for (const claim of claims) {
    if (claim === undefined || known === undefined) continue;
    const [place] = await kernel.space.translate([claim.virtual + BigInt(known - claim.start)]);
    if (place?.ok === true && Number(place.physical) === known) return claim;
  }
  return undefined;
}
