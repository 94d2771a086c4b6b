/** Structures on a chain that ends in NULL (hlist, notifier blocks) or in its head. Source: include/linux/list.h. */
import type { Struct, StructReader } from '../structs.js';

const MAX_LENGTH = 1 << 16;

/**
 * Structures linked by the first word of `member`, starting at the node `first`; the chain ends at NULL or at `end`.
 * Bounded; what cannot be read ends it with a reason.
 */
export async function chain(
  reader: StructReader,
  first: bigint,
  member: string,
  end = 0n,
): Promise<{ structs: Struct[]; reason?: string }> {
  const offset = BigInt(reader.offset(member));
  const structs: Struct[] = [];
  const seen = new Set<bigint>();
  for (let node = first; node !== 0n && node !== end;) {
    const struct = seen.has(node) || seen.size >= MAX_LENGTH ? undefined : await reader.at(node - offset);
    if (struct === undefined)
      return { structs, reason: `${reader.type}.${member} cannot be followed to 0x${node.toString(16)}` };
    seen.add(node);
    structs.push(struct);
    node = struct.word(member);
  }
  return { structs };
}
