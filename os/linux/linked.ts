/** The kernel as its file has it: where symbols were linked to, and what they are. */
import type { TypeGraph } from '../symbols/type-graph.js';
import { SYMBOL_TYPES } from '../values/known.js';
import type { LinuxKernel } from './kernel.js';

/** Where the first byte of the image is linked to. Sources: arch/x86/kernel/vmlinux.lds.S, CONFIG_PHYSICAL_START's default. */
const LINKED: Readonly<Record<string, bigint>> = { 'x86-64': 0xffffffff81000000n, 'x86-32': 0xc1000000n };

/** Takes KASLR's move off addresses of the image; others (per-cpu offsets, constants) stay. */
export function linkedAddress({ symbols, architecture }: LinuxKernel): (address: bigint) => bigint {
  const [start, end, linked] = [symbols.address('_text'), symbols.address('_end'), LINKED[architecture]];
  if (start === undefined || end === undefined || linked === undefined) return (address) => address;
  return (address) => (address >= start && address <= end ? address - start + linked : address);
}

/** Types of symbols, by number or in C's words: those that the types themselves name (per-cpu variables), and those that are known. */
export function symbolTypes(graph: TypeGraph): (name: string) => string | number | undefined {
  const variables = new Map<string, number>();
  for (const { name, kind, id } of graph.names()) {
    const node = kind === 'variable' ? graph.node(id) : undefined;
    if (node?.kind === 'variable') variables.set(name, node.to);
  }
  const timekeeping = timekeeperData(graph);
  if (timekeeping !== undefined) variables.set('tk_core', timekeeping);
  return (name) => SYMBOL_TYPES[name] ?? variables.get(name);
}

/** kernel/time/timekeeping.c: the type of tk_core, named since 6.12, before that an anonymous structure. */
function timekeeperData(graph: TypeGraph): number | undefined {
  const named = graph.find('struct tk_data');
  for (let id = 1; named === undefined && id <= graph.count; id++) {
    const node = graph.node(id);
    if (node?.kind !== 'struct' || node.name !== '' || node.count !== 2) continue;
    const [first, second] = node.members();
    if (first?.name === 'seq' && second?.name === 'timekeeper') return id;
  }
  return named;
}
