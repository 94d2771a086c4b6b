/**
 * Notes of ELF cores that tell of the machine: registers of its processors, and what its kernel says of itself. Sources:
 * include/linux/elfcore.h (elf_prstatus), arch's asm/ptrace.h and asm/elf.h (order of registers), qemu target/i386/arch_dump.c
 * (QEMUCPUState), virtualbox include/VBox/vmm/dbgfcorefmt.h (DBGFCORECPU), kernel/vmcore_info.c.
 */
import type { DumpFacts, Registers } from '../engine/index.js';

/** Notes at most: a few a processor. */
const MAX_NOTES = 1 << 16;
const MAX_PROCESSORS = 4096;
/** Longest VMCOREINFO: the kernel has a page for it, QEMU takes any. */
const MAX_TEXT = 1 << 16;
const NT_PRSTATUS = 1;
const VBOX_CPU = 0xb01;

/** How a machine's elf_prstatus lies: bytes before its registers, bytes of each, and their names in order. */
interface Machine {
  readonly name: string;
  readonly at: number;
  readonly word: 4 | 8;
  readonly registers: readonly string[];
}

const numbered = (stem: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${stem}${i}`);
const names = (text: string): string[] => text.split(' ');
/** By e_machine. */
const MACHINES: Readonly<Record<number, Machine>> = {
  3: {
    name: 'x86-32',
    at: 72,
    word: 4,
    registers: names('ebx ecx edx esi edi ebp eax ds es fs gs orig_eax eip cs eflags esp ss'),
  },
  40: { name: 'arm', at: 72, word: 4, registers: [...numbered('r', 13), 'sp', 'lr', 'pc', 'cpsr'] },
  62: {
    name: 'x86-64',
    at: 112,
    word: 8,
    registers: names(
      'r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi orig_rax rip cs rflags rsp ss fs_base gs_base ds es fs gs',
    ),
  },
  183: { name: 'aarch64', at: 112, word: 8, registers: [...numbered('x', 31), 'sp', 'pc', 'pstate'] },
  243: {
    name: 'riscv64',
    at: 112,
    word: 8,
    registers: names(
      'pc ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6',
    ),
  },
};

/** A machine's e_machine; 0 for a name that is none. */
export function elfMachineOf(name: string | undefined): number {
  return Number(Object.entries(MACHINES).find(([, machine]) => machine.name === name)?.[0] ?? 0);
}

/** Notes whose name says what they are: where control registers lie in them, each of eight bytes. */
const CONTROL: readonly {
  readonly note: string;
  readonly type: number;
  readonly registers: readonly (readonly [name: string, at: number])[];
}[] = [
  {
    note: 'QEMU',
    type: 0,
    registers: numbered('cr', 5).map((name, i): [string, number] => [name, 8 + 18 * 8 + 10 * 24 + 8 * i]),
  },
  {
    note: 'VBCPU',
    type: VBOX_CPU,
    registers: [
      ...names('rax rbx rcx rdx rsi rdi r8 r9 r10 r11 r12 r13 r14 r15 rip rsp rbp rflags').map(
        (name, i): [string, number] => [name, 8 * i],
      ),
      ...names('cr0 cr2 cr3 cr4').map((name, i): [string, number] => [name, 18 * 8 + 6 * 24 + 8 * i]),
    ],
  },
];

/** What the notes in a segment's bytes say. `type`: the file's e_machine. Notes that make no sense end the list. */
export function factsOfNotes(bytes: Uint8Array, type: number): DumpFacts {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const machine = MACHINES[type];
  const statuses: Registers[] = [];
  const controls: Registers[] = [];
  let vmcoreinfo: Uint8Array | undefined;
  let at = 0;
  for (let count = 0; count < MAX_NOTES && at + 12 <= bytes.length; count++) {
    const [nameSize, size, kind] = [0, 4, 8].map((plus) => view.getUint32(at + plus, true)) as [
      number,
      number,
      number,
    ];
    const from = at + 12 + aligned(nameSize);
    if (from + size > bytes.length) break;
    const name = text(bytes.subarray(at + 12, at + 12 + Math.min(nameSize, 64))).replace(/\0.*$/s, '');
    const own = new DataView(bytes.buffer, bytes.byteOffset + from, size);
    const control = CONTROL.find(({ note, type: known }) => note === name && known === kind);
    if (control !== undefined && controls.length < MAX_PROCESSORS)
      controls.push(registersOf(own, control.registers, 8));
    else if (
      name === 'CORE' &&
      kind === NT_PRSTATUS &&
      machine !== undefined &&
      statuses.length < MAX_PROCESSORS
    )
      statuses.push(
        registersOf(
          own,
          machine.registers.map((register, i): [string, number] => [register, machine.at + machine.word * i]),
          machine.word,
        ),
      );
    else if (name.startsWith('VMCOREINFO') && size <= MAX_TEXT && vmcoreinfo === undefined)
      vmcoreinfo = bytes.slice(from, from + size);
    at = from + aligned(size);
  }
  const processors = Array.from({ length: Math.max(statuses.length, controls.length) }, (_, i) => ({
    ...statuses[i],
    ...controls[i],
  }));
  const root = processors[0]?.['cr3'];
  return {
    ...(machine !== undefined && { machine: machine.name }),
    ...(processors.length > 0 && { processors }),
    ...(root !== undefined && root !== 0n && { root }),
    ...(vmcoreinfo !== undefined && { vmcoreinfo }),
  };
}

const aligned = (size: number): number => Math.ceil(size / 4) * 4;

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Registers that lie within a note. */
function registersOf(
  view: DataView,
  places: readonly (readonly [name: string, at: number])[],
  word: 4 | 8,
): Registers {
  return Object.fromEntries(
    places
      .filter(([, at]) => at + word <= view.byteLength)
      .map(([name, at]) => [
        name,
        word === 8 ? view.getBigUint64(at, true) : BigInt(view.getUint32(at, true)),
      ]),
  );
}
