/**
 * Symbols that /proc/kallsyms prints behind those of modules: freed init code that is still traced, trampolines of ftrace,
 * BPF programs, instruction slots of kprobes. Source: kernel/kallsyms.c, update_iter_mod.
 */
import type { KernelSymbol } from '../types.js';
import type { LinuxKernel } from './kernel.js';
import { structsOnList } from './lists.js';
import { StructReader, type Struct } from './structs.js';
import { textAt } from './texts.js';

/** A list of such symbols: its head, its entries, and what each is called. */
interface Source {
  /** The symbol of the list's head; or of the structure that it is a member of. */
  readonly head: string;
  readonly within?: readonly [type: string, member: string];
  readonly type: string;
  readonly link: string;
  readonly start: string;
  /** The name, or the member that holds it. */
  readonly name: { readonly text: string } | { readonly member: string } | { readonly cache: string };
  readonly module: string;
}

const SOURCES: readonly Source[] = [
  // kernel/trace/ftrace.c, ftrace_get_trampoline_kallsym
  {
    head: 'ftrace_ops_trampoline_list',
    type: 'ftrace_ops',
    link: 'list',
    start: 'trampoline',
    name: { text: 'ftrace_trampoline' },
    module: '__builtin__ftrace',
  },
  // kernel/bpf/core.c, bpf_get_kallsym
  {
    head: 'bpf_kallsyms',
    type: 'bpf_ksym',
    link: 'lnode',
    start: 'start',
    name: { member: 'name' },
    module: 'bpf',
  },
  // kernel/kprobes.c, kprobe_cache_get_kallsym
  ...['kprobe_insn_slots', 'kprobe_optinsn_slots'].map((head): Source => ({
    head,
    within: ['kprobe_insn_cache', 'pages'],
    type: 'kprobe_insn_page',
    link: 'list',
    start: 'insns',
    name: { cache: 'sym' },
    module: '__builtin__kprobes',
  })),
];

/** These symbols in the kernel's order; `incomplete` is told of what is missing. What a kernel lacks is not there. */
export async function* generatedSymbols(
  kernel: LinuxKernel,
  incomplete?: (reason: string) => void,
): AsyncGenerator<KernelSymbol> {
  kernel.symbols.find(['ftrace_mod_maps', ...SOURCES.map(({ head }) => head)]);
  yield* tracedInitCode(kernel, incomplete);
  for (const source of SOURCES) {
    const { link, start, name, module } = source;
    const address = kernel.symbols.address(source.head);
    const within = source.within;
    if (address === undefined || kernel.types.struct(source.type) === undefined) continue;
    if (within !== undefined && kernel.types.struct(within[0]) === undefined) continue;
    const outer =
      within && new StructReader(kernel, within[0], [within[1], ...('cache' in name ? [name.cache] : [])]);
    const struct = await outer?.at(address);
    const reader = new StructReader(kernel, source.type, [
      link,
      start,
      ...('member' in name ? [name.member] : []),
    ]);
    const head = within === undefined ? address : address + BigInt(outer?.offset(within[1]) ?? 0);
    const { structs, reason } = await structsOnList(kernel, reader, head, link);
    if (reason !== undefined) incomplete?.(reason);
    const cache = 'cache' in name && struct !== undefined && structs.length > 0;
    const common = cache ? await textAt(kernel, struct.word(name.cache)) : null;
    for (const entry of structs) {
      const text = 'text' in name ? name.text : 'member' in name ? entry.text(name.member) : common;
      if (text === null) incomplete?.(`the name of ${source.head} cannot be read`);
      else yield { name: text, address: entry.word(start), type: 't', module };
    }
  }
}

/** Functions of init sections that were freed while something traced. Source: kernel/trace/ftrace.c, ftrace_mod_get_kallsym. */
async function* tracedInitCode(
  kernel: LinuxKernel,
  incomplete?: (reason: string) => void,
): AsyncGenerator<KernelSymbol> {
  const head = kernel.symbols.address('ftrace_mod_maps');
  const known = ['ftrace_mod_map', 'ftrace_mod_func'].every(
    (type) => kernel.types.struct(type) !== undefined,
  );
  if (head === undefined || !known) return;
  const maps = new StructReader(kernel, 'ftrace_mod_map', ['list', 'mod', 'funcs']);
  const functions = new StructReader(kernel, 'ftrace_mod_func', ['list', 'name', 'ip']);
  const modules = new StructReader(kernel, 'module', ['name']);
  const { structs, reason } = await structsOnList(kernel, maps, head, 'list');
  if (reason !== undefined) incomplete?.(reason);
  for (const map of structs) {
    const module = await modules.at(map.word('mod'));
    const list = await structsOnList(kernel, functions, map.addressOf('funcs'), 'list');
    if (list.reason !== undefined) incomplete?.(list.reason);
    for (const entry of list.structs) yield* named(kernel, entry, module?.text('name') ?? '?');
  }
}

async function* named(kernel: LinuxKernel, entry: Struct, module: string): AsyncGenerator<KernelSymbol> {
  const name = await textAt(kernel, entry.word('name'), 512);
  if (name !== null) yield { name, address: entry.word('ip'), type: 'T', module };
}
