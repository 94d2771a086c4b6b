/** Pages in zram, zswap and the swap cache of kernels made by hand, in the forms of early and late kernels; and damage to them. */
import { deflateSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { FoundPage } from '../../../../engine/index.js';
import { KeptPages } from '../../../../os/linux/swap/index.js';
import { fakeKernel, FakeMemory, type Layout } from '../../../kit/fake-kernel.js';
import { runLookup } from '../../../kit/run-lookup.js';

const KERNEL = 0xffff_8880_0000_0000n;
const MAP = 0xffff_ea00_0000_0000n;
const at = (offset: number) => KERNEL + BigInt(offset);
const frame = (number: number) => BigInt(number) << 12n;
const pageOf = (number: number) => MAP + BigInt(64 * number);
const SLOTS = 32;

const SWAPPED: Readonly<Record<string, Layout>> = {
  page: { private: [40, 8], index: [32, 8], sizeof: [0, 64] },
  swap_info_struct: { flags: [0, 8], max: [8, 4], bdev: [16, 8], swap_file: [24, 8], cluster_info: [32, 8] },
  file: { f_inode: [0, 8] },
  inode: { i_mode: [0, 2] },
  block_device: { bd_disk: [0, 8], bd_start_sect: [8, 8] },
  gendisk: { disk_name: [0, 32], private_data: [32, 8] },
  xa_node: { shift: [0, 1], slots: [8, 512] },
  xarray: { xa_head: [8, 8] },
  address_space: { 'i_pages.xa_head': [8, 8] },
  rb_node: { rb_right: [8, 8], rb_left: [16, 8] },
};

/** A kernel as it was, and what differs. */
interface Form {
  readonly name: string;
  /** Bits of an object's number that are a tag. */
  readonly tag: bigint;
  /** The first word of a struct zspage of a class. */
  readonly zspage: (kind: number) => number;
  readonly stride: number;
  /** The flag of a page that repeats a word. */
  readonly same: number;
  readonly layouts: Readonly<Record<string, Layout>>;
}

const EARLY: Form = {
  name: 'as 5.10: no types of zsmalloc, flags from bit 24, times of access',
  tag: 1n,
  zspage: (kind) => (kind << 2) | (0x58 << 14),
  stride: 24,
  same: 25,
  layouts: {
    zswap_tree: { rbroot: [0, 8] },
    zswap_header: { swpentry: [0, 8] },
    zswap_entry: { rbnode: [0, 24], offset: [24, 8], length: [32, 4], pool: [40, 8], handle: [48, 8] },
    zswap_pool: { zpool: [0, 8], list: [8, 16], tfm_name: [24, 32] },
    zpool: { driver: [0, 8] },
    zpool_driver: { type: [0, 8] },
  },
};
const LATE: Form = {
  name: 'as 7.2: types of zsmalloc, flags from bit 13, swap tables',
  tag: 0n,
  zspage: (kind) => (kind << 16) | 0x58,
  stride: 16,
  same: 13,
  layouts: {
    zspage: { magic: [0, 1], class: [2, 2] },
    zswap_entry: { 'swpentry.val': [0, 8], length: [8, 4], pool: [16, 8], handle: [24, 8] },
    zswap_pool: { zs_pool: [0, 8], list: [8, 16], tfm_name: [24, 32] },
    swap_table: { entries: [0, 512 * 8] },
    swap_cluster_info: { table: [0, 8], sizeof: [0, 16] },
  },
};

/** Text that packs well, one page of it. */
const text = (seed: number) => new TextEncoder().encode(`page ${seed} `.repeat(600)).slice(0, 4096);
/** Bytes that do not pack. */
const noise = (seed: number) =>
  Uint8Array.from({ length: 4096 }, (_, i) => (Math.imul(i + seed, 2654435761) >>> 13) & 0xff);

/** A machine with swap on zram0. */
class World {
  readonly memory = new FakeMemory();
  private next = 0x10_0000;
  private frames = 0x100;

  constructor(readonly form: Form) {
    const { memory } = this;
    for (let page = 0; page < 0x30; page++) memory.word(at(page * 4096), 0n);
    memory.word(at(0), MAP);
    memory.words(at(0x1000), [at(0x2000), 0n]);
    memory.words(at(0x2000), [1n, 1000n, at(0x2100), at(0x2200), at(0x8000)]);
    memory.words(at(0x2100), [at(0x2300), 0n]);
    memory.word(at(0x2200), at(0x2280)).word(at(0x2280), 0x61b0n, 2);
    memory.text(at(0x2300), 'zram0').word(at(0x2320), at(0x2400));
    memory.words(at(0x2400), [at(0x10000), at(0x2500), at(0x2600), at(0x2300)]);
    // struct zcomp: its name, or operations that name it.
    const name = at(0x2700);
    memory.text(name, 'deflate').text(at(0x27f0), 'zsmalloc').text(at(0x27e0), 'zbud');
    if (form === EARLY) memory.words(at(0x2600), [0n, name]);
    else memory.words(at(0x2600), [0n, at(0x2680)]).words(at(0x2680), [1n, 2n, 3n, 4n, 5n, 6n, name]);
    // zswap: a list of one pool.
    memory.words(at(0x2900), [at(0x2a08), at(0x2a08)]).words(at(0x2a08), [at(0x2900), at(0x2900)]);
    memory.text(at(0x2a18), 'deflate').word(at(0x2a00), at(0x2b00)).word(at(0x2b00), at(0x2b10));
    memory.word(at(0x2b10), at(0x27e0));
    // mkswap wrote the first page.
    this.zram(0, this.object(deflateSync(text(0))), deflateSync(text(0)).length);
  }

  /** Puts an object into frames of its own as object `number` of its zspage; gives its handle. */
  object(data: Uint8Array, number = 0): bigint {
    const kind = Math.min(Math.ceil((data.length + 8 - 32) / 16), 254);
    const size = data.length === 4096 ? 4096 : 32 + kind * 16;
    const whole = size === 4096;
    const [first, second] = [this.frames++, this.frames++];
    const handle = at((this.next += 16));
    const zspage = at((this.next += 16));
    const offset = (size * number) % 4096;
    const header = whole ? new Uint8Array(0) : new Uint8Array(8);
    if (!whole) new DataView(header.buffer).setBigUint64(0, handle | 1n, true);
    const bytes = Uint8Array.of(...header, ...data);
    for (const page of [first, second]) this.memory.word(frame(page), 0n);
    this.memory.write(frame(first) + BigInt(offset), bytes.subarray(0, 4096 - offset));
    if (offset + bytes.length > 4096) this.memory.write(frame(second), bytes.subarray(4096 - offset));
    this.memory.words(pageOf(first) + 32n, [whole ? handle : pageOf(second), zspage]);
    this.memory.word(zspage, BigInt(this.form.zspage(whole ? 254 : kind)), 4);
    const { tag } = this.form;
    const value = (BigInt(first) << 24n) | (BigInt(number) << tag);
    this.memory.word(handle, value);
    return handle;
  }

  zram(index: number, handle: bigint, flags: number): void {
    const entry = at(0x10000) + BigInt(index * this.form.stride);
    this.memory.word(entry, handle).word(entry + 8n, BigInt(flags));
    if (this.form.stride === 24) this.memory.word(entry + 16n, 123456789n);
  }

  /** An entry of zswap for one place. */
  zswap(offset: number, handle: bigint, length: number): void {
    const { memory } = this;
    const entry = at(0x6000 + offset * 64);
    if (this.form === EARLY) {
      // A chain to the right: places come in their order.
      const root = at(0x5000);
      memory.word(at(0x2c00), root);
      const before = this.last === undefined ? root : this.last + 8n;
      memory.word(before, entry);
      this.last = entry;
      memory.words(entry + 24n, [BigInt(offset), BigInt(length), at(0x2a00), handle]);
      return;
    }
    memory.word(at(0x2c00), at(0x5000));
    if (this.last === undefined) memory.word(at(0x5008), at(0x5100) + 2n);
    this.last = entry;
    memory.word(at(0x5108) + BigInt(8 * offset), entry);
    memory.words(entry, [BigInt(offset), BigInt(length), at(0x2a00), handle]);
  }
  private last: bigint | undefined;

  async find(...offsets: number[]): Promise<(FoundPage | undefined)[]> {
    const kernel = fakeKernel(
      this.memory,
      { ...SWAPPED, ...this.form.layouts },
      {
        vmemmap_base: at(0),
        swap_info: at(0x1000),
        swapper_spaces: at(0x2d00),
        zswap_trees: at(0x2c00),
        zswap_pools: at(0x2900),
        ...(this.form === LATE && { nr_zswap_trees: at(0x2e00) }),
      },
    );
    const kept = new KeptPages({ ...kernel, kernelStart: 0xffff_8000_0000_0000n });
    await kept.prepare();
    const pages = offsets.map((offset, i) => ({
      address: BigInt(i) << 12n,
      size: 4096n,
      level: 1,
      entry: BigInt.asUintN(50, ~BigInt(offset)) << 9n,
    }));
    return [...(await runLookup(kept.find(pages, 0n)))];
  }
}

const bytesOf = (found: FoundPage | undefined) =>
  found !== undefined && 'data' in found ? found.data : found;
const whyOf = (found: FoundPage | undefined) => (found !== undefined && 'why' in found ? found.why : found);

describe.each([EARLY, LATE])('$name', (form) => {
  test('zram: packed pages, also across two pages of zsmalloc; stored ones; repeated words', async () => {
    const world = new World(form);
    const packed = [text(1), Uint8Array.of(...noise(7).subarray(0, 2000), ...new Uint8Array(2096))];
    packed.forEach((page, i) => {
      const data = deflateSync(page);
      world.zram(3 + i, world.object(data, i === 0 ? 2 : 1), data.length);
    });
    world.zram(5, world.object(noise(9)), 4096);
    world.zram(6, 0x0101010101010101n, (1 << form.same) >>> 0);
    const found = await world.find(3, 4, 5, 6);
    expect(found.map(bytesOf)).toEqual([packed[0], packed[1], noise(9), new Uint8Array(4096).fill(1)]);
  });

  test('zram: what cannot be had says why, and is no page of zeros', async () => {
    const world = new World(form);
    const data = deflateSync(text(1));
    const torn = world.object(data);
    world.zram(3, torn, data.length);
    world.memory.word(torn, 0x777n << 24n);
    const bad = deflateSync(noise(5)).fill(0xff, 0, 40);
    world.zram(4, world.object(bad.subarray(0, 900)), 900);
    world.memory.lose(at(0x10000 + 990 * form.stride));
    world.memory.lose(at(0x10000 + 999 * form.stride));
    world.zram(8, 55n, (1 << (form === EARLY ? 26 : 15)) >>> 0);
    const why = (await world.find(3, 4, 7, 8, 999, 5000)).map(whyOf);
    expect(why).toEqual([
      expect.stringMatching(/^swapped out \(type 0, offset 0x3\): handle 0x\w+ leads to no object/),
      expect.stringContaining('deflate block'),
      'swapped out (type 0, offset 0x7): its place in zram is empty',
      'swapped out (type 0, offset 0x8): zram wrote it to its backing device',
      expect.stringContaining('cannot be read'),
      undefined,
    ]);
  });

  test('zswap comes before the area', async () => {
    const world = new World(form);
    const data = deflateSync(text(11));
    // Pools of zbud that may write back have the place before the page.
    const place = Uint8Array.of(5, 0, 0, 0, 0, 0, 0, 0);
    world.memory.write(at(0x20000), Uint8Array.of(...place, ...data));
    world.zswap(5, form === EARLY ? at(0x20000) : world.object(data), data.length);
    if (form === EARLY) world.zswap(6, 0x0202020202020202n, 0);
    else world.zswap(6, world.object(noise(3)), 4096);
    world.zswap(9, at(0x30_0000), 100);
    const found = await world.find(5, 6, 9, 10);
    expect(found.slice(0, 2).map(bytesOf)).toEqual([
      text(11),
      form === EARLY ? new Uint8Array(4096).fill(2) : noise(3),
    ]);
    expect(found.slice(2).map(whyOf)).toEqual([
      expect.stringMatching(/zbud is missing|no handle of zsmalloc/),
      'swapped out (type 0, offset 0xa): its place in zram is empty',
    ]);
  });

  test('pages that memory still has, and pages of zeros', async () => {
    const world = new World(form);
    const { memory } = world;
    memory.word(pageOf(0x50) + 40n, 20n);
    if (form === EARLY) {
      memory.word(at(0x2d00), at(0x4000)).word(at(0x4008), at(0x4100) + 2n);
      memory
        .word(at(0x4100), 0n)
        .word(at(0x4108) + 8n * 20n, pageOf(0x50))
        .word(at(0x4108) + 8n * 21n, pageOf(0x51));
    } else {
      memory.word(at(0x8000), at(0x9000));
      memory.words(at(0x9000) + 8n * 20n, [(1n << 60n) | (0x50n << 2n) | 2n, (0x50n << 2n) | 2n]);
      memory.word(at(0x9000) + 8n * 22n, (1n << 60n) | (1n << 59n) | 1n);
      memory.word(at(0x9000) + 8n * 23n, (1n << 60n) | (0x77n << 1n) | 1n);
    }
    const found = await world.find(20, 21, 22, 23);
    expect(found[0]).toEqual({ physical: 0x50000n });
    // The second of a folio of two; where each page is listed by itself, one that does not say so is not believed.
    if (form === LATE) expect(found[1]).toEqual({ physical: 0x51000n });
    else expect(whyOf(found[1])).toContain('is empty');
    if (form === LATE) expect(bytesOf(found[2])).toEqual(new Uint8Array(4096));
    expect(whyOf(found[3])).toContain('is empty');
  });
});

test('entries of neighbours tell the stride of the table', async () => {
  for (const form of [EARLY, LATE]) {
    const world = new World(form);
    for (let i = 1; i < SLOTS; i++) {
      const data = deflateSync(text(i));
      world.zram(i, world.object(data), data.length);
    }
    const found = await world.find(...Array.from({ length: SLOTS - 1 }, (_, i) => i + 1));
    expect(found.map(bytesOf)).toEqual(Array.from({ length: SLOTS - 1 }, (_, i) => text(i + 1)));
  }
});

test('without swap nothing is found, and entries are told as they are', async () => {
  const kernel = fakeKernel(new FakeMemory(), SWAPPED, {});
  const kept = new KeptPages(kernel);
  await kept.prepare();
  expect(kept.wants(0n, 1)).toBe(false);
  const page = { address: 0n, size: 4096n, level: 1, entry: BigInt.asUintN(50, ~11n) << 9n };
  expect(await runLookup(kept.find([page], 0n))).toEqual([{ why: 'swapped out (type 0, offset 0xb)' }]);
});
