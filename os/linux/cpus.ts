/**
 * Processors. Sources: arch/x86/include/asm/processor.h (struct cpuinfo_x86), arch/x86/kernel/cpu/proc.c (flags),
 * arch/arm64/include/asm/cpu.h (struct cpuinfo_arm64), arch/arm64/include/asm/cputype.h (fields of MIDR); those of 32-bit
 * ARM and RISC-V at their functions.
 */
import type { CpuRecord, Listing } from '../types.js';
import { Sampler } from './infer/sample.js';
import { readWord, wordIn, type LinuxKernel } from './kernel.js';
import { learnProcessors } from './learned/processors.js';
import { cpusIn, perCpuAddress, possibleCpus, type Cpu } from './per-cpu.js';
import { StructReader, type Struct } from './structs.js';
import { textsAt } from './texts.js';
import { variable } from './variables/index.js';

/** Words of bug flags behind the words of features, where the tables do not say (NBUGINTS). */
const BUG_WORDS = 2;
const WORD_BITS = 32;

/** What an architecture tells of one processor. */
type About = Omit<CpuRecord, 'cpu' | 'online'>;

/** The processors that may exist. */
export async function cpuRecords(kernel: LinuxKernel): Promise<Listing<CpuRecord>> {
  const cpus = await possibleCpus(kernel);
  if (cpus === undefined)
    return { items: [], complete: false, reason: 'the mask of possible processors cannot be read' };
  const online = await cpusIn(kernel, 'cpu_online_mask');
  const about = await teller(kernel, cpus);
  const items: CpuRecord[] = [];
  for (const cpu of cpus) {
    const { vendor, model, ...rest } = await about(cpu);
    items.push({ cpu: cpu.cpu, online: online?.includes(cpu.cpu) ?? null, vendor, model, ...rest });
  }
  return { items, complete: true };
}

/** What tells of processors of this kernel's architecture. */
async function teller(kernel: LinuxKernel, cpus: readonly Cpu[]): Promise<(cpu: Cpu) => Promise<About>> {
  const unknown = (reason: string): About => ({ vendor: null, model: null, complete: false, reason });
  if (kernel.architecture === 'x86-64' || kernel.architecture === 'x86-32') return x86(kernel, cpus, unknown);
  if (kernel.architecture === 'aarch64') return arm64(kernel, cpus, unknown);
  return kernel.architecture === 'riscv64' ? riscv(kernel, unknown) : arm(kernel, cpus, unknown);
}

async function x86(
  kernel: LinuxKernel,
  cpus: readonly Cpu[],
  unknown: (reason: string) => About,
): Promise<(cpu: Cpu) => Promise<About>> {
  kernel.symbols.find(['cpu_info', 'x86_cap_flags', 'x86_power_flags']);
  const symbol = kernel.symbols.address('cpu_info');
  if (symbol === undefined) return () => Promise.resolve(unknown('the kernel has no symbol cpu_info'));
  const [boot] = cpus;
  if (boot !== undefined) await learnProcessors(kernel, perCpuAddress(kernel, symbol, boot));
  const reader = new StructReader(kernel, 'cpuinfo_x86', [
    'x86',
    'x86_model',
    'x86_stepping',
    'x86_vendor_id',
    'x86_model_id',
    'x86_capability',
  ]);
  const words = Math.floor(reader.field('x86_capability').size / 4);
  const names = await featureNames(kernel, words);
  return async (cpu) => {
    const info = await reader.at(perCpuAddress(kernel, symbol, cpu));
    if (info === undefined) return unknown('its struct cpuinfo_x86 cannot be read');
    const capabilities = info.raw('x86_capability');
    const has = (bit: number) => (((capabilities[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 1;
    const features = names?.flatMap((name, bit) => (name !== '' && has(bit) ? [name] : []));
    return {
      vendor: info.text('x86_vendor_id'),
      model: info.text('x86_model_id').trim(),
      family: info.number('x86'),
      modelNumber: info.number('x86_model'),
      stepping: info.number('x86_stepping'),
      ...(features !== undefined && { features }),
      complete: features !== undefined,
      ...(features === undefined && { reason: 'the names of features cannot be read' }),
    };
  };
}

/** Names of the features by bit, empty where /proc/cpuinfo shows none; undefined when the table cannot be read. */
async function featureNames(kernel: LinuxKernel, words: number): Promise<string[] | undefined> {
  const { symbols, wordSize, space } = kernel;
  const table = await namesAt(kernel, 'x86_cap_flags', ['fpu', 'vme']);
  await namesAt(kernel, 'x86_power_flags', ['ts', 'fid']);
  if (table === undefined) return undefined;
  // The table of power flags lies behind that of features, so it tells how long that is.
  const behind = (symbols.address('x86_power_flags') ?? 0n) - table;
  const said = Number(behind) / (wordSize * WORD_BITS);
  const count = (Number.isInteger(said) && said > 0 && said < words ? said : words - BUG_WORDS) * WORD_BITS;
  const { data, missing } = await space.readPartial(table, count * wordSize);
  if (missing.length > 0) return undefined;
  const pointers = Array.from({ length: count }, (_, i) => wordIn(data, i * wordSize, wordSize));
  const texts = await textsAt(kernel, pointers, 32);
  const lost = texts.some((text, i) => text === null && pointers[i] !== 0n);
  return lost ? undefined : texts.map((text) => text ?? '');
}

/** A table of names that begins with these two. User: arch/x86/kernel/cpu/proc.c. */
function namesAt(kernel: LinuxKernel, name: string, first: readonly string[]): Promise<bigint | undefined> {
  return variable(kernel, {
    name,
    users: ['show_cpuinfo'],
    fits: async (address) => {
      const words = await Promise.all(
        first.map((_, i) => readWord(kernel, address + BigInt(i * kernel.wordSize))),
      );
      const texts = await textsAt(
        kernel,
        words.map((word) => word ?? 0n),
        32,
      );
      return texts.every((text, i) => text === first[i]);
    },
  });
}

async function arm64(
  kernel: LinuxKernel,
  cpus: readonly Cpu[],
  unknown: (reason: string) => About,
): Promise<(cpu: Cpu) => Promise<About>> {
  const reader = new StructReader(kernel, 'cpuinfo_arm64', ['reg_midr', 'reg_ctr?']);
  const symbol = await variable(kernel, {
    name: 'cpu_data',
    users: ['cpuinfo_store_cpu', 'update_cpu_features', 'store_cpu_topology'],
    fits: async (address) => {
      const copies = await reader.many(cpus.map((cpu) => perCpuAddress(kernel, address, cpu)));
      return copies.every((info) => isArmCpu(info));
    },
  });
  if (symbol === undefined) return () => Promise.resolve(unknown('the kernel has no symbol cpu_data'));
  return async (cpu) => {
    const info = await reader.at(perCpuAddress(kernel, symbol, cpu));
    if (info === undefined) return unknown('its struct cpuinfo_arm64 cannot be read');
    return { ...aboutMidr(info.number('reg_midr')), complete: true };
  };
}

/**
 * Whether the registers of a processor are there: of MIDR_EL1, processors since Armv7 tell their architecture elsewhere and
 * say so; the top bit of CTR_EL0 is set. Source: Arm ARM, D24.2.
 */
function isArmCpu(info: Struct | undefined): boolean {
  if (info?.has('reg_ctr') !== true) return false;
  return ((info.number('reg_midr') >>> 16) & 0xf) === 0xf && info.number('reg_ctr') >>> 31 === 1;
}

/** What MIDR tells: who made the processor, and which it is. */
function aboutMidr(midr: number): Pick<About, 'vendor' | 'model'> {
  const field = (shift: number, bits: number) => (midr >>> shift) & ((1 << bits) - 1);
  return {
    vendor: `0x${field(24, 8).toString(16)}`,
    model: `part 0x${field(4, 12).toString(16).padStart(3, '0')} variant 0x${field(20, 4).toString(16)} revision ${field(0, 4)}`,
  };
}

/** Bytes of 32-bit ARM's struct cpuinfo_arm within which the register lies: a struct cpu may stand before it. */
const ARM_RECORD = 1024;

/** 32-bit ARM: MIDR as each processor stored it when it came up. Sources: arch/arm/include/asm/cpu.h, arch/arm/kernel/setup.c, smp.c. */
async function arm(
  kernel: LinuxKernel,
  cpus: readonly Cpu[],
  unknown: (reason: string) => About,
): Promise<(cpu: Cpu) => Promise<About>> {
  kernel.symbols.find(['processor_id']);
  const symbol = kernel.symbols.address('processor_id');
  const sampler = new Sampler(kernel);
  const booted = symbol === undefined ? undefined : (await sampler.one(symbol, 4)).u32(0);
  if (booted === undefined) return () => Promise.resolve(unknown('the kernel has no symbol processor_id'));
  let place = 0;
  const copies = await variable(kernel, {
    name: 'cpu_data',
    users: ['smp_store_cpu_info', 'secondary_start_kernel', 'store_cpu_topology', 'c_show'],
    fits: async (address) => {
      place = await placeOfMidr(kernel, cpus, address, booted);
      return place >= 0;
    },
  });
  if (copies !== undefined) place = await placeOfMidr(kernel, cpus, copies, booted);
  return async (cpu) => {
    if (cpu.cpu === 0) return { ...aboutMidr(booted), complete: true };
    if (copies === undefined || place < 0)
      return unknown('the kernel names the kind of the processor that it booted on only');
    const midr = (await sampler.one(perCpuAddress(kernel, copies, cpu) + BigInt(place), 4)).u32(0);
    return midr === undefined || midr === 0
      ? unknown('it was never started, or its struct cpuinfo_arm cannot be read')
      : { ...aboutMidr(midr), complete: true };
  };
}

/** Where the first processor's copy holds the register that it booted with, and each other one of its maker or, never started, 0; else -1. */
async function placeOfMidr(
  kernel: LinuxKernel,
  cpus: readonly Cpu[],
  address: bigint,
  booted: number,
): Promise<number> {
  const sampler = new Sampler(kernel);
  const blocks = await Promise.all(
    cpus.map((cpu) => sampler.one(perCpuAddress(kernel, address, cpu), ARM_RECORD)),
  );
  for (let at = 0; at < ARM_RECORD; at += 4) {
    if (blocks[0]?.u32(at) !== booted) continue;
    const others = blocks.slice(1).map((block) => block.u32(at));
    if (others.every((midr) => midr === 0 || (midr !== undefined && midr >>> 24 === booted >>> 24)))
      return at;
  }
  return -1;
}

/** Source: arch/riscv/kernel/cpu.c, riscv_cpuinfo. */
function riscv(
  kernel: LinuxKernel,
  unknown: (reason: string) => About,
): Promise<(cpu: Cpu) => Promise<About>> {
  kernel.symbols.find(['riscv_cpuinfo']);
  const symbol = kernel.symbols.address('riscv_cpuinfo');
  if (symbol === undefined || kernel.types.struct('riscv_cpuinfo') === undefined)
    return Promise.resolve(() => Promise.resolve(unknown('the kernel has no symbol riscv_cpuinfo')));
  const reader = new StructReader(kernel, 'riscv_cpuinfo', ['mvendorid', 'marchid', 'mimpid']);
  return Promise.resolve(async (cpu) => {
    const info = await reader.at(perCpuAddress(kernel, symbol, cpu));
    if (info === undefined) return unknown('its struct riscv_cpuinfo cannot be read');
    const hex = (member: string) => `0x${info.word(member).toString(16)}`;
    return {
      vendor: hex('mvendorid'),
      model: `architecture ${hex('marchid')} implementation ${hex('mimpid')}`,
      complete: true,
    };
  });
}
