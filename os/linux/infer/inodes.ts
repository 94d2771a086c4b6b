/**
 * Members of struct inode, struct super_block and the rest of struct file. Sources for what is invariant: include/linux/fs.h,
 * include/uapi/linux/stat.h, fs/inode.c, net/socket.c, drivers/tty/tty_io.c.
 */
import { dentriesOf, wordsOf } from './dentries.js';
import type { DerivedLayouts } from './layouts.js';
import type { Block, Sampler, Source } from './sample.js';
import { clearOffset, offsetsWhere, Votes } from './votes.js';

/** With real-time locks a file is larger than without. */
const FILE_BYTES = 0x160;
const INODE_BYTES = 0x100;
const SUPER_BYTES = 0x100;
const TABLE_BYTES = 0x100;
/** include/uapi/linux/stat.h: S_IFMT, and the kinds that there are. */
const S_IFMT = 0xf000;
const KINDS = new Set([0x1000, 0x2000, 0x4000, 0x6000, 0x8000, 0xa000, 0xc000]);
const S_IFCHR = 0x2000;
const S_IFBLK = 0x6000;
/** include/linux/fs.h: FMODE_READ | FMODE_WRITE, FMODE_OPENED. */
const FMODE_ACCESS = 3;
const FMODE_OPENED = 0x80000;
/** Functions of file operations that nothing else has, of files that every machine has open. */
export const FILE_FUNCTIONS = [
  'generic_file_llseek',
  'generic_file_mmap',
  'generic_file_read_iter',
  'shmem_file_read_iter',
  'noop_llseek',
  'no_llseek',
  'null_lseek',
  'pipe_release',
  'sock_close',
  'tty_release',
  'seq_read',
  'seq_lseek',
];
/** File systems of which a machine has some mounted. */
const FILE_SYSTEMS =
  /^(rootfs|ramfs|tmpfs|proc|sysfs|devtmpfs|devpts|sockfs|pipefs|anon_inodefs|ext[234]|xfs|btrfs|overlay|squashfs|bdev|cgroup2?|nsfs|mqueue|hugetlbfs|nfs4?|9p|virtiofs|vfat)$/;

/** Derives them from some files. */
export async function deriveInodes(
  { symbols }: Source,
  sampler: Sampler,
  files: readonly Block[],
  layouts: DerivedLayouts,
): Promise<void> {
  const { wordSize: word } = sampler;
  const path = layouts.offset('file', 'f_path');
  const inodeOf = layouts.offset('dentry', 'd_inode');
  const superOf = layouts.offset('dentry', 'd_sb');
  if (path === undefined || inodeOf === undefined || superOf === undefined) return;
  const dentries = new Map(
    (await dentriesOf(sampler, files, layouts)).map((block) => [block.address, block]),
  );
  const whole = files.filter((file) => dentries.has(file.word(path + word) ?? 0n));
  const dentryOf = (file: Block): Block | undefined => dentries.get(file.word(path + word) ?? 0n);
  const range = { from: 0, to: FILE_BYTES, step: word };
  const [own] = offsetsWhere(whole, range, (file, at) => {
    const value = file.word(at);
    return sampler.isPointer(value) && value === dentryOf(file)?.word(inodeOf);
  });
  if (own !== undefined) layouts.set('file', 'f_inode', own);
  await deriveFileOperations({ symbols }, sampler, whole, layouts);
  await derivePrivate(sampler, whole, layouts);
  deriveModes(whole, layouts);
  const addresses = [...new Set([...dentries.values()].flatMap((dentry) => dentry.word(inodeOf) ?? []))];
  const inodes = (await sampler.many(addresses, INODE_BYTES)).filter(({ length }) => length === INODE_BYTES);
  const supers = new Map(
    [...dentries.values()].map((dentry) => [dentry.word(inodeOf), dentry.word(superOf)]),
  );
  await deriveInode(sampler, inodes, supers, layouts);
  const blocks = await sampler.many(
    [...new Set([...supers.values()].flatMap((sb) => sb ?? []))],
    SUPER_BYTES,
  );
  await deriveType(sampler, blocks, layouts);
}

async function deriveFileOperations(
  { symbols }: Pick<Source, 'symbols'>,
  sampler: Sampler,
  files: readonly Block[],
  layouts: DerivedLayouts,
): Promise<void> {
  const functions = new Set(FILE_FUNCTIONS.flatMap((name) => symbols.address(name) ?? []));
  const places = wordsOf(files, FILE_BYTES, sampler);
  const addresses = [...new Set(places.map(({ pointer }) => pointer))];
  const tables = new Set(
    (await sampler.many(addresses, TABLE_BYTES))
      .filter((table) =>
        wordsOf([table], TABLE_BYTES, sampler, 1).some(({ pointer }) => functions.has(pointer)),
      )
      .map(({ address }) => address),
  );
  const known = files.filter((file) =>
    wordsOf([file], FILE_BYTES, sampler).some(({ pointer }) => tables.has(pointer)),
  );
  const range = { from: 0, to: FILE_BYTES, step: sampler.wordSize };
  const [found] = offsetsWhere(known, range, (file, at) => tables.has(file.word(at) ?? 0n));
  if (found !== undefined && known.length >= files.length / 2) layouts.set('file', 'f_op', found);
}

/** Sockets and terminals name the file that is theirs. */
async function derivePrivate(
  sampler: Sampler,
  files: readonly Block[],
  layouts: DerivedLayouts,
): Promise<void> {
  const places = wordsOf(files, FILE_BYTES, sampler);
  const objects = await sampler.many(
    places.map(({ pointer }) => pointer),
    0x40,
  );
  const votes = new Votes<number>();
  objects.forEach((object, i) => {
    const { block, offset } = places[i] as (typeof places)[number];
    if (object.address >= block.address && object.address < block.address + BigInt(FILE_BYTES)) return;
    const names = wordsOf([object], 0x40, sampler).some(({ pointer }) => pointer === block.address);
    if (names) votes.add(`${offset}`, offset);
  });
  const best = votes.winner();
  if (best !== undefined)
    layouts.set('file', 'private_data', { offset: best.value, witnesses: best.witnesses });
}

/** How a file was opened, once as the program said it and once as the kernel keeps it. */
function deriveModes(files: readonly Block[], layouts: DerivedLayouts): void {
  const range = { from: 0, to: FILE_BYTES / 2, step: 4 };
  const mode = clearOffset(files, range, (file, at) => {
    const value = file.u32(at) ?? 0;
    return (value & FMODE_OPENED) !== 0 && (value & FMODE_ACCESS) !== 0 && value >>> 31 === 0;
  });
  if (mode === undefined) return;
  layouts.set('file', 'f_mode', { ...mode, size: 4 });
  const access = (file: Block): number => (file.u32(mode.offset) ?? 0) & FMODE_ACCESS;
  if (new Set(files.map(access)).size < 2) return;
  const flags = clearOffset(files, range, (file, at) => {
    const value = file.u32(at) ?? -1;
    return (
      at !== mode.offset && value >= 0 && value < 1 << 23 && ((value + 1) & FMODE_ACCESS) === access(file)
    );
  });
  if (flags !== undefined) layouts.set('file', 'f_flags', { ...flags, size: 4 });
}

async function deriveInode(
  sampler: Sampler,
  inodes: readonly Block[],
  supers: ReadonlyMap<bigint | undefined, bigint | undefined>,
  layouts: DerivedLayouts,
): Promise<void> {
  const { wordSize: word } = sampler;
  const range = { from: 0, to: INODE_BYTES, step: word };
  const [sb] = offsetsWhere(inodes, range, (inode, at) => inode.word(at) === supers.get(inode.address));
  if (sb === undefined) return;
  layouts.set('inode', 'i_sb', sb);
  const kind = (inode: Block): number => (inode.u16(0) ?? 0) & S_IFMT;
  const modes = clearOffset(inodes, { from: 0, to: 2, step: 2 }, (inode) => KINDS.has(kind(inode)));
  if (modes === undefined) return;
  layouts.set('inode', 'i_mode', { ...modes, size: 2 });
  layouts.set('inode', 'i_op', { ...sb, offset: sb.offset - word });
  deriveOwner(inodes, sb.offset - word, layouts);
  // Behind the super block: what holds the pages, which names the inode; perhaps the security module's; the number.
  const mapping = sb.offset + word;
  const pages = await sampler.many(
    inodes.map((inode) => inode.word(mapping) ?? 0n),
    word,
  );
  const hosts = inodes.filter((inode, i) => pages[i]?.word(0) === inode.address);
  if (hosts.length < inodes.length * 0.9) return;
  layouts.set('inode', 'i_mapping', { offset: mapping, witnesses: hosts.length });
  layouts.set('address_space', 'host', { offset: 0, witnesses: hosts.length });
  const numbers = offsetsWhere(
    inodes,
    { from: mapping + word, to: mapping + 4 * word, step: word },
    (inode, at) => {
      const value = inode.word(at) ?? 0n;
      return value > 0n && value < 1n << 32n && !sampler.isPointer(value);
    },
  ).filter(({ offset }) => areDistinct(inodes, offset, supers));
  const [number] = numbers;
  if (number === undefined || numbers.length > 1) return;
  layouts.set('inode', 'i_ino', number);
  const isDevice = (inode: Block): boolean => kind(inode) === S_IFCHR || kind(inode) === S_IFBLK;
  if (!inodes.some(isDevice)) return;
  const behind = { from: number.offset + word, to: number.offset + word + 24, step: 4 };
  const device = clearOffset(inodes, behind, (inode, at) => (inode.u32(at) !== 0) === isDevice(inode));
  if (device !== undefined) layouts.set('inode', 'i_rdev', { ...device, size: 4 });
}

/**
 * Owner and group: before the access lists, which are -1 until somebody asks for them and are the last before the
 * operations; or, in later kernels, between the two.
 */
function deriveOwner(inodes: readonly Block[], operations: number, layouts: DerivedLayouts): void {
  const { wordSize: word } = layouts;
  const unasked = (1n << BigInt(8 * word)) - 1n;
  const votes = new Votes<number>();
  for (const inode of inodes)
    for (const [lists, owner] of [
      [operations - 2 * word, 4],
      [operations - 2 * word - 8, operations - 8],
    ] as const)
      if (inode.word(lists) === unasked && inode.word(lists + word) === unasked) votes.add(`${owner}`, owner);
  const best = votes.winner();
  if (best === undefined) return;
  ['i_uid', 'i_gid'].forEach((name, i) =>
    layouts.set('inode', name, { offset: best.value + 4 * i, size: 4, witnesses: best.witnesses }),
  );
}

/** Whether no two inodes of a file system have the same number. */
function areDistinct(
  inodes: readonly Block[],
  offset: number,
  supers: ReadonlyMap<bigint | undefined, bigint | undefined>,
): boolean {
  const seen = new Set(inodes.map((inode) => `${supers.get(inode.address)} ${inode.word(offset)}`));
  return seen.size >= inodes.length * 0.9;
}

/** The file system's type, which starts with its name. */
async function deriveType(
  sampler: Sampler,
  supers: readonly Block[],
  layouts: DerivedLayouts,
): Promise<void> {
  const places = wordsOf(supers, SUPER_BYTES, sampler);
  const types = await sampler.many(
    places.map(({ pointer }) => pointer),
    sampler.wordSize,
  );
  const texts = await sampler.many(
    types.map((type) => type.word(0) ?? 0n),
    32,
  );
  const named = new Set(
    places
      .filter((_, i) => FILE_SYSTEMS.test(texts[i]?.text(0, 32) ?? ''))
      .map(({ block, offset }) => `${block.address} ${offset}`),
  );
  const range = { from: 0, to: SUPER_BYTES, step: sampler.wordSize };
  const type = clearOffset(supers, range, (sb, at) => named.has(`${sb.address} ${at}`));
  if (type === undefined) return;
  layouts.set('super_block', 's_type', type);
  layouts.set('file_system_type', 'name', { offset: 0, witnesses: type.witnesses });
}
