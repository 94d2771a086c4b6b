/** Structures in a red-black tree, in its order. Sources: include/linux/rbtree_types.h, lib/rbtree.c. */
import { throwIfAborted } from '../../engine/index.js';
import type { LinuxKernel } from './kernel.js';
import type { StructList } from './lists.js';
import { StructReader, type Struct } from './structs.js';

/** Nodes that a tree may have; more means that it was overwritten. */
const MAX_NODES = 1 << 20;

interface Links {
  readonly left: bigint;
  readonly right: bigint;
}

/**
 * The structures of a tree, smallest first. `root` is the word of rb_root; `reader` was made to read `member`, the struct
 * rb_node. Nodes are read level by level, a batch each. Bounded; a node that cannot be read or is met again costs what
 * is under it, and the reason says so. Aborts with the signal. `nth`: which node, where the member is an array of them.
 */
export async function structsInTree(
  kernel: LinuxKernel,
  reader: StructReader,
  root: bigint,
  member: string,
  signal?: AbortSignal,
  nth = 0,
): Promise<StructList> {
  const links = new StructReader(kernel, 'rb_node', ['rb_left', 'rb_right']);
  const offset = BigInt(reader.offset(member) + nth * (kernel.types.struct('rb_node')?.size ?? 0));
  const what = `${reader.type}.${member}`;
  const nodes = new Map<bigint, { readonly struct: Struct; readonly links: Links }>();
  const reasons = new Set<string>();
  let level = root === 0n ? [] : [root];
  const met = new Set<bigint>();
  while (level.length > 0) {
    throwIfAborted(signal);
    const fresh = level.filter((node) => !met.has(node) && met.add(node));
    if (fresh.length < level.length) reasons.add(`${what}: the tree leads back into itself`);
    if (met.size > MAX_NODES) {
      reasons.add(`${what}: more than ${MAX_NODES} nodes`);
      break;
    }
    const structs = await reader.many(fresh.map((node) => node - offset));
    const pointers = await links.many(fresh);
    level = fresh.flatMap((node, i) => {
      const [struct, pair] = [structs[i], pointers[i]];
      if (struct === undefined || pair === undefined) {
        reasons.add(`${what}: the node at 0x${node.toString(16)} cannot be read, nor what is under it`);
        return [];
      }
      const [left, right] = [pair.word('rb_left'), pair.word('rb_right')];
      nodes.set(node, { struct, links: { left, right } });
      return [left, right].filter((child) => child !== 0n);
    });
  }
  const structs = inOrder(root, nodes);
  return reasons.size === 0 ? { structs } : { structs, reason: [...reasons].join('; ') };
}

/** The nodes that were read, each once, left before right. */
function inOrder(
  root: bigint,
  nodes: ReadonlyMap<bigint, { readonly struct: Struct; readonly links: Links }>,
): Struct[] {
  const ordered: Struct[] = [];
  const entered = new Set<bigint>();
  const above: bigint[] = [];
  let at = root;
  while (above.length > 0 || (nodes.has(at) && !entered.has(at))) {
    while (nodes.has(at) && !entered.has(at)) {
      entered.add(at);
      above.push(at);
      at = nodes.get(at)?.links.left ?? 0n;
    }
    const node = nodes.get(above.pop() ?? 0n);
    if (node !== undefined) ordered.push(node.struct);
    at = node?.links.right ?? 0n;
  }
  return ordered;
}
