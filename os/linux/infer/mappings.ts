/**
 * Members of vm_area_struct, and how to come to a program's mappings. Sources for what is invariant:
 * include/linux/mm_types.h, include/linux/mm.h (VM_*), lib/maple_tree.c (MA_ROOT_PARENT), fs/exec.c.
 */
import { mapleEntries } from '../maple-tree.js';
import type { DerivedLayouts } from './layouts.js';
import type { Block, Sampler, Source } from './sample.js';
import { clearOffset, offsetsWhere, Votes } from './votes.js';

const MM_BYTES = 0x800;
const VMA_BYTES = 0x100;
/** No maple_tree has its root further in. */
const MAX_TREE = 64;
const NODE_MASK = ~0xffn;
/** Mappings of a list that are followed. */
const MAX_MAPPINGS = 64;
/** Programs whose mappings are looked at. */
const MAX_PROGRAMS = 24;
/** include/linux/mm.h: READ, WRITE, EXEC, SHARED, their MAY bits, GROWSDOWN. */
const CODE = { mask: 0x7fn, value: 0x75n };
const STACK = { mask: 0x13bn, value: 0x133n };

/** Some mappings, by what is known of them. */
export interface SampledMappings {
  readonly all: readonly Block[];
  /** Those that hold a program's code, with the mm_struct that they belong to. */
  readonly code: readonly { readonly vma: Block; readonly mm: Block }[];
}

/** Derives how mappings hang on an mm_struct, and their own members. */
export async function deriveMappings(
  source: Source,
  sampler: Sampler,
  mms: readonly Block[],
  layouts: DerivedLayouts,
): Promise<SampledMappings> {
  const chosen = mms.slice(-MAX_PROGRAMS);
  const lists =
    (await fromTrees(source, sampler, chosen, layouts)) ?? (await fromLists(sampler, chosen, layouts)) ?? [];
  const { wordSize: word } = sampler;
  const start = layouts.offset('mm_struct', 'start_code') ?? 0;
  const stack = layouts.offset('mm_struct', 'start_stack') ?? 0;
  const all = lists.flat();
  if (all.length === 0) return { all, code: [] };
  const witnesses = all.length;
  layouts.set('vm_area_struct', 'vm_start', { offset: 0, witnesses });
  layouts.set('vm_area_struct', 'vm_end', { offset: word, witnesses });
  const owners = new Map(lists.flatMap((vmas, i) => vmas.map((vma) => [vma, chosen[i] as Block] as const)));
  const range = { from: 2 * word, to: VMA_BYTES, step: word };
  const owner = clearOffset(all, range, (vma, at) => vma.word(at) === owners.get(vma)?.address);
  if (owner !== undefined) layouts.set('vm_area_struct', 'vm_mm', owner);
  const holding = (at: number): Block[] =>
    all.filter((vma) => {
      const place = owners.get(vma)?.word(at) ?? 0n;
      return (vma.word(0) ?? 0n) <= place && place < (vma.word(word) ?? 0n);
    });
  const code = holding(start);
  const stacks = new Set(holding(stack));
  const flags = clearOffset([...code, ...stacks], range, (vma, at) => {
    const { mask, value } = stacks.has(vma) ? STACK : CODE;
    return ((vma.word(at) ?? 0n) & mask) === value;
  });
  if (flags !== undefined && code.length > 0 && stacks.size > 0)
    layouts.set('vm_area_struct', 'vm_flags', flags);
  return { all, code: code.map((vma) => ({ vma, mm: owners.get(vma) as Block })) };
}

/** The maple tree whose root node names its tree as parent: since 6.1. */
async function fromTrees(
  source: Source,
  sampler: Sampler,
  mms: readonly Block[],
  layouts: DerivedLayouts,
): Promise<Block[][] | undefined> {
  const { wordSize: word } = sampler;
  const roots = mms.flatMap((mm) => {
    const found: { mm: Block; at: number; node: bigint }[] = [];
    for (let at = 0; at < Math.min(mm.length, MM_BYTES); at += word) {
      const entry = mm.word(at) ?? 0n;
      if ((entry & 3n) === 2n && sampler.isPointer(entry & NODE_MASK))
        found.push({ mm, at, node: entry & NODE_MASK });
    }
    return found;
  });
  const nodes = await sampler.many(
    roots.map(({ node }) => node),
    word,
  );
  const places = new Votes<{ root: number }>();
  roots.forEach(({ mm, at }, i) => {
    const parent = nodes[i]?.word(0) ?? 0n;
    const tree = Number((parent & ~1n) - mm.address);
    if ((parent & 1n) !== 1n || tree < 0 || tree > at || at - tree > MAX_TREE) return;
    places.add(`${tree} ${at}`, { root: at });
  });
  const place = places.winner();
  if (place === undefined) return undefined;
  const { witnesses } = place;
  const { root } = place.value;
  layouts.set('mm_struct', 'mm_mt.ma_root', { offset: root, witnesses });
  const lists: Block[][] = [];
  for (const mm of mms) {
    const { entries } = await mapleEntries(source.space, mm.word(root) ?? 0n, word);
    lists.push(await sampler.many(entries.slice(0, MAX_MAPPINGS), VMA_BYTES));
  }
  return lists;
}

/** The list of mappings that increase to NULL, each of which names the mm_struct: before 6.1. */
async function fromLists(
  sampler: Sampler,
  mms: readonly Block[],
  layouts: DerivedLayouts,
): Promise<Block[][] | undefined> {
  const { wordSize: word } = sampler;
  // mmap is the first member; a structure with another order is not met.
  const lists: Block[][] = [];
  const firsts = await sampler.many(
    mms.map((mm) => mm.word(0) ?? 0n),
    VMA_BYTES,
  );
  const nexts = offsetsWhere(
    firsts,
    { from: 2 * word, to: 3 * word, step: word },
    (vma, at) => sampler.isPointer(vma.word(at)) && isMapping(vma, word),
  );
  const [next] = nexts;
  if (next === undefined) return undefined;
  for (const first of firsts) {
    const list: Block[] = [];
    for (let vma: Block | undefined = first; vma !== undefined && list.length < MAX_MAPPINGS;) {
      if (!isMapping(vma, word)) break;
      const end: bigint = vma.word(word) ?? 0n;
      list.push(vma);
      const pointer: bigint | undefined = vma.word(next.offset);
      vma = sampler.isPointer(pointer) ? await sampler.one(pointer, VMA_BYTES) : undefined;
      if (vma !== undefined && (vma.word(0) ?? 0n) < end) break;
    }
    lists.push(list);
  }
  if (Math.max(...lists.map(({ length }) => length)) < 3) return undefined;
  layouts.set('mm_struct', 'mmap', { offset: 0, witnesses: mms.length });
  layouts.set('vm_area_struct', 'vm_next', next);
  return lists;
}

function isMapping(vma: Block, word: number): boolean {
  const [from, to] = [vma.word(0) ?? 0n, vma.word(word) ?? 0n];
  return from < to && (from | to) % 4096n === 0n;
}
