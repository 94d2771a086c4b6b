/** Structures on a circular list_head list. Source: include/linux/list.h. */
import { walkList } from '../walk.js';
import { wordIn, type LinuxKernel } from './kernel.js';
import type { Struct, StructReader } from './structs.js';

/** The structures of a list in its order, and why some may be missing. */
export interface StructList {
  readonly structs: Struct[];
  readonly reason?: string;
}

/**
 * Reads every structure that is linked from `head` through its member `member` (a struct list_head that `reader` was
 * made to read). Bounded; aborts with the signal. A list whose head is zeros (never set up) is empty. `read` are
 * structures that were read before, by address: they are not read again.
 */
export async function structsOnList(
  kernel: LinuxKernel,
  reader: StructReader,
  head: bigint,
  member: string,
  signal?: AbortSignal,
  read?: ReadonlyMap<bigint, Struct>,
): Promise<StructList> {
  const offset = BigInt(reader.offset(member));
  const found = new Map<bigint, Struct>();
  const walk = await walkList(
    head,
    `${reader.type}.${member}`,
    async (node) => {
      if (node === head) return readLinks(kernel, head);
      const struct = read?.get(node - offset) ?? (await reader.at(node - offset));
      if (struct === undefined) return undefined;
      found.set(node, struct);
      return { next: struct.word(member), prev: struct.word(member, 1) };
    },
    signal,
  );
  const structs = walk.entries.flatMap((node) => found.get(node) ?? []);
  return walk.reason === undefined ? { structs } : { structs, reason: walk.reason };
}

/** The two pointers of a list_head; undefined when it cannot be read. One that was never set up points at itself. */
export async function readLinks(
  kernel: LinuxKernel,
  address: bigint,
): Promise<{ next: bigint; prev: bigint } | undefined> {
  const { wordSize, kernelStart } = kernel;
  if (address < kernelStart || address + BigInt(2 * wordSize) > 1n << BigInt(8 * wordSize)) return undefined;
  const { data, missing } = await kernel.space.readPartial(address, 2 * wordSize);
  if (missing.length > 0) return undefined;
  const next = wordIn(data, 0, wordSize);
  const prev = wordIn(data, wordSize, wordSize);
  return next === 0n && prev === 0n ? { next: address, prev: address } : { next, prev };
}
