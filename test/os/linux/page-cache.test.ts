/** The page cache of a kernel made by hand: files of file systems, their paths, their pages, and what is missing. */
import { describe, expect, test } from 'vitest';
import { PageCache } from '../../../os/linux/page-cache.js';
import type { PathSource } from '../../../os/linux/paths.js';
import type { CachedPiece } from '../../../os/types.js';
import { FakeMemory, fakeKernel, type Layout } from '../../kit/fake-kernel.js';

const page = (n: number) => 0xffff888000000000n + BigInt(n) * 0x1000n;
const [HEAD, SUPER, FILE, NODE, DENTRY, MOUNT, TREE, VARIABLE, ROOTS, SECTIONS] = Array.from(
  { length: 10 },
  (_, i) => page(i + 1),
) as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
/** struct page of frame 0. */
const MAP = 0xffffea0000000000n;
const FRAME = 0x5000n;
const PAGE_STRUCT: Layout = { flags: [0, 8], mapping: [24, 8], index: [32, 8], _refcount: [52, 12] };
const LAYOUTS: Readonly<Record<string, Layout>> = {
  super_block: { s_list: [0, 16], s_dev: [16, 4], s_root: [24, 8], s_mounts: [32, 16], s_inodes: [48, 16] },
  inode: {
    i_ino: [0, 8],
    i_mapping: [8, 8],
    i_size: [16, 8],
    i_dentry: [24, 8],
    i_sb_list: [32, 16],
    i_data: [64, 64],
  },
  address_space: { host: [0, 8], 'i_pages.xa_head': [8, 8], nrpages: [16, 8] },
  dentry: { 'd_u.d_alias': [0, 16], d_inode: [16, 8] },
  mount: { mnt_instance: [0, 16], mnt: [16, 16], 'mnt.mnt_root': [16, 8] },
  xa_node: { shift: [0, 1], slots: [8, 512] },
  page: PAGE_STRUCT,
  mem_section: { section_mem_map: [0, 8], usage: [8, 8] },
};
const paths: PathSource = {
  ofFile: () => Promise.resolve(null),
  of: ({ mnt, dentry }) => Promise.resolve(mnt === MOUNT + 16n && dentry === DENTRY ? '/etc/file' : null),
  file: () => Promise.resolve(undefined),
};

/** A circular list through these links. */
function link(memory: FakeMemory, ...nodes: bigint[]): void {
  nodes.forEach((at, i) =>
    memory.words(at, [nodes[(i + 1) % nodes.length], nodes.at(i - 1)] as [bigint, bigint]),
  );
}

/** A struct page of the file, and what its frame holds. */
function cached(memory: FakeMemory, frame: bigint, index: bigint, text?: string): bigint {
  const at = MAP + (frame / 0x1000n) * 64n;
  memory.words(at, [4n, 0n, 0n, FILE + 64n, index, 0n, 0n, 0n]);
  if (text !== undefined) memory.write(frame, new TextEncoder().encode(text));
  return at;
}

/** One file system with a file of some bytes, and the node of a device. */
function world(size: bigint, slots: Record<number, bigint>) {
  const memory = new FakeMemory();
  link(memory, HEAD, SUPER);
  memory.words(SUPER + 16n, [0x800001n, 7n]);
  link(memory, SUPER + 32n, MOUNT);
  memory.words(MOUNT + 16n, [7n, 0n]);
  link(memory, SUPER + 48n, FILE + 32n, NODE + 32n);
  memory.words(FILE, [12n, FILE + 64n, size, DENTRY]).words(FILE + 64n, [FILE, TREE + 2n, 3n]);
  memory.words(NODE, [13n, FILE + 64n, 0n, 0n]).words(NODE + 64n, [NODE, 0n, 0n]);
  memory.words(DENTRY, [0n, FILE + 24n, FILE]);
  memory.write(TREE, new Uint8Array(520));
  for (const [i, entry] of Object.entries(slots)) memory.word(TREE + 8n + 8n * BigInt(i), entry);
  memory.word(VARIABLE, MAP);
  const cache = (layouts = LAYOUTS, symbols: Record<string, bigint> = { vmemmap_base: VARIABLE }) =>
    new PageCache(fakeKernel(memory, layouts, { super_blocks: HEAD, ...symbols }), paths);
  return { memory, cache };
}

const decoder = new TextDecoder();
async function piecesOf(cache: PageCache, name = '/etc/file') {
  const pieces: CachedPiece[] = [];
  for await (const piece of (await cache.content(name)).pieces()) pieces.push(piece);
  return pieces.map(({ bytes, ...piece }) => ({
    ...piece,
    ...(bytes && { text: decoder.decode(bytes).replace(/\0+$/, '') }),
  }));
}

describe('PageCache', () => {
  test('files with pages, not the node that shares those of a device', async () => {
    const { items, complete } = await world(5n, {}).cache().list();
    expect(complete).toBe(true);
    expect(items).toEqual([
      {
        path: '/etc/file',
        inode: 12n,
        device: '08:01',
        size: 5,
        cachedPages: 3,
        address: FILE,
        complete: true,
      },
    ]);
  });

  test('mounts that are a chain; a file without a name; a name of another inode', async () => {
    const { memory, cache } = world(5n, {});
    memory.words(SUPER + 32n, [MOUNT, 0n]).words(MOUNT, [0n, 0n]);
    const { mnt_instance: _, ...mount } = LAYOUTS['mount'] as Layout;
    const chained = { ...LAYOUTS, mount: { ...mount, mnt_next_for_sb: [0, 8] as const } };
    expect((await cache(chained).list()).items).toMatchObject([{ path: '/etc/file' }]);
    memory.word(DENTRY + 16n, NODE);
    expect((await cache(chained).list()).items).toMatchObject([{ path: null, complete: false }]);
    memory.word(FILE + 24n, 0n);
    expect((await cache(chained).list()).items).toMatchObject([{ path: null, complete: true }]);
  });

  test('an inode list that breaks off is told', async () => {
    const { memory, cache } = world(5n, {});
    memory.lose(NODE);
    const { complete, reason } = await cache().list();
    expect(complete).toBe(false);
    expect(reason).toContain('inodes of device 08:01');
  });

  test('a file up to its size, folios of several pages in order', async () => {
    const { memory, cache } = world(0x3003n, {});
    const sibling = 2n;
    const folio = cached(memory, FRAME, 0n, 'first');
    memory.write(FRAME + 0x1000n, new TextEncoder().encode('second'));
    memory.words(TREE + 8n, [folio, sibling, cached(memory, 0x9000n, 2n, 'third')]);
    memory.word(TREE + 32n, cached(memory, 0x8000n, 3n, 'end of page'));
    const pieces = await piecesOf(cache());
    expect(pieces).toEqual([
      { offset: 0, size: 0x2000, text: expect.stringMatching(/^first\0+second$/) as string },
      { offset: 0x2000, size: 0x1000, text: 'third' },
      { offset: 0x3000, size: 3, text: 'end' },
    ]);
    expect(await piecesOf(cache(), `0x${FILE.toString(16)}`)).toEqual(pieces);
  });

  test('what is missing is told and never given as zeros', async () => {
    const { memory, cache } = world(0x7000n, {});
    const stale = cached(memory, 0xa000n, 4n, 'old');
    memory.word(stale, 0n);
    const other = cached(memory, 0xb000n, 5n, 'other');
    memory.word(other + 24n, NODE);
    memory.words(TREE + 8n, [cached(memory, FRAME, 0n, 'here'), 0n, 2n * 9n + 1n]);
    memory.words(TREE + 8n + 24n, [cached(memory, 0xc000n, 3n), stale, other]);
    const layouts = { ...LAYOUTS };
    const kernel = fakeKernel(memory, layouts, { super_blocks: HEAD, vmemmap_base: VARIABLE });
    kernel.types.describe = () => ({
      name: 'pageflags',
      kind: 'enum',
      size: 4,
      members: [{ name: 'PG_uptodate', offset: 0, bits: 0, bitOffset: 0, type: '2' }],
    });
    expect(await piecesOf(new PageCache(kernel, paths))).toEqual([
      { offset: 0, size: 0x1000, text: 'here' },
      { offset: 0x1000, size: 0x1000, reason: 'not in the page cache' },
      { offset: 0x2000, size: 0x1000, reason: 'evicted: only a shadow or a place in swap is left' },
      { offset: 0x3000, size: 0x1000, reason: 'physical memory at 0xc000 is not in the dump' },
      { offset: 0x4000, size: 0x1000, reason: 'its content was still to be read from the disk' },
      {
        offset: 0x5000,
        size: 0x1000,
        reason: `struct page at 0x${other.toString(16)} is not of this file`,
      },
      { offset: 0x6000, size: 0x1000, reason: 'not in the page cache' },
    ]);
    expect((await piecesOf(cache())).length).toBe(7);
  });

  test('the place of struct page by the sections, and where nothing tells it', async () => {
    const { memory, cache } = world(4n, {});
    memory.word(TREE + 8n, cached(memory, FRAME, 0n, 'text'));
    memory.word(VARIABLE, ROOTS).words(ROOTS, [SECTIONS]);
    memory.write(SECTIONS, new Uint8Array(4096)).words(SECTIONS, [MAP + 0x1fn, 1n]);
    const bySections = cache(LAYOUTS, { mem_section: VARIABLE });
    expect(await piecesOf(bySections)).toEqual([{ offset: 0, size: 4, text: 'text' }]);
    await expect(cache(LAYOUTS, {}).content('/etc/file')).rejects.toMatchObject({ kind: 'unsupported' });
  });

  test('no such file; no list of file systems', async () => {
    const { cache } = world(4n, {});
    await expect(cache().content('/nowhere')).rejects.toMatchObject({ kind: 'not-found' });
    const nameless = new PageCache(fakeKernel(new FakeMemory(), LAYOUTS), paths);
    await expect(nameless.list()).rejects.toMatchObject({ kind: 'unsupported' });
  });
});
