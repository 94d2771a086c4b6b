/**
 * struct key: its start is the same in all kernels, and what stands behind its locks follows in one order. Sources:
 * include/linux/key.h, include/linux/assoc_array.h.
 */
import { Sampler, type Block } from '../infer/sample.js';
import type { LinuxKernel } from '../kernel.js';
import { StructReader } from '../structs.js';
import { textsAt } from '../texts.js';
import { treeAt, variable } from '../variables/index.js';
import { alignment, inOrder, knows, teach } from './teach.js';

/** Bytes of a key that are looked at, and members by name where they stand. */
const LENGTH = 256;
/** Rights of a key: four bytes of six bits. */
const RIGHTS = 0x3f3f3f3f;
/** What is called like a type of keys. */
const TYPE = /^[a-z][\w.-]{2,31}$/;

/** The start, which the derivation needs: count, serial number, node of the tree. */
function start(kernel: LinuxKernel): void {
  const { wordSize } = kernel;
  teach(kernel, 'key', { usage: [0, 4], serial: [4, 4], serial_node: [8, 3 * wordSize] });
}

/** Address of the tree of all keys, for kernels that do not name it. Users: security/keys/key.c. */
export function treeOfKeys(kernel: LinuxKernel): Promise<bigint | undefined> {
  if (!knows(kernel, 'key', 'serial_node')) start(kernel);
  return variable(kernel, {
    name: 'key_serial_tree',
    users: ['key_lookup', 'key_alloc', 'key_garbage_collector'],
    fits: async (address) => {
      const keys = await treeAt(
        kernel,
        new StructReader(kernel, 'key', ['serial', 'serial_node']),
        'serial_node',
        address,
      );
      const serials = keys?.map((key) => key.number('serial')) ?? [];
      // The tree is in the order of serial numbers, the smallest of which is 3.
      return serials.length > 1 && serials.every((serial, i) => serial > (serials[i - 1] ?? 2));
    },
  });
}

/** Learns the rest from the keys of the tree: rights and types of all make sense at one place only. */
export async function learnKeys(kernel: LinuxKernel, tree: bigint): Promise<void> {
  if (knows(kernel, 'key', 'payload')) return;
  const { wordSize } = kernel;
  const keys = await treeAt(
    kernel,
    new StructReader(kernel, 'key', ['serial', 'serial_node']),
    'serial_node',
    tree,
  );
  if (keys === undefined) return;
  const blocks = await new Sampler(kernel).many(
    keys.map(({ address }) => address),
    LENGTH,
  );
  for (let at = 8 + 3 * wordSize; at < LENGTH / 2; at += alignment(kernel)) {
    const places = layoutAt(kernel, at);
    if (!blocks.every((block) => haveRights(block, places))) continue;
    const types = blocks.map((block) => block.word(places['type']?.[0] ?? 0) ?? 0n);
    const pointers = await new Sampler(kernel).many(types, wordSize);
    const names = await textsAt(
      kernel,
      pointers.map((pointer) => pointer.word(0) ?? 0n),
    );
    if (!names.every((name) => TYPE.test(name ?? ''))) continue;
    learnAsymmetric(kernel);
    teach(kernel, 'key_type', { name: 0 });
    return teach(kernel, 'key', { ...places, payload: [places['payload']?.[0] ?? 0, 4 * wordSize] });
  }
}

/** What the parts of an asymmetric key look like. Sources: include/keys/asymmetric-subtype.h, asymmetric-type.h, include/crypto/public_key.h. */
function learnAsymmetric(kernel: LinuxKernel): void {
  const word = kernel.wordSize;
  teach(kernel, 'asymmetric_key_subtype', { name: word });
  teach(kernel, 'asymmetric_key_ids', { id: [0, 2 * word] });
  teach(kernel, 'asymmetric_key_id', { len: [0, 2], data: [2, 0] });
  const members = inOrder([
    ['key', word],
    ['keylen', 4],
    ['algo', 4],
    ['params', word],
    ['paramlen', 4],
    ['key_is_private', 1],
    ['id_type', word],
    ['pkey_algo', word],
  ]);
  teach(kernel, 'public_key', members);
}

/** Members from the time of expiry on, which stands at `at`. */
function layoutAt(kernel: LinuxKernel, at: number): Record<string, readonly [number, number]> {
  const word = kernel.wordSize;
  const places = inOrder(
    [
      ['expiry', 8],
      ['last_used_at', 8],
      ['uid', 4],
      ['gid', 4],
      ['perm', 4],
      ['quotalen', 2],
      ['datalen', 2],
      ['state', 2],
      ['flags', word],
      ['hash', word],
      ['len_desc', word],
      ['type', word],
      ['domain_tag', word],
      ['description', word],
      ['payload', word],
    ],
    { from: at, align: alignment(kernel) },
  );
  const payload = places['payload']?.[0] ?? 0;
  // In a keyring a list_head and the root of the array stand there before the number of links.
  return { ...places, 'keys.nr_leaves_on_tree': [payload + 3 * word, word] };
}

function haveRights(block: Block, places: Record<string, readonly [number, number]>): boolean {
  const [rights, state] = [block.u32(places['perm']?.[0] ?? 0) ?? 0, block.u16(places['state']?.[0] ?? 0)];
  return rights !== 0 && (rights & ~RIGHTS) === 0 && (state === 0 || state === 1 || (state ?? 0) >= 0x8000);
}
