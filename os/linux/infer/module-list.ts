/**
 * Finds the list of loaded modules where no symbol names it: the list head in the kernel's data whose first entry is in a
 * structure that names itself. Sources: kernel/module/main.c (modules), include/linux/module.h.
 */
import { Sampler, type Block, type Source } from './sample.js';

/** Data that lies so far behind and before init_task, which is at the start of the kernel's data, bytes. */
const REACH = 8 << 20;
const STEP = 1 << 20;
export const MODULE_BYTES = 0x800;
/** Bytes of the smallest cache line that a kernel is built for: arch/x86/Kconfig.cpu, X86_L1_CACHE_SHIFT. */
const SMALLEST_LINE = 16n;
const NAME = /^[\w-]{2,55}$/;

/** Address of the list's head; undefined when there is none. */
export async function findModuleList(source: Source): Promise<bigint | undefined> {
  const start = source.symbols.address('init_task');
  if (start === undefined) return undefined;
  const sampler = new Sampler(source);
  for (let distance = 0; distance < REACH; distance += STEP)
    for (const from of [start + BigInt(distance), start - BigInt(distance + STEP)]) {
      const found = await headIn(sampler, await sampler.one(from, STEP + 2 * sampler.wordSize));
      if (found !== undefined) return found;
    }
  return undefined;
}

/** A module when a list node is its `list`: state, list, name come first, and a member leads back to it. */
export function isModule(block: Block): boolean {
  const { wordSize: word } = block;
  if ((block.u32(0) ?? 4) > 3 || !NAME.test(block.text(3 * word, 64 - word) ?? '')) return false;
  for (let at = 3 * word; at < block.length; at += word) if (block.word(at) === block.address) return true;
  return false;
}

/** A module's list comes behind a word, and modules are aligned to lines of the processor's cache: `____cacheline_aligned`. */
const isNode = (sampler: Sampler, word: bigint | undefined): word is bigint =>
  sampler.isPointer(word) && word % SMALLEST_LINE === BigInt(sampler.wordSize);

async function headIn(sampler: Sampler, data: Block): Promise<bigint | undefined> {
  const { wordSize: word } = sampler;
  const end = data.address + BigInt(data.length);
  const nodes: { readonly head: bigint; readonly node: bigint }[] = [];
  let next = data.word(0);
  for (let at = 0; at + word < data.length; at += word) {
    const [first, last] = [next, data.word(at + word)];
    next = last;
    // Modules do not lie in the kernel's data.
    if (!isNode(sampler, first) || !isNode(sampler, last)) continue;
    if (first >= data.address && first < end) continue;
    nodes.push({ head: data.address + BigInt(at), node: first });
  }
  const links = await sampler.many(
    nodes.map(({ node }) => node),
    2 * word,
  );
  const heads = nodes.filter(({ head }, i) => links[i]?.word(word) === head);
  const blocks = await sampler.many(
    heads.map(({ node }) => node - BigInt(word)),
    MODULE_BYTES,
  );
  return heads.find((_, i) => isModule(blocks[i] as Block))?.head;
}
