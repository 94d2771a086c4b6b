/**
 * Members of struct dentry, and the ways from a mapping to one. Sources for what is invariant: include/linux/dcache.h,
 * include/linux/fs.h, include/linux/path.h, include/linux/mm_types.h.
 */
import type { DerivedLayouts } from './layouts.js';
import type { SampledMappings } from './mappings.js';
import type { Block, Sampler } from './sample.js';
import { clearOffset, offsetsWhere, Votes } from './votes.js';

const VMA_BYTES = 0xc0;
const FILE_BYTES = 0x120;
const DENTRY_BYTES = 0xc0;
/** Programs whose code is looked at. */
const MAX_CODE = 12;
const MAX_CLIMB = 32;

/** Dentries and the files that lead to them. */
export interface SampledFiles {
  readonly files: readonly Block[];
  readonly dentries: readonly Block[];
}

interface Named {
  /** The pointer at the name, and where the name lies in the dentry. */
  readonly pointer: number;
  readonly inline: number;
}

/** Derives what leads from a mapping to its file's name. */
export async function deriveDentries(
  sampler: Sampler,
  { code }: SampledMappings,
  layouts: DerivedLayouts,
): Promise<SampledFiles> {
  const { wordSize: word } = sampler;
  const vmas = code.slice(0, MAX_CODE).map(({ vma }) => vma);
  const fromVma = wordsOf(vmas, VMA_BYTES, sampler);
  const files = await sampler.many(
    fromVma.map(({ pointer }) => pointer),
    FILE_BYTES,
  );
  const fromFile = files.flatMap((file, i) =>
    wordsOf([file], FILE_BYTES, sampler).map((place) => ({ ...place, vma: fromVma[i]?.offset ?? 0 })),
  );
  const targets = new Map<bigint, Block>();
  const addresses = [...new Set(fromFile.map(({ pointer }) => pointer))];
  (await sampler.many(addresses, DENTRY_BYTES)).forEach((block) => targets.set(block.address, block));
  const votes = new Votes<{ vma: number; file: number; named: Named }>();
  for (const { pointer, offset, vma } of fromFile) {
    const named = nameIn(targets.get(pointer));
    if (named !== undefined)
      votes.add(`${vma} ${offset} ${named.pointer} ${named.inline}`, { vma, file: offset, named });
  }
  // Blocks reach into the next object: of equal ones the lowest offsets are those of the object itself.
  const [best] = votes
    .leaders()
    .sort(
      ({ value: a }, { value: b }) => a.vma - b.vma || a.file - b.file || a.named.pointer - b.named.pointer,
    );
  if (best === undefined) return { files: [], dentries: [] };
  const { witnesses } = best;
  const { vma: vmFile, file: dentryOf, named } = best.value;
  layouts.set('vm_area_struct', 'vm_file', { offset: vmFile, witnesses });
  // vm_ops, vm_pgoff, vm_file, vm_private_data follow each other.
  layouts.set('vm_area_struct', 'vm_ops', { offset: vmFile - 2 * word, witnesses });
  layouts.set('vm_area_struct', 'vm_pgoff', { offset: vmFile - word, witnesses });
  layouts.set('vm_area_struct', 'vm_private_data', { offset: vmFile + word, witnesses });
  // struct path is a mount and a dentry.
  layouts.set('file', 'f_path', { offset: dentryOf - word, size: 2 * word, witnesses });
  const isFile = (block: Block): boolean => nameIn(targets.get(block.word(dentryOf) ?? 0n)) !== undefined;
  const found = files.filter((block, i) => fromVma[i]?.offset === vmFile && isFile(block));
  const leaves = found.flatMap((file) => targets.get(file.word(dentryOf) ?? 0n) ?? []);
  const dentries = await deriveTree(sampler, unique(leaves), named, layouts);
  return { files: unique(found), dentries };
}

/** The dentries of some files. */
export async function dentriesOf(
  sampler: Sampler,
  files: readonly Block[],
  layouts: DerivedLayouts,
): Promise<Block[]> {
  const path = layouts.offset('file', 'f_path');
  if (path === undefined) return [];
  const pointers = files.flatMap((file) => file.word(path + sampler.wordSize) ?? []);
  return sampler.many([...new Set(pointers)], DENTRY_BYTES);
}

/** Words of some blocks that may be pointers at objects, or with `alignment` 1 at anything. */
export function wordsOf(
  blocks: readonly Block[],
  to: number,
  sampler: Sampler,
  alignment = sampler.wordSize as number,
): { readonly block: Block; readonly offset: number; readonly pointer: bigint }[] {
  const mask = ~BigInt(sampler.wordSize - 1);
  return blocks.flatMap((block) => {
    const places: { block: Block; offset: number; pointer: bigint }[] = [];
    for (let offset = 0; offset < Math.min(to, block.length); offset += sampler.wordSize) {
      const pointer = block.word(offset) ?? 0n;
      if (sampler.isPointer(alignment === 1 ? pointer & mask : pointer))
        places.push({ block, offset, pointer });
    }
    return places;
  });
}

/** Short names lie in the dentry itself; 4 bytes before the pointer at the name is its length. */
function nameIn(block: Block | undefined): Named | undefined {
  if (block === undefined) return undefined;
  for (let pointer = 8; pointer < 0x40; pointer += block.wordSize) {
    const inline = Number((block.word(pointer) ?? 0n) - block.address);
    if (inline <= pointer || inline >= DENTRY_BYTES) continue;
    const text = block.text(inline, 64);
    if (text !== undefined && block.u32(pointer - 4) === text.length) return { pointer, inline };
  }
  return undefined;
}

/** From files up to the roots of their file systems. */
async function deriveTree(
  sampler: Sampler,
  leaves: readonly Block[],
  { pointer, inline }: Named,
  layouts: DerivedLayouts,
): Promise<Block[]> {
  const { wordSize: word } = sampler;
  const witnesses = leaves.length;
  layouts.set('dentry', 'd_name', { offset: pointer - 8, size: word === 8 ? 16 : 12, witnesses });
  layouts.set('dentry', 'd_name.len', { offset: pointer - 4, size: 4, witnesses });
  layouts.set('dentry', 'd_name.name', { offset: pointer, witnesses });
  layouts.set('dentry', 'd_inode', { offset: inline - word, witnesses });
  const before = wordsOf(leaves, pointer, sampler);
  const blocks = await sampler.many(
    before.map((place) => place.pointer),
    DENTRY_BYTES,
  );
  const dentries = new Set(blocks.filter((block) => isNamed(block, pointer)).map(({ address }) => address));
  const parents = offsetsWhere(leaves, { from: 0, to: pointer, step: word }, (block, at) =>
    dentries.has(block.word(at) ?? 0n),
  );
  const parent = parents.at(-1);
  if (parent === undefined) return [...leaves];
  layouts.set('dentry', 'd_parent', parent);
  const all = await climb(sampler, leaves, parent.offset, pointer);
  // Where a dentry hangs in the hash table: the word that its second one names holds its address, and perhaps a lock bit.
  const hash = parent.offset - 2 * word;
  const hashed = all.filter((block) => sampler.isPointer(block.word(hash + word)));
  const names = await sampler.many(
    hashed.map((block) => block.word(hash + word) ?? 0n),
    word,
  );
  const right = hashed.filter(
    (block, i) => ((names[i]?.word(0) ?? 0n) & ~1n) === block.address + BigInt(hash),
  );
  if (hash >= 0 && hashed.length > 0 && right.length >= hashed.length * 0.9) {
    layouts.set('dentry', 'd_hash.next', { offset: hash, witnesses: right.length });
    layouts.set('dentry', 'd_hash.pprev', { offset: hash + word, witnesses: right.length });
  }
  await deriveSuper(sampler, { all, parent: parent.offset, inline }, layouts);
  return all;
}

/** Names of any length: 4 bytes before the pointer is a sensible length. */
function isNamed(block: Block, pointer: number): boolean {
  const length = block.u32(pointer - 4) ?? 0;
  return length > 0 && length < 256 && nameIn(block)?.pointer === pointer;
}

/** All dentries from some up to their roots. */
async function climb(
  sampler: Sampler,
  leaves: readonly Block[],
  parent: number,
  pointer: number,
): Promise<Block[]> {
  const all = new Map(leaves.map((block) => [block.address, block]));
  let next: readonly Block[] = leaves;
  for (let i = 0; i < MAX_CLIMB && next.length > 0; i++) {
    const up = next
      .map((block) => block.word(parent) ?? 0n)
      .filter((p) => sampler.isPointer(p) && !all.has(p));
    next = (await sampler.many([...new Set(up)], DENTRY_BYTES)).filter((block) => isNamed(block, pointer));
    for (const block of next) all.set(block.address, block);
  }
  return [...all.values()];
}

/** The super block: the same for a dentry and its root, which it names itself. */
async function deriveSuper(
  sampler: Sampler,
  { all, parent, inline }: { all: readonly Block[]; parent: number; inline: number },
  layouts: DerivedLayouts,
): Promise<void> {
  const { wordSize: word } = sampler;
  const roots = all.filter((block) => block.word(parent) === block.address);
  const places = wordsOf(roots, DENTRY_BYTES, sampler).filter(({ offset }) => offset >= inline);
  const supers = await sampler.many(
    places.map(({ pointer }) => pointer),
    0x100,
  );
  const votes = new Votes<{ sb: number; root: number }>();
  supers.forEach((block, i) => {
    const { block: root, offset: sb } = places[i] as (typeof places)[number];
    for (const { offset, pointer } of wordsOf([block], 0x100, sampler))
      if (pointer === root.address) votes.add(`${sb} ${offset}`, { sb, root: offset });
  });
  const best = votes.winner();
  if (best === undefined) return;
  const { witnesses } = best;
  const { sb, root } = best.value;
  const same = clearOffset(all, { from: sb, to: sb + word, step: word }, (block, at) =>
    sampler.isPointer(block.word(at)),
  );
  if (same === undefined) return;
  layouts.set('dentry', 'd_sb', { offset: sb, witnesses: same.witnesses });
  layouts.set('dentry', 'd_op', { offset: sb - word, witnesses: same.witnesses });
  layouts.set('super_block', 's_root', { offset: root, witnesses });
  // A list and a number come first.
  layouts.set('super_block', 's_list', { offset: 0, size: 2 * word, witnesses });
  layouts.set('super_block', 's_dev', { offset: 2 * word, size: 4, witnesses });
}

function unique(blocks: readonly Block[]): Block[] {
  return [...new Map(blocks.map((block) => [block.address, block])).values()];
}
