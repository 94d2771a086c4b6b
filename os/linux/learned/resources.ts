/** struct resource, from the root of the address map, which starts at 0 and has a name. Source: include/linux/ioport.h. */
import { Sampler } from '../infer/sample.js';
import type { LinuxKernel } from '../kernel.js';
import { textAt } from '../texts.js';
import { inOrder, knows, teach } from './teach.js';

/** What the root of the map of memory is called: kernel/resource.c, iomem_resource. */
const ROOT = 'PCI mem';
const POINTERS = ['name', 'flags', 'desc', 'parent', 'sibling', 'child'];

/** Learns the structure; physical addresses have 4 or 8 bytes. Leaves it unknown when the root is not as it should be. */
export async function learnResources(kernel: LinuxKernel, root: bigint): Promise<void> {
  if (knows(kernel, 'resource', 'child')) return;
  const { wordSize } = kernel;
  const block = await new Sampler(kernel).one(root, 64);
  for (const width of [4, 8]) {
    const places = inOrder([
      ['start', width],
      ['end', width],
      ...POINTERS.map((name) => [name, wordSize] as const),
    ]);
    const name = block.word(places['name']?.[0] ?? 0) ?? 0n;
    if (block.u32(0) === 0 && (await textAt(kernel, name)) === ROOT) return teach(kernel, 'resource', places);
  }
}
