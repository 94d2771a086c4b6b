/**
 * System-call tables: every entry must be the function of its own number. Sources: arch/x86/entry/syscall_64.c,
 * arch/arm64/kernel/sys.c, arch/arm/kernel/entry-common.S, arch/riscv/kernel/syscall_table.c (tables);
 * kernel/trace/trace_syscalls.c (syscalls_metadata: what each number is called), include/linux/syscalls.h.
 */
import { readWord, wordIn, type LinuxKernel } from '../kernel.js';
import { StructReader } from '../structs.js';
import type { Check } from './check.js';
import { variable } from '../variables/index.js';
import { hex } from './report.js';

/** Tables by symbol, and how the names of their functions start. `native` ones are numbered as syscalls_metadata. */
const TABLES = [
  { symbol: 'sys_call_table', native: true },
  { symbol: 'ia32_sys_call_table', native: false },
  { symbol: 'x32_sys_call_table', native: false },
  { symbol: 'compat_sys_call_table', native: false },
  { symbol: 'sys_oabi_call_table', native: false },
] as const;
/** Numbers go to about 470; x32 has its own above 512. */
const MAX_CALLS = 1024;
/** What functions of system calls are called: `sys_kill`, `__x64_sys_kill`, `__ia32_compat_sys_…`, `__arm64_sys_…`, stubs. */
const CALL =
  /^(__(x64|ia32|x32|arm64|riscv|se|do)_)?(compat_)?(ia32_|x32_|aarch32_|oabi_|riscv_)?(sys|stub|ppc|old|ni)_\w+$|^(__x64_|__ia32_|__arm64_|__riscv_)\w+$|^sys\w*$/;

/** So many entries at the start of a table are looked at; hooked ones that lead out of the kernel keep it from being found. */
const FIRST_CALLS = 16;

/** How names of functions start before what ftrace calls them. */
const PREFIXES = ['__x64_', '__arm64_', '__riscv_', '__ia32_', '__se_', ''];
/** More wrong names than this come from a damaged symbol table. */
const MAX_MISNAMED = 16;

/** Checks the tables that this kernel has. */
export const systemCalls: Check = {
  name: 'system calls',
  async run(facts, report, signal) {
    const { kernel } = facts;
    kernel.symbols.find([...TABLES.map(({ symbol }) => symbol), 'syscalls_metadata']);
    const code = await facts.code(signal);
    if (code.text === undefined) {
      report.unchecked("system calls: it is not known where the kernel's code lies");
      return;
    }
    await findTable(kernel);
    const present = TABLES.filter(({ symbol }) => kernel.symbols.address(symbol) !== undefined);
    if (present.length === 0) report.unchecked('system calls: the kernel has no symbol sys_call_table');
    for (const { symbol, native } of present) {
      const start = kernel.symbols.address(symbol) as bigint;
      const words = await readTable(kernel, start, nextSymbol(kernel, start));
      if (words === undefined) {
        report.unchecked(`system calls: ${symbol} cannot be read`);
        continue;
      }
      const names = native ? await expectedNames(kernel, words.length) : [];
      const entries = words.slice(0, Math.max(lastCall(kernel, words), names.findLastIndex(Boolean)) + 1);
      const targets = await code.targets(entries);
      const odd: Odd[] = [];
      for (const [number, address] of entries.entries()) {
        const target = targets[number];
        if (target === 'none')
          report.unchecked(`system calls: ${symbol}[${number}] holds ${hex(address)}, which is no code`);
        else if (typeof target !== 'object' || target.kind !== 'kernel')
          odd.push({ number, address, why: `it leads to ${code.describe(address)}` });
      }
      const misnamed = new Misnamed(kernel);
      const inside = entries.flatMap((address, number) => {
        const target = targets[number];
        const why =
          typeof target === 'object' && target.kind === 'kernel'
            ? misnamed.why(address, names[number])
            : undefined;
        return why === undefined ? [] : [{ number, address, why }];
      });
      if (inside.length > MAX_MISNAMED || (inside.length > 0 && !misnamed.healthy()))
        report.unchecked(`system calls: ${symbol}: the symbol table is damaged, names cannot be compared`);
      else odd.push(...inside);
      for (const { number, address, why } of odd)
        report.found({
          kind: 'system-call-hook',
          what: `${symbol}[${number}]${names[number] === undefined ? '' : ` (${names[number]})`}`,
          address: start + BigInt(number * kernel.wordSize),
          detail: why,
          evidence: [
            { what: 'entry', where: `${symbol}+${hex(number * kernel.wordSize)}`, value: hex(address) },
            { what: 'target', where: hex(address), value: code.describe(address) },
          ],
        });
    }
  },
};

/** The table where kallsyms has no data: the first functions of every table are among those of system calls. Users: arch/arm64/kernel/syscall.c, arch/x86/entry/common.c. */
async function findTable(kernel: LinuxKernel): Promise<void> {
  await variable(kernel, {
    name: 'sys_call_table',
    // On 64 bits the function of interrupt 0x80 uses the table of 32-bit programs.
    users:
      kernel.wordSize === 8 ? ['do_el0_svc', 'do_syscall_64', 'do_trap_ecall_u'] : ['do_int80_syscall_32'],
    fits: async (address) => {
      if (address % BigInt(kernel.wordSize) !== 0n) return false;
      const words = await readTable(kernel, address, address + BigInt(FIRST_CALLS * kernel.wordSize));
      return words?.every((word) => CALL.test(kernel.symbols.at(word)?.name ?? '')) === true;
    },
  });
}

interface Odd {
  readonly number: number;
  readonly address: bigint;
  readonly why: string;
}

/** Compares what entries lead to with what they should be called. */
class Misnamed {
  private names: Map<bigint, string[]> | undefined;
  private addresses: Map<string, bigint> | undefined;
  private wrongLetters = 0;

  constructor(private readonly kernel: LinuxKernel) {}

  /** Why a function of the kernel cannot be meant by an entry; undefined when it can, or nothing says that it cannot. */
  why(address: bigint, expected: string | undefined): string | undefined {
    const symbol = this.kernel.symbols.at(address);
    if (symbol === undefined || (symbol.offset === 0n && fits(symbol.name, expected))) return undefined;
    this.read();
    const names = this.names?.get(address) ?? [];
    if (names.some((name) => fits(name, expected))) return undefined;
    if (expected === undefined)
      return names.length === 0 ? undefined : `it leads to ${names[0]}, which is no system call`;
    // Without the function that is meant, a name that does not fit proves nothing.
    const meant = PREFIXES.some((prefix) => this.addresses?.has(prefix + expected) === true);
    if (!meant) return undefined;
    if (names.length === 0) return `it leads into the middle of ${symbol.name}`;
    const call = names.find((name) => CALL.test(name));
    return call === undefined
      ? `it leads to ${names[0]}, which is no system call`
      : `it leads to ${call} instead of ${expected}`;
  }

  /** Whether all symbols have letters that nm gives: a damaged table expands to anything. */
  healthy(): boolean {
    this.read();
    return this.wrongLetters === 0;
  }

  private read(): void {
    if (this.names !== undefined) return;
    this.names = new Map();
    this.addresses = new Map();
    for (const { name, address, type } of this.kernel.symbols.entries()) {
      this.names.set(address, [...(this.names.get(address) ?? []), name]);
      this.addresses.set(name, address);
      if (!/^[aAbBdDiInNrRtTuUvVwW?-]$/.test(type)) this.wrongLetters++;
    }
  }
}

/** Whether a function's name is that of a system call, and of the expected one where that is known. */
function fits(name: string, expected: string | undefined): boolean {
  if (!CALL.test(name)) return false;
  if (expected === undefined || name.endsWith('sys_ni_syscall')) return true;
  return name.endsWith(`_${expected.replace(/^sys_/, '')}`);
}

/** Pointers from `start` to the next symbol; undefined when they cannot be read. */
async function readTable(kernel: LinuxKernel, start: bigint, end: bigint): Promise<bigint[] | undefined> {
  const { wordSize, space } = kernel;
  const length = Math.min(Number(end - start), MAX_CALLS * wordSize);
  const { data, missing } = await space.readPartial(start, length - (length % wordSize));
  if (missing.length > 0) return undefined;
  return Array.from({ length: data.length / wordSize }, (_, i) => wordIn(data, i * wordSize, wordSize));
}

/** The last word that leads to a system call: what lies behind, up to the next symbol, is no part of the table. */
function lastCall(kernel: LinuxKernel, words: readonly bigint[]): number {
  return words.findLastIndex((address) => {
    const symbol = kernel.symbols.at(address);
    return symbol?.offset === 0n && CALL.test(symbol.name);
  });
}

/** Address of the first symbol behind one. */
function nextSymbol(kernel: LinuxKernel, address: bigint): bigint {
  let next = address + BigInt(MAX_CALLS * kernel.wordSize);
  for (const symbol of kernel.symbols.entries())
    if (symbol.address > address && symbol.address < next) next = symbol.address;
  return next;
}

/** Names by number, as ftrace knows them; empty where it is not built in. */
async function expectedNames(kernel: LinuxKernel, count: number): Promise<(string | undefined)[]> {
  const pointer = kernel.symbols.address('syscalls_metadata');
  if (pointer === undefined || kernel.types.struct('syscall_metadata') === undefined) return [];
  const array = await readWord(kernel, pointer);
  if (array === undefined || array < kernel.kernelStart) return [];
  const reader = new StructReader(kernel, 'syscall_metadata', ['name', 'syscall_nr']);
  const { data, missing } = await kernel.space.readPartial(array, count * kernel.wordSize);
  if (missing.length > 0) return [];
  const structs = await reader.many(
    Array.from({ length: count }, (_, i) => wordIn(data, i * kernel.wordSize, kernel.wordSize)),
  );
  const names: (string | undefined)[] = [];
  for (const [number, struct] of structs.entries()) {
    // A number may stand for a function that has another one too (x32's): only its own is sure.
    const own = struct !== undefined && struct.number('syscall_nr') === number;
    const name = own ? await kernel.space.string(struct.word('name'), 64).catch(() => '') : '';
    names.push(/^sys_\w+$/.test(name) ? name : undefined);
  }
  return names;
}
