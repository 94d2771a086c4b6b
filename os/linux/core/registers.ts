/**
 * User registers of threads that are in the kernel: entry code leaves them at the top of the kernel stack. A thread that
 * runs in user mode has what it entered the kernel with last. Sources: arch/<name>/include/asm/processor.h, task_pt_regs,
 * and ptrace.h, struct pt_regs; include/uapi/linux/elfcore.h, struct elf_prstatus.
 */
import type { ArchitectureName } from '../../types.js';
import { wordIn, type LinuxKernel } from '../kernel.js';
import { StructReader } from '../structs.js';

/** How an architecture keeps user registers. Sizes in bytes. */
export interface RegisterLayout {
  /** e_machine. Source: include/uapi/linux/elf-em.h. */
  readonly machine: number;
  /** THREAD_SIZE without debugging options, with pages of 4 KiB; larger pages make it at least one page. */
  readonly stack: number;
  /** sizeof(struct pt_regs), when the kernel's types do not say it. */
  readonly saved: number;
  /** What may lie between pt_regs and the end of the stack: TOP_OF_KERNEL_STACK_PADDING, THREAD_START_SP. */
  readonly paddings: readonly number[];
  /** Registers of elf_gregset_t, and how many of them pt_regs starts with, in the same order. */
  readonly registers: number;
  readonly shared: number;
  /** Index of the program counter, and of the stack pointer. */
  readonly pc: number;
  readonly sp: number;
  /** What shows that these are user registers: a register, the bits looked at, and what they may be (x86: the code segments of user mode). */
  readonly user?: { readonly index: number; readonly mask: bigint; readonly values: readonly bigint[] };
  /** Members of task_struct that fill registers which pt_regs lacks. */
  readonly more: readonly { readonly index: number; readonly member: string }[];
}

/** By architecture. */
export const REGISTERS: Readonly<Partial<Record<ArchitectureName, RegisterLayout>>> = {
  'x86-64': {
    machine: 62,
    stack: 16384,
    saved: 168,
    paddings: [0, 16],
    registers: 27,
    shared: 21,
    pc: 16,
    sp: 19,
    user: { index: 17, mask: 0xffffn, values: [0x33n, 0x23n] },
    more: [
      { index: 21, member: 'thread.fsbase' },
      { index: 22, member: 'thread.gsbase' },
    ],
  },
  'x86-32': {
    machine: 3,
    stack: 8192,
    saved: 68,
    paddings: [8, 16, 0],
    registers: 17,
    shared: 17,
    pc: 12,
    sp: 15,
    user: { index: 13, mask: 0xffffn, values: [0x73n] },
    more: [],
  },
  aarch64: {
    machine: 183,
    stack: 16384,
    saved: 336,
    paddings: [0],
    registers: 34,
    shared: 34,
    pc: 32,
    sp: 31,
    user: { index: 33, mask: 0xfn, values: [0n] },
    more: [],
  },
  arm: {
    machine: 40,
    stack: 8192,
    saved: 72,
    paddings: [8],
    registers: 18,
    shared: 18,
    pc: 15,
    sp: 13,
    user: { index: 16, mask: 0x1fn, values: [0x10n] },
    more: [],
  },
  riscv64: {
    machine: 243,
    stack: 16384,
    saved: 288,
    paddings: [0],
    registers: 32,
    shared: 32,
    pc: 0,
    sp: 2,
    more: [],
  },
};

/** Reads the user registers of tasks. */
export class Registers {
  private readonly task: StructReader;
  private readonly saved: number;
  private readonly stack: bigint;

  /** Throws kind `unsupported` when the kernel's types do not say where a task's stack is. */
  constructor(
    private readonly kernel: LinuxKernel,
    private readonly layout: RegisterLayout,
  ) {
    this.task = new StructReader(kernel, 'task_struct', [
      'stack',
      ...layout.more.map(({ member }) => `${member}?`),
    ]);
    this.saved = kernel.types.struct('pt_regs')?.size ?? layout.saved;
    this.stack = BigInt(Math.max(layout.stack, 1 << kernel.pageShift));
  }

  /** The registers of a task in the order of elf_gregset_t; undefined when they are not there. `end`: no user address lies above. */
  async of(task: bigint, end: bigint): Promise<readonly bigint[] | undefined> {
    const { layout, kernel } = this;
    const { wordSize } = kernel;
    const struct = await this.task.at(task);
    const stack = struct?.word('stack') ?? 0n;
    if (struct === undefined || stack < kernel.kernelStart) return undefined;
    for (const padding of layout.paddings) {
      const at = stack + this.stack - BigInt(padding + this.saved);
      const { data, missing } = await kernel.space.readPartial(at, layout.shared * wordSize);
      if (missing.length > 0) continue;
      const values = Array.from({ length: layout.registers }, (_, i) =>
        i < layout.shared ? wordIn(data, i * wordSize, wordSize) : 0n,
      );
      const [pc, sp] = [values[layout.pc] ?? 0n, values[layout.sp] ?? 0n];
      const { user } = layout;
      const mode = user === undefined || user.values.includes((values[user.index] ?? 0n) & user.mask);
      if (!mode || pc === 0n || pc >= end || sp === 0n || sp >= end) continue;
      for (const { index, member } of layout.more)
        if (this.task.has(member)) values[index] = struct.word(member);
      return values;
    }
    return undefined;
  }
}
