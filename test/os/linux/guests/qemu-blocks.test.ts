/** QEMU's structures are found by their shape in the data of a process, and nothing else is taken for them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AddressSpace } from '../../../../engine/index.js';
import type { Area } from '../../../../os/linux/guests/backing.js';
import { qemuMemory } from '../../../../os/linux/guests/qemu-blocks.js';

const HEAP = 0x7f1200000000n;
const RAM = 0x7f2000000000n;
const ROM = 0x7f3000000000n;
const MiB = 1n << 20n;

const area = (start: bigint, size: bigint): Area => ({
  start,
  end: start + size,
  writable: true,
  executable: false,
  special: false,
});
const AREAS = [area(HEAP, 3n * MiB), area(RAM, 128n * MiB), area(ROM, MiB)];

/** Bytes of the heap, with words and texts put in. */
class Heap {
  readonly bytes = new Uint8Array(3 << 20);
  private readonly view = new DataView(this.bytes.buffer);

  words(at: number, words: readonly bigint[]): void {
    words.forEach((word, i) => this.view.setBigUint64(at + 8 * i, word, true));
  }

  text(at: number, text: string): void {
    this.bytes.set(new TextEncoder().encode(`${text}\0`), at);
  }

  /** mr, host, colo_cache, offset, used_length, max_length, resized, flags, idstr: QEMU 7.2. */
  block(at: number, name: string, region: bigint, host: bigint, size: bigint): void {
    this.words(at, [region, host, 0n, 0n, size, size, 0n]);
    this.text(at + 60, name);
  }

  /** An address space of a name, and its flat view of ranges: region, offset, start, size. */
  show(at: number, name: string, ranges: readonly (readonly [bigint, bigint, bigint, bigint])[]): void {
    const [text, view, list] = [at + 0x100, at + 0x140, at + 0x200].map((place) => HEAP + BigInt(place)) as [
      bigint,
      bigint,
      bigint,
    ];
    this.text(at + 0x100, name);
    this.words(at, [0n, 0n, text, 0x1234n, view]);
    this.words(at + 0x140, [0n, 0n, 1n, list, BigInt(ranges.length) | (16n << 32n)]);
    ranges.forEach(([region, offset, start, size], i) =>
      this.words(at + 0x200 + 64 * i, [region, offset, start, 0n, size, 0n]),
    );
  }

  space(): AddressSpace {
    const readPartial = (address: bigint, length: number): Promise<unknown> => {
      const data = new Uint8Array(length);
      const at = Number(address - HEAP);
      const inside = address >= HEAP && at < this.bytes.length;
      if (inside) data.set(this.bytes.subarray(at, at + length));
      const missing = inside ? [] : [{ start: address, size: BigInt(length) }];
      return Promise.resolve({ data, missing });
    };
    return { readPartial } as unknown as AddressSpace;
  }
}

function machine(): Heap {
  const heap = new Heap();
  // Across the border of what is read at once.
  heap.block((1 << 20) - 40, 'pc.ram', 0xaa00n, RAM, 128n * MiB);
  heap.block(0x2000, 'pc.bios', 0xbb00n, ROM, MiB / 4n);
  heap.show(0x8000, 'memory', [
    [0xaa00n, 0n, 0n, 0xa0000n],
    [0xcc00n, 0n, 0xa0000n, 0x20000n],
    [0xaa00n, 0x100000n, 0x100000n, 127n * MiB],
    [0xbb00n, 0n, 0xfffc0000n, MiB / 4n],
  ]);
  return heap;
}

test('blocks, and where the guest sees them', async () => {
  const { blocks, ranges } = await qemuMemory(machine().space(), AREAS);
  expect(blocks.map(({ name, host, size }) => [name, host, size]).sort()).toEqual([
    ['pc.bios', ROM, MiB / 4n],
    ['pc.ram', RAM, 128n * MiB],
  ]);
  expect(ranges).toEqual([
    { start: 0n, size: 0xa0000n, host: RAM },
    { start: 0x100000n, size: 127n * MiB, host: RAM + 0x100000n },
    { start: 0xfffc0000n, size: MiB / 4n, host: ROM },
  ]);
});

test('of several views of the name, also stale ones, the one that shows most', async () => {
  const heap = machine();
  heap.show(0x20000, 'memory', [[0xaa00n, 0n, 0n, MiB]]);
  heap.show(0x30000, 'memory', [
    [0xaa00n, 0n, MiB, 64n * MiB],
    [0xaa00n, 0n, 0n, 64n * MiB],
  ]);
  heap.show(0x40000, 'cpu-memory-0', [[0xaa00n, 0n, 0n, 128n * MiB]]);
  expect((await qemuMemory(heap.space(), AREAS)).ranges).toHaveLength(3);
});

test('a block that lies in no area of its size, or has no name, is none', async () => {
  const heap = new Heap();
  heap.block(0x1000, 'pc.ram', 0xaa00n, RAM, 129n * MiB);
  heap.block(0x2000, 'x', 0xaa00n, RAM, MiB);
  heap.block(0x3000, 'pc.ram', 0xaa00n, 0x7f9000000000n, MiB);
  expect(await qemuMemory(heap.space(), AREAS)).toEqual({ blocks: [], ranges: [] });
});

test('damaged structures end the search as whole ones do', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(0x8300), fc.bigInt(0n, (1n << 64n) - 1n)), { maxLength: 40 }),
      async (changes) => {
        const heap = machine();
        for (const [at, word] of changes) heap.words(at & ~7, [word]);
        const { ranges } = await qemuMemory(heap.space(), AREAS);
        for (const { size, host } of ranges)
          expect(AREAS.some(({ start, end }) => host >= start && host + size <= end)).toBe(true);
      },
    ),
    { numRuns: 30 },
  );
});
