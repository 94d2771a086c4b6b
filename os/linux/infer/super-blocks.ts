/**
 * Members of struct super_block, and what its operations print of themselves. Sources for what is invariant:
 * include/linux/fs.h, include/uapi/linux/magic.h, fs/kernfs/kernfs-internal.h, include/linux/proc_fs.h.
 */
import { wordsOf } from './dentries.js';
import type { DerivedLayouts } from './layouts.js';
import type { Block, Sampler, Source } from './sample.js';
import { clearOffset, offsetsWhere, Votes } from './votes.js';

const SUPER_BYTES = 0x600;
const TABLE_BYTES = 0x100;
const NAME_BYTES = 32;
/** include/uapi/linux/magic.h and the file systems' own, by the name of the type. rootfs is a ramfs or a tmpfs. */
const MAGIC: Readonly<Record<string, bigint>> = {
  anon_inodefs: 0x09041934n,
  btrfs: 0x9123683en,
  cgroup2: 0x63677270n,
  devpts: 0x1cd1n,
  ext4: 0xef53n,
  overlay: 0x794c7630n,
  pipefs: 0x50495045n,
  proc: 0x9fa0n,
  ramfs: 0x858458f6n,
  sockfs: 0x534f434bn,
  sysfs: 0x62656572n,
  tmpfs: 0x01021994n,
  xfs: 0x58465342n,
};
/** include/linux/fs.h: SB_ACTIVE, SB_BORN. */
const IN_USE = (1n << 30n) | (1n << 29n);
/** Functions that print options, of file systems that every machine has mounted. */
export const OPTION_PRINTERS = [
  'shmem_show_options',
  'ramfs_show_options',
  'proc_show_options',
  'devpts_show_options',
  'kernfs_sop_show_options',
];

/** Derives them from the file systems of some mounts. */
export async function deriveSuperBlocks(
  { symbols }: Pick<Source, 'symbols'>,
  sampler: Sampler,
  mounts: readonly Block[],
  layouts: DerivedLayouts,
): Promise<void> {
  const { wordSize: word } = sampler;
  const own = layouts.offset('mount', 'mnt.mnt_sb');
  const type = layouts.offset('super_block', 's_type');
  const root = layouts.offset('super_block', 's_root');
  if (own === undefined || type === undefined || root === undefined) return;
  const pointers = [...new Set(mounts.flatMap((mount) => mount.word(own) ?? []))];
  const supers = (await sampler.many(pointers, SUPER_BYTES)).filter((sb) => sb.length > root + word);
  const types = await sampler.many(
    supers.map((sb) => sb.word(type) ?? 0n),
    word,
  );
  const texts = await sampler.many(
    types.map((block) => block.word(0) ?? 0n),
    NAME_BYTES,
  );
  const names = new Map(supers.map((sb, i) => [sb, texts[i]?.text(0, NAME_BYTES) ?? '']));
  const known = supers.filter((sb) => MAGIC[names.get(sb) ?? ''] !== undefined);
  const magic = clearOffset(
    known,
    { from: 0, to: 2 * root, step: word },
    (sb, at) => sb.word(at) === MAGIC[names.get(sb) ?? ''],
  );
  // Flags, flags that user space does not see, magic and root follow each other.
  if (magic?.offset !== root - word) return;
  layouts.set('super_block', 's_magic', magic);
  const flags = magic.offset - 2 * word;
  const born = supers.filter((sb) => ((sb.word(flags) ?? 0n) & IN_USE) === IN_USE);
  if (born.length < supers.length * 0.9) return;
  layouts.set('super_block', 's_flags', { offset: flags, witnesses: born.length });
  await deriveOperations(symbols, sampler, supers, type + word, layouts);
  await deriveInfo(symbols, sampler, names, layouts);
  await deriveSubtype(sampler, supers, root, layouts);
}

/** Operations follow the type. */
async function deriveOperations(
  symbols: Source['symbols'],
  sampler: Sampler,
  supers: readonly Block[],
  offset: number,
  layouts: DerivedLayouts,
): Promise<void> {
  const { wordSize: step } = sampler;
  const printers = new Set(OPTION_PRINTERS.flatMap((name) => symbols.address(name) ?? []));
  const tables = await sampler.many([...new Set(supers.flatMap((sb) => sb.word(offset) ?? []))], TABLE_BYTES);
  const prints = tables.filter((table) =>
    wordsOf([table], TABLE_BYTES, sampler, 1).some(({ pointer }) => printers.has(pointer)),
  );
  const range = { from: 0, to: TABLE_BYTES, step };
  // Tables are short: what lies behind one is another.
  const [place] = offsetsWhere(prints, range, (table, at) => printers.has(table.word(at) ?? 0n));
  if (place === undefined) return;
  layouts.set('super_block', 's_op', { offset, witnesses: prints.length });
  layouts.set('super_operations', 'show_options', place);
}

/** What a kernfs has of its own starts with its super block, what proc has with its namespace of processes. */
async function deriveInfo(
  symbols: Source['symbols'],
  sampler: Sampler,
  names: ReadonlyMap<Block, string>,
  layouts: DerivedLayouts,
): Promise<void> {
  const supers = [...names.keys()].filter((sb) => /^(sysfs|cgroup2|proc)$/.test(names.get(sb) ?? ''));
  const places = wordsOf(supers, SUPER_BYTES, sampler);
  const objects = await sampler.many(
    places.map(({ pointer }) => pointer),
    sampler.wordSize,
  );
  const first = symbols.address('init_pid_ns');
  const votes = new Votes<number>();
  const kinds = new Map<number, Set<boolean>>();
  places.forEach(({ block, offset }, i) => {
    const isProc = names.get(block) === 'proc';
    if (objects[i]?.word(0) !== (isProc ? first : block.address)) return;
    votes.add(`${offset}`, offset);
    kinds.set(offset, (kinds.get(offset) ?? new Set()).add(isProc));
  });
  const best = votes.winner();
  if (best !== undefined && kinds.get(best.value)?.size === 2)
    layouts.set('super_block', 's_fs_info', { offset: best.value, witnesses: best.witnesses });
}

/** The name of the file system behind another, mostly none, is before the operations that its dentries get. */
async function deriveSubtype(
  sampler: Sampler,
  supers: readonly Block[],
  root: number,
  layouts: DerivedLayouts,
): Promise<void> {
  const { wordSize: word } = sampler;
  const own = layouts.offset('dentry', 'd_op');
  if (own === undefined) return;
  const roots = await sampler.many(
    supers.map((sb) => sb.word(root) ?? 0n),
    own + word,
  );
  const operations = new Map(supers.map((sb, i) => [sb, roots[i]?.word(own) ?? 0n]));
  const given = supers.filter((sb) => operations.get(sb) !== 0n);
  const [place] = offsetsWhere(
    given,
    { from: root + word, to: SUPER_BYTES, step: word },
    (sb, at) => sb.word(at) === operations.get(sb),
  );
  if (place === undefined) return;
  const offset = place.offset - word;
  const named = supers.flatMap((sb) => sb.word(offset) ?? 0n).filter((pointer) => pointer !== 0n);
  const texts = await sampler.many(named, NAME_BYTES);
  if (texts.some((block) => block.text(0, NAME_BYTES) === undefined)) return;
  layouts.set('super_block', 's_subtype', { offset, witnesses: place.witnesses });
}
