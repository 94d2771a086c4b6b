/** Members of struct mount and struct vfsmount. Sources for what is invariant: fs/mount.h, include/linux/mount.h, fs/namespace.c. */
import type { DerivedLayouts } from './layouts.js';
import type { Block, Sampler } from './sample.js';
import { clearOffset, offsetsWhere } from './votes.js';

/** A mount's members before and behind its vfsmount lie within so many bytes of it. */
const BEFORE = 0x40;
const BEHIND = 0x180;
const MAX_CLIMB = 32;
const NAME_BYTES = 64;
/** What devices are named like, those of file systems without one included. */
const DEVICE = /^[\w/][\w/:.,@+-]+$/;

/** Derives them from the mounts that files lie on; returns those, the ones above them included. */
export async function deriveMounts(
  sampler: Sampler,
  files: readonly Block[],
  layouts: DerivedLayouts,
): Promise<readonly Block[]> {
  const { wordSize: word } = sampler;
  const path = layouts.offset('file', 'f_path');
  const sb = layouts.offset('dentry', 'd_sb');
  if (path === undefined || sb === undefined) return [];
  const starts = [...new Set(files.flatMap((file) => file.word(path) ?? []))].map(
    (at) => at - BigInt(BEFORE),
  );
  const around = await sampler.many(starts, BEFORE + word * 2);
  const roots = await sampler.many(
    around.map((block) => block.word(BEFORE) ?? 0n),
    sb + word,
  );
  // A vfsmount starts with its root and the super block that the root is in.
  const right = around.filter((block, i) => {
    const own = block.word(BEFORE + word);
    return sampler.isPointer(own) && roots[i]?.word(sb) === own;
  });
  if (right.length === 0 || right.length < around.length * 0.9) return [];
  const witnesses = right.length;
  // The two words before are the mount above it and the place there: a dentry in the super block of that mount.
  const places = await sampler.many(
    right.map((block) => block.word(BEFORE - word) ?? 0n),
    sb + word,
  );
  const supers = new Map(right.map((block, i) => [block, places[i]?.word(sb)]));
  const parents = await sampler.many(
    right.map((block) => block.word(BEFORE - 2 * word) ?? 0n),
    BEFORE + 2 * word,
  );
  const start = clearOffset(right, { from: 0, to: BEFORE - 2 * word, step: word }, (block, at) => {
    const above = parents[right.indexOf(block)];
    const inside = BEFORE - at;
    return supers.get(block) !== undefined && above?.word(inside + word) === supers.get(block);
  });
  if (start === undefined) return [];
  const own = BEFORE - start.offset;
  layouts.set('mount', 'mnt_parent', { offset: own - 2 * word, witnesses });
  layouts.set('mount', 'mnt_mountpoint', { offset: own - word, witnesses });
  layouts.set('mount', 'mnt', { offset: own, size: 0, witnesses });
  layouts.set('mount', 'mnt.mnt_root', { offset: own, witnesses });
  layouts.set('mount', 'mnt.mnt_sb', { offset: own + word, witnesses });
  layouts.set('vfsmount', 'mnt_root', { offset: 0, witnesses });
  layouts.set('vfsmount', 'mnt_sb', { offset: word, witnesses });
  return climb(
    sampler,
    right.map((block) => block.address + BigInt(start.offset)),
    own - 2 * word,
  );
}

async function climb(sampler: Sampler, from: readonly bigint[], parent: number): Promise<Block[]> {
  const all = new Map<bigint, Block>();
  let next = [...new Set(from)];
  for (let i = 0; i < MAX_CLIMB && next.length > 0; i++) {
    const blocks = await sampler.many(next, BEHIND);
    for (const block of blocks) all.set(block.address, block);
    const above = blocks.map((block) => block.word(parent) ?? 0n);
    next = [...new Set(above.filter((at) => sampler.isPointer(at) && !all.has(at)))];
  }
  return [...all.values()];
}

/** Derives where a mount has its device's name, from as many mounts as are known. */
export async function deriveDevices(
  sampler: Sampler,
  mounts: readonly Block[],
  layouts: DerivedLayouts,
): Promise<void> {
  const { wordSize: word } = sampler;
  const own = layouts.offset('mount', 'mnt');
  if (own === undefined) return;
  const range = { from: own + 2 * word, to: BEHIND, step: word };
  const texts = new Set<string>();
  const places = mounts.flatMap((mount) =>
    Array.from({ length: (range.to - range.from) / word }, (_, i) => ({ mount, at: range.from + i * word })),
  );
  const isText = ({ mount, at }: (typeof places)[number]): boolean => {
    const aligned = (mount.word(at) ?? 0n) & ~BigInt(word - 1);
    return sampler.isPointer(aligned);
  };
  const likely = places.filter(isText);
  const read = await sampler.many(
    likely.map(({ mount, at }) => mount.word(at) ?? 0n),
    NAME_BYTES,
  );
  likely.forEach(({ mount, at }, i) => {
    if (DEVICE.test(read[i]?.text(0, NAME_BYTES) ?? '')) texts.add(`${mount.address} ${at}`);
  });
  const [name] = offsetsWhere(mounts, range, (block, at) => texts.has(`${block.address} ${at}`));
  if (name !== undefined) layouts.set('mount', 'mnt_devname', name);
}
