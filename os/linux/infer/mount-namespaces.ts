/**
 * How a task leads to its mounts: its root, and the mounts of its namespace. Sources for what is invariant: fs/mount.h,
 * include/linux/fs_struct.h, include/linux/mount.h, fs/namespace.c.
 */
import { wordsOf } from './dentries.js';
import type { DerivedLayouts } from './layouts.js';
import type { Block, Sampler } from './sample.js';
import type { SampledTasks } from './tasks.js';
import { clearOffset, Votes } from './votes.js';

const NAMESPACE_BYTES = 0x180;
const MOUNT_BYTES = 0x180;
const ROOT_BYTES = 0x80;
/** Namespaces that are looked at. */
const MAX_NAMESPACES = 16;
/** include/linux/mount.h: no flag is higher; MNT_RELATIME, which is the default. */
const FLAG_BITS = 28;
const MNT_RELATIME = 0x20;

/** Mounts that are looked at. */
const MAX_MOUNTS = 256;

/** Derives them from some mounts; returns those and the others of the same namespaces. */
export async function deriveMountNamespaces(
  sampler: Sampler,
  { leaders }: Pick<SampledTasks, 'leaders'>,
  mounts: readonly Block[],
  layouts: DerivedLayouts,
): Promise<readonly Block[]> {
  const own = layouts.offset('mount', 'mnt');
  if (own === undefined || mounts.length === 0) return mounts;
  const { wordSize: word } = sampler;
  const flags = own + 2 * word;
  const values = mounts.map((mount) => mount.u32(flags) ?? -1);
  if (
    values.every((value) => value >= 0 && value >>> FLAG_BITS === 0) &&
    values.some((v) => v & MNT_RELATIME)
  )
    layouts.set('mount', 'mnt.mnt_flags', { offset: flags, size: 4, witnesses: mounts.length });
  await deriveRoot(sampler, leaders, layouts);
  const proxy = layouts.offset('task_struct', 'nsproxy');
  const member = layouts.offset('nsproxy', 'mnt_ns');
  if (proxy === undefined || member === undefined) return mounts;
  const proxies = await sampler.many(
    [...new Set(leaders.flatMap((leader) => leader.word(proxy) ?? []))],
    member + word,
  );
  const addresses = [...new Set(proxies.flatMap((block) => block.word(member) ?? []))].slice(
    0,
    MAX_NAMESPACES,
  );
  const namespaces = await sampler.many(addresses, NAMESPACE_BYTES);
  // A mount names its namespace; of mounts that moved a later member names another. Internal mounts are in none.
  const votes = new Votes<number>();
  for (const { offset, pointer } of wordsOf(mounts, MOUNT_BYTES, sampler))
    if (addresses.includes(pointer)) votes.add(`${offset}`, offset);
  const [namespace] = votes.leaders().sort((a, b) => a.value - b.value);
  if (namespace === undefined) return mounts;
  layouts.set('mount', 'mnt_ns', { offset: namespace.value, witnesses: namespace.witnesses });
  const links = await deriveLists(sampler, namespaces, { own, namespace: namespace.value }, layouts);
  const isMount = (block: Block): boolean => addresses.includes(block.word(namespace.value) ?? 0n);
  return links === undefined ? mounts : follow(sampler, mounts, links, isMount);
}

/** Mounts that lead to each other by `count` links at the offset `node`. */
async function follow(
  sampler: Sampler,
  mounts: readonly Block[],
  { node, count }: { readonly node: number; readonly count: number },
  isMount: (block: Block) => boolean,
): Promise<Block[]> {
  const { wordSize: word } = sampler;
  const all = new Map(mounts.map((mount) => [mount.address, mount]));
  let next = mounts.filter(isMount);
  while (next.length > 0 && all.size < MAX_MOUNTS) {
    const places = next.flatMap((mount) =>
      Array.from({ length: count }, (_, i) => ((mount.word(node + i * word) ?? 0n) & ~3n) - BigInt(node)),
    );
    const fresh = [...new Set(places)].filter((place) => sampler.isPointer(place) && !all.has(place));
    next = (await sampler.many(fresh, MOUNT_BYTES)).filter(isMount);
    for (const mount of next) all.set(mount.address, mount);
  }
  return [...all.values()];
}

/** A task's files are behind its root and working directory, each a mount and a dentry of that mount's file system. */
async function deriveRoot(
  sampler: Sampler,
  leaders: readonly Block[],
  layouts: DerivedLayouts,
): Promise<void> {
  const { wordSize: word } = sampler;
  const files = layouts.offset('task_struct', 'files');
  const sb = layouts.offset('dentry', 'd_sb');
  if (files === undefined || sb === undefined) return;
  const fs = files - word;
  const pointers = [...new Set(leaders.flatMap((leader) => leader.word(fs) ?? []))];
  const blocks = await sampler.many(
    pointers.filter((pointer) => pointer !== 0n),
    ROOT_BYTES,
  );
  const places = wordsOf(blocks, ROOT_BYTES, sampler);
  const mounts = await sampler.many(
    places.map(({ pointer }) => pointer),
    2 * word,
  );
  const dentries = await sampler.many(
    places.map(({ block, offset }) => block.word(offset + word) ?? 0n),
    sb + word,
  );
  const paths = new Set(
    places.flatMap(({ block, offset }, i) => {
      const named = mounts[i]?.word(word);
      return named !== undefined && named === dentries[i]?.word(sb) ? [`${block.address} ${offset}`] : [];
    }),
  );
  const range = { from: 0, to: ROOT_BYTES - 4 * word, step: word };
  const root = clearOffset(
    blocks,
    range,
    (block, at) => paths.has(`${block.address} ${at}`) && paths.has(`${block.address} ${at + 2 * word}`),
  );
  if (root === undefined) return;
  layouts.set('task_struct', 'fs', { offset: fs, witnesses: root.witnesses });
  layouts.set('fs_struct', 'root', { ...root, size: 2 * word });
  layouts.set('fs_struct', 'pwd', {
    offset: root.offset + 2 * word,
    size: 2 * word,
    witnesses: root.witnesses,
  });
}

/** A namespace leads to mounts that name it: by a list until 6.7, since then by a tree. Returns where mounts link to others. */
async function deriveLists(
  sampler: Sampler,
  namespaces: readonly Block[],
  { own, namespace }: { readonly own: number; readonly namespace: number },
  layouts: DerivedLayouts,
): Promise<{ readonly node: number; readonly count: number } | undefined> {
  const { wordSize: word } = sampler;
  const places = wordsOf(namespaces, NAMESPACE_BYTES, sampler);
  const around = await sampler.many(
    places.map(({ pointer }) => pointer - BigInt(MOUNT_BYTES)),
    2 * MOUNT_BYTES,
  );
  const votes = new Votes<{ kind: 'list' | 'tree'; head: number; node: number }>();
  const counted = new Set<string>();
  places.forEach(({ block, offset: head }, i) => {
    const near = around[i] as Block;
    const isList = near.word(MOUNT_BYTES + word) === block.address + BigInt(head);
    const isRoot = ((near.word(MOUNT_BYTES) ?? 4n) & ~3n) === 0n;
    if (!isList && !isRoot) return;
    const kind = isList ? 'list' : 'tree';
    for (let node = own + 3 * word; node < MOUNT_BYTES; node += word) {
      if (near.word(MOUNT_BYTES - node + namespace) !== block.address || node === namespace) continue;
      // Of a tree with one mount, the first and the last node are its root too.
      const key = `${block.address} ${kind} ${node}`;
      if (counted.has(key)) continue;
      counted.add(key);
      votes.add(`${kind} ${head} ${node}`, { kind, head, node });
    }
  });
  const best = votes.winner();
  if (best === undefined) return undefined;
  const { witnesses } = best;
  const { kind, head, node } = best.value;
  if (kind === 'list') {
    layouts.set('mnt_namespace', 'list', { offset: head, size: 2 * word, witnesses });
    layouts.set('mount', 'mnt_list', { offset: node, size: 2 * word, witnesses });
  } else {
    layouts.set('mnt_namespace', 'mounts', { offset: head, size: word, witnesses });
    layouts.set('mount', 'mnt_node', { offset: node, size: 3 * word, witnesses });
  }
  return { node, count: kind === 'list' ? 2 : 3 };
}
