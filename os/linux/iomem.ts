/** The physical address map, as /proc/iomem prints it. Sources: kernel/resource.c, include/linux/ioport.h. */
import { throwIfAborted } from '../../engine/index.js';
import type { IomemRange, Listing } from '../types.js';
import type { LinuxKernel } from './kernel.js';
import { learnResources } from './learned/resources.js';
import { StructReader, type Struct } from './structs.js';
import { textsAt } from './texts.js';

/** More ranges than this mean that the tree was overwritten. */
const MAX_RANGES = 1 << 16;

/** All ranges below the root, each before those inside it. */
export async function iomemRanges(kernel: LinuxKernel, signal?: AbortSignal): Promise<Listing<IomemRange>> {
  kernel.symbols.find(['iomem_resource']);
  const root = kernel.symbols.address('iomem_resource');
  if (root === undefined) return lost('the kernel has no symbol iomem_resource');
  await learnResources(kernel, root);
  const reader = new StructReader(kernel, 'resource', ['start', 'end', 'name', 'sibling', 'child']);
  const top = await reader.at(root);
  if (top === undefined) return lost('the root of the address map cannot be read');
  const found: { struct: Struct; depth: number }[] = [];
  const seen = new Set<bigint>([root]);
  let unread = 0;
  // What is to be visited, the next one last: a range, then what is inside it, then what is beside it.
  const waiting = [{ address: top.word('child'), depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    throwIfAborted(signal);
    const { address, depth } = next;
    if (address === 0n) continue;
    const usable = !seen.has(address) && seen.size < MAX_RANGES;
    const struct = usable ? await reader.at(address) : undefined;
    if (struct === undefined) {
      unread++;
      continue;
    }
    seen.add(address);
    found.push({ struct, depth });
    waiting.push(
      { address: struct.word('sibling'), depth },
      { address: struct.word('child'), depth: depth + 1 },
    );
  }
  const names = await textsAt(
    kernel,
    found.map(({ struct }) => struct.word('name')),
  );
  // resource_size_t has 4 bytes where physical addresses have.
  const wide = reader.field('start').size === 8;
  const value = (struct: Struct, member: string) => (wide ? struct.u64(member) : struct.word(member));
  const items = found.map(({ struct, depth }, i) => {
    const name = names[i] ?? null;
    return {
      start: value(struct, 'start'),
      end: value(struct, 'end') + 1n,
      name,
      depth,
      complete: name !== null,
      ...(name === null && { reason: 'the name cannot be read' }),
    };
  });
  return unread === 0
    ? { items, complete: true }
    : {
        items,
        complete: false,
        reason: `${unread} branches of the address map cannot be read or turn in a circle`,
      };
}

const lost = (reason: string): Listing<IomemRange> => ({ items: [], complete: false, reason });
