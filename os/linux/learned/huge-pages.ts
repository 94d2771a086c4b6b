/**
 * struct hstate, the pool of a size of huge pages: a mask that fits the order before it, then counts; its name behind.
 * Source: include/linux/hugetlb.h.
 */
import { Sampler, type Block } from '../infer/sample.js';
import type { LinuxKernel } from '../kernel.js';
import { addressesIn } from '../variables/index.js';
import { knows, teach } from './teach.js';

/** Bytes before the mask, and of a whole pool: lists for each node stand between. */
const HEAD = 128;
const LENGTH = 1 << 14;
const NAME = 32;
const COUNTS = [
  'max_huge_pages',
  'nr_huge_pages',
  'free_huge_pages',
  'resv_huge_pages',
  'surplus_huge_pages',
];

/** Learns the structure from the first pool, where the code that reports pools leads to it; nothing without huge pages. */
export async function learnPools(kernel: LinuxKernel): Promise<void> {
  if (knows(kernel, 'hstate', 'name')) return;
  const { wordSize, symbols } = kernel;
  symbols.find(['hugetlb_report_meminfo', 'hstates']);
  const blocks = await new Sampler(kernel).many(await addressesIn(kernel, 'hugetlb_report_meminfo'), LENGTH);
  for (const block of blocks) {
    const name = nameIn(block);
    if (name === undefined) continue;
    for (let at = 4; at < HEAD; at += 4) {
      const order = block.u32(at) ?? 0;
      const mask = [4, 8].map((gap) => at + gap).find((place) => isMask(kernel, block.word(place), order));
      if (mask === undefined || mask % wordSize !== 0) continue;
      symbols.memory['hstates'] = block.address;
      const counts = COUNTS.map((count, i) => [count, mask + (i + 1) * wordSize] as const);
      const members = { order: [at, 4], ...Object.fromEntries(counts), name: [name, NAME] } as const;
      // How far apart pools lie, where there is a second one.
      const next = nameIn(block, name + NAME);
      teach(kernel, 'hstate', members, next === undefined ? undefined : next - name);
      return;
    }
  }
}

/** Offset of the first name of a pool in a block, from an offset on. */
function nameIn(block: Block, from = HEAD): number | undefined {
  for (let at = from; at + NAME <= block.length; at += 4)
    if (/^hugepages-\d+kB$/.test(block.text(at, NAME) ?? '')) return at;
  return undefined;
}

/** Whether a word covers all bits above those within a huge page of an order. */
function isMask({ wordSize, pageShift }: LinuxKernel, word: bigint | undefined, order: number): boolean {
  return order > 0 && order < 32 && word === BigInt.asUintN(8 * wordSize, -(1n << BigInt(order + pageShift)));
}
