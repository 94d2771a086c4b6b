/** The printk ring buffer built by hand: order, levels, wrapped blocks, states, damage. */
import { describe, expect, test } from 'vitest';
import { Log } from '../../../os/linux/log.js';
import { fakeKernel, FakeMemory, type Layout } from '../../kit/fake-kernel.js';

const LAYOUTS: Record<string, Layout> = {
  printk_ringbuffer: {
    'desc_ring.count_bits': [0, 4],
    'desc_ring.descs': [8, 8],
    'desc_ring.infos': [16, 8],
    'desc_ring.head_id': [24, 8],
    'desc_ring.tail_id': [32, 8],
    'text_data_ring.size_bits': [40, 4],
    'text_data_ring.data': [48, 8],
  },
  prb_desc: { state_var: [0, 8], 'text_blk_lpos.begin': [8, 8], 'text_blk_lpos.next': [16, 8] },
  printk_info: { ts_nsec: [0, 8], text_len: [8, 2], level: [10, 1], pad: [11, 5] },
};
const POINTER = 0xffffffff82000000n;
const RING = 0xffffffff82001000n;
const DESCRIPTORS = 0xffffffff82002000n;
const INFOS = 0xffffffff82003000n;
const DATA = 0xffffffff82004000n;
const COMMITTED = 1n << 62n;
const FINALIZED = 2n << 62n;
const REUSABLE = 3n << 62n;

/** A ring of 8 descriptors and 256 bytes of text. */
class Ring {
  readonly memory = new FakeMemory();
  constructor(tail: bigint, head: bigint) {
    this.memory.word(POINTER, RING).words(RING, [3n, DESCRIPTORS, INFOS, head, tail, 8n, DATA]);
    this.memory.write(DESCRIPTORS, new Uint8Array(24 * 8)).write(INFOS, new Uint8Array(16 * 8));
    this.memory.write(DATA, new Uint8Array(256));
  }
  record(id: bigint, begin: bigint, next: bigint, text: string, state = FINALIZED, level = 6): this {
    const slot = id % 8n;
    this.memory.words(DESCRIPTORS + slot * 24n, [state | id, begin, next]);
    this.memory
      .word(INFOS + slot * 16n, (5n + id) * 1_000_001_000n)
      .word(INFOS + slot * 16n + 8n, BigInt(text.length), 2);
    this.memory.word(INFOS + slot * 16n + 10n, BigInt(level), 1);
    if ((begin & 1n) === 1n) return this;
    const block = begin / 256n === next / 256n || next % 256n === 0n ? begin % 256n : 0n;
    this.memory.word(DATA + block, id).write(DATA + block + 8n, new TextEncoder().encode(text));
    return this;
  }
  read = () => new Log(fakeKernel(this.memory, LAYOUTS, { prb: POINTER })).read();
  texts = async () => (await this.read()).items.map(({ text }) => text);
}

describe('Log', () => {
  test('records in order, with time to the microsecond and level', async () => {
    const ring = new Ring(0n, 1n)
      .record(0n, 0n, 32n, 'one', FINALIZED, 4)
      .record(1n, 32n, 64n, 'two', COMMITTED);
    expect(await ring.read()).toEqual({
      complete: true,
      items: [
        { time: 5.000005, level: 4, text: 'one', complete: true },
        { time: 6.000006, level: 6, text: 'two', complete: true },
      ],
    });
  });

  test('a record of several lines is several lines, and an empty record one empty line', async () => {
    const ring = new Ring(0n, 1n).record(0n, 0n, 32n, 'a\nb').record(1n, 3n, 3n, '');
    expect(await ring.texts()).toEqual(['a', 'b', '']);
  });

  test('a record whose text has only one end was overwritten', async () => {
    const ring = new Ring(0n, 2n).record(0n, 0n, 32n, 'a').record(1n, 3n, 0x7777n, '').record(2n, 5n, 3n, '');
    expect(await ring.texts()).toEqual(['a']);
    expect((await ring.read()).reason).toBe('2 records of the kernel log cannot be read');
  });

  test('a block that would pass the end of the ring lies at its beginning', async () => {
    const ring = new Ring(9n, 10n)
      .record(9n, 192n, 224n, 'before')
      .record(10n, 224n, 256n + 40n, 'wrapped to 0');
    expect(await ring.texts()).toEqual(['before', 'wrapped to 0']);
  });

  test('a block that ends where the ring ends does not wrap', async () => {
    expect(await new Ring(3n, 3n).record(3n, 224n, 256n, 'up to the end').texts()).toEqual(['up to the end']);
  });

  test('descriptors being written or free are left out, which is no damage', async () => {
    const ring = new Ring(0n, 2n)
      .record(0n, 0n, 32n, 'free', REUSABLE)
      .record(1n, 32n, 64n, 'kept')
      .record(2n, 64n, 96n, 'being written', 0n);
    expect(await ring.texts()).toEqual(['kept']);
    expect((await ring.read()).complete).toBe(true);
  });

  test('a descriptor of another record, or a block that is not its own, is told as lost', async () => {
    const ring = new Ring(0n, 2n)
      .record(0n, 0n, 32n, 'good')
      .record(1n, 32n, 64n, 'bad id')
      .record(2n, 64n, 96n, 'bad block');
    ring.memory.word(DESCRIPTORS + 24n, FINALIZED | 77n).word(DATA + 64n, 0xdeadn);
    expect(await ring.texts()).toEqual(['good']);
    expect(await ring.read()).toMatchObject({
      complete: false,
      reason: '2 records of the kernel log cannot be read',
    });
  });

  test('a text that is longer than its block, or holds a NUL, was overwritten', async () => {
    const ring = new Ring(0n, 2n)
      .record(0n, 0n, 32n, 'good')
      .record(1n, 32n, 64n, 'too long')
      .record(2n, 64n, 96n, 'a\0b');
    ring.memory.word(INFOS + 16n + 8n, 999n, 2);
    expect(await ring.read()).toMatchObject({ items: [{ text: 'good' }], complete: false });
  });

  test('a record whose number does not follow the others was overwritten', async () => {
    const ids = [0n, 1n, 2n, 3n];
    const ring = new Ring(0n, 3n);
    for (const id of ids) ring.record(id, id * 32n, id * 32n + 32n, `record ${id}`);
    // Longer structures, with the number behind.
    const layouts = { ...LAYOUTS, printk_info: { ...LAYOUTS.printk_info, seq: [16, 8] as const } };
    for (const id of ids) {
      const number = id === 2n ? 0x1234n : 700n + id;
      ring.memory.words(INFOS + id * 24n, [1_000_000n, BigInt('record 0'.length), number]);
    }
    const log = new Log(fakeKernel(ring.memory, layouts, { prb: POINTER }));
    const { items, complete } = await log.read();
    expect(complete).toBe(false);
    expect(items.map(({ text }) => text)).toEqual(['record 0', 'record 1', 'record 3']);
  });

  test('text on a missing page is told as lost', async () => {
    const ring = new Ring(0n, 0n).record(0n, 0n, 32n, 'gone');
    ring.memory.lose(DATA);
    expect(await ring.read()).toMatchObject({ items: [], complete: false });
  });

  test('sizes and counts that make no sense end with a reason', async () => {
    for (const [offset, value] of [
      [0n, 31n],
      [40n, 60n],
      [24n, 1000n],
    ] as const) {
      const ring = new Ring(0n, 0n).record(0n, 0n, 32n, 'x');
      ring.memory.word(RING + offset, value);
      const { items, complete, reason } = await ring.read();
      expect([items, complete]).toEqual([[], false]);
      expect(reason).toContain('ring buffer');
    }
  });

  test('words of 4 bytes: states in the two top bits of 32, an id of 4 bytes before the text', async () => {
    const memory = new FakeMemory().write(RING & 0xffffffffn, new Uint8Array(4096));
    const at = (address: bigint) => address & 0xffffffffn;
    memory
      .word(at(POINTER), at(RING), 4)
      .word(at(RING), 3n, 4)
      .word(at(RING) + 40n, 8n, 4);
    [DESCRIPTORS, INFOS, 7n, 7n].forEach((value, i) =>
      memory.word(at(RING) + 8n + BigInt(8 * i), at(value), 4),
    );
    memory.word(at(RING) + 48n, at(DATA), 4);
    memory.write(at(DESCRIPTORS), new Uint8Array(256)).write(at(INFOS), new Uint8Array(256));
    [(2n << 30n) | 7n, 32n, 64n].forEach((value, i) =>
      memory.word(at(DESCRIPTORS) + 7n * 24n + BigInt(8 * i), value, 4),
    );
    memory.word(at(INFOS) + 7n * 16n, 1_000_000_000n).word(at(INFOS) + 7n * 16n + 8n, 5n, 2);
    memory
      .write(at(DATA), new Uint8Array(256))
      .word(at(DATA) + 32n, 7n, 4)
      .text(at(DATA) + 36n, 'words');
    const kernel = {
      ...fakeKernel(memory, LAYOUTS, { prb: at(POINTER) }),
      wordSize: 4,
      kernelStart: 0n,
    } as const;
    expect((await new Log(kernel).read()).items).toEqual([
      { time: 1, level: 0, text: 'words', complete: true },
    ]);
  });

  test('a kernel without the symbol', async () => {
    const log = new Log(fakeKernel(new FakeMemory(), LAYOUTS));
    expect((await log.read()).reason).toContain('no symbol prb');
  });
});
