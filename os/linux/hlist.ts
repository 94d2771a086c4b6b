/** Structures on hash chains that end in NULL (hlist) or in an odd marker (hlist_nulls, rhashtable). Sources: include/linux/list.h, include/linux/list_nulls.h, lib/rhashtable.c. */
import { throwIfAborted } from '../../engine/index.js';
import { wordIn, type LinuxKernel } from './kernel.js';
import type { StructList } from './lists.js';
import type { Struct, StructReader } from './structs.js';

/** Structures that a table may hold, and buckets; more means that it was overwritten. */
const MAX_STRUCTS = 1 << 20;
const MAX_BUCKETS = 1 << 22;

/** Where a table of chains lies. */
export interface HashTable {
  /** Address of the first head's word. */
  readonly address: bigint;
  /** Number of heads. */
  readonly count: number;
  /** Bytes from a head to the next; a word when left out. */
  readonly stride?: number;
}

/** True for what ends a chain: NULL, or a marker with its lowest bit set. */
const isEnd = (node: bigint): boolean => node === 0n || (node & 1n) === 1n;

/**
 * The structures of several chains, one round of reads for each depth. `firsts` are the words of the chains' heads;
 * `reader` was made to read `member`, whose first word is the next node's address. Bounded; an entry that cannot be
 * read or is met again ends its chain, and the reason says so. Aborts with the signal.
 */
export async function structsOnChains(
  reader: StructReader,
  firsts: readonly bigint[],
  member: string,
  signal?: AbortSignal,
): Promise<StructList> {
  const offset = BigInt(reader.offset(member));
  const seen = new Set<bigint>();
  const structs: Struct[] = [];
  const reasons: string[] = [];
  const what = `${reader.type}.${member}`;
  let nodes = firsts.filter((node) => !isEnd(node));
  while (nodes.length > 0) {
    throwIfAborted(signal);
    const fresh = nodes.filter((node) => !seen.has(node) && seen.add(node));
    if (fresh.length < nodes.length) reasons.push(`${what}: a chain leads into another or into itself`);
    if (seen.size > MAX_STRUCTS) {
      reasons.push(`${what}: more than ${MAX_STRUCTS} entries`);
      break;
    }
    const read = await reader.many(fresh.map((node) => node - offset));
    const lost = fresh.filter((_, i) => read[i] === undefined);
    const [gone] = lost;
    if (gone !== undefined)
      reasons.push(
        `${what}: the entry at 0x${gone.toString(16)}${lost.length > 1 ? ` and ${lost.length - 1} others` : ''} cannot be read, nor what is behind`,
      );
    const got = read.filter((struct) => struct !== undefined);
    structs.push(...got);
    nodes = got.map((struct) => struct.word(member)).filter((node) => !isEnd(node));
  }
  return reasons.length === 0 ? { structs } : { structs, reason: [...new Set(reasons)].join('; ') };
}

/** The first words of a table's heads; those of heads that cannot be read are left out, and the reason says so. */
export async function headsOf(
  kernel: LinuxKernel,
  { address, count, stride = kernel.wordSize }: HashTable,
): Promise<{ readonly firsts: bigint[]; readonly reason?: string }> {
  const { kernelStart, wordSize } = kernel;
  const at = `the table at 0x${address.toString(16)}`;
  const length = (count - 1) * stride + wordSize;
  if (count <= 0) return { firsts: [] };
  if (count > MAX_BUCKETS) return { firsts: [], reason: `${at}: ${count} chains make no sense` };
  if (address < kernelStart || address + BigInt(length) > 1n << BigInt(8 * wordSize))
    return { firsts: [], reason: `${at} is not in the kernel's memory` };
  const { data, missing } = await kernel.space.readPartial(address, length);
  const firsts = Array.from({ length: count }, (_, i) => wordIn(data, i * stride, wordSize));
  if (missing.length === 0) return { firsts };
  const whole = firsts.filter((_, i) => {
    const start = address + BigInt(i * stride);
    return !missing.some((gap) => start < gap.start + gap.size && start + BigInt(wordSize) > gap.start);
  });
  return { firsts: whole, reason: `${at}: ${count - whole.length} of ${count} chains cannot be read` };
}

/** The structures of a whole table: {@link headsOf}, then {@link structsOnChains}. */
export async function structsInTable(
  kernel: LinuxKernel,
  reader: StructReader,
  table: HashTable,
  member: string,
  signal?: AbortSignal,
): Promise<StructList> {
  const heads = await headsOf(kernel, table);
  const { structs, reason } = await structsOnChains(reader, heads.firsts, member, signal);
  const reasons = [heads.reason, reason].filter((r) => r !== undefined);
  return reasons.length === 0 ? { structs } : { structs, reason: reasons.join('; ') };
}
