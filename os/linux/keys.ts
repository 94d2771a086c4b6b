/**
 * Keys and keyrings, as /proc/keys prints them. Sources: include/linux/key.h; security/keys/proc.c (the columns),
 * keyring.c and user_defined.c (what the types add); crypto/asymmetric_keys/asymmetric_type.c and public_key.c.
 */
import { throwIfAborted } from '../../engine/index.js';
import type { KernelKey, Listing } from '../types.js';
import type { LinuxKernel } from './kernel.js';
import { learnKeys, treeOfKeys } from './learned/keys.js';
import { structsInTree } from './rb-tree.js';
import { StructReader, type Struct } from './structs.js';
import { textAt, textsAt } from './texts.js';

/** include/linux/key.h: KEY_FLAG_*; in the order of the column, without those that come from the state. */
const DEAD = 0;
const REVOKED = 1;
const IN_QUOTA = 2;
const USER_CONSTRUCT = 3;
const INVALIDATED = 5;
/** enum key_state; the state is a short, negative for the error of a key that was refused. */
const UNINSTANTIATED = 0;
const POSITIVE = 1;
const NEGATIVE = 0x8000;
/** include/linux/time64.h: TIME64_MAX; kernels from 6.7 on give it to keys that do not expire, others give 0. */
const NEVER = (1n << 63n) - 1n;

/** Types whose keys say the bytes of their payload (user_describe). */
const SIZED = ['user', 'logon', 'encrypted', 'trusted'];
/** include/keys/asymmetric-subtype.h: words of the payload. */
const ASYMMETRIC = { key: 0, subtype: 1, ids: 2 };
/** Bytes of an identifier that are shown: its last. */
const SHOWN = 4;

/** include/linux/uidgid.h: INVALID_UID and INVALID_GID, of keys that nobody owns. */
const NOBODY = 0xffffffff;

const idOf = (id: number): number | null => (id === NOBODY ? null : id);

/** All keys of the tree of serial numbers, lowest first. Aborts with the signal. */
export async function kernelKeys(kernel: LinuxKernel, signal?: AbortSignal): Promise<Listing<KernelKey>> {
  const tree = await treeOfKeys(kernel);
  if (tree === undefined) return lost('the kernel has no symbol key_serial_tree');
  await learnKeys(kernel, tree);
  const reader = new StructReader(kernel, 'key', [
    'usage',
    'serial',
    'serial_node',
    'expiry',
    'uid',
    'gid',
    'perm',
    'datalen',
    'state',
    'flags',
    'index_key.type|type',
    'index_key.description|description',
    'payload',
    'keys.nr_leaves_on_tree?',
  ]);
  const root = await new StructReader(kernel, 'rb_root', ['rb_node']).at(tree);
  if (root === undefined) return lost('the root of the tree of keys cannot be read');
  const { structs, reason } = await structsInTree(
    kernel,
    reader,
    root.word('rb_node'),
    'serial_node',
    signal,
  );
  const types = await typeNames(kernel, structs);
  const texts = await textsAt(
    kernel,
    structs.map((key) => key.word('index_key.description|description')),
    1 << 12,
  );
  const items: KernelKey[] = [];
  for (const [i, key] of structs.entries()) {
    throwIfAborted(signal);
    items.push(await keyOf(kernel, key, types[i] ?? null, texts[i] ?? null));
  }
  return reason === undefined ? { items, complete: true } : { items, complete: false, reason };
}

const lost = (reason: string): Listing<KernelKey> => ({ items: [], complete: false, reason });

/** The name of each key's type. */
async function typeNames(kernel: LinuxKernel, keys: readonly Struct[]): Promise<(string | null)[]> {
  const types = await new StructReader(kernel, 'key_type', ['name']).many(
    keys.map((key) => key.word('index_key.type|type')),
  );
  return textsAt(
    kernel,
    types.map((type) => type?.word('name') ?? 0n),
  );
}

async function keyOf(
  kernel: LinuxKernel,
  key: Struct,
  type: string | null,
  text: string | null,
): Promise<KernelKey> {
  const state = key.number('state');
  const description = key.word('index_key.description|description') === 0n ? '[anon]' : text;
  const detail = state === POSITIVE && type !== null ? await detailOf(kernel, key, type) : null;
  const missing = [
    ...(type === null ? ['type'] : []),
    ...(description === null ? ['description'] : []),
    ...(detail === undefined ? ['payload'] : []),
  ];
  const expiry = key.u64('expiry');
  return {
    serial: key.number('serial'),
    flags: flagsOf(key.word('flags'), state),
    usage: key.number('usage'),
    expires: expiry === 0n || expiry === NEVER ? null : Number(expiry),
    permissions: key.number('perm'),
    uid: idOf(key.number('uid')),
    gid: idOf(key.number('gid')),
    type,
    description,
    detail: detail ?? null,
    address: key.address,
    complete: missing.length === 0,
    ...(missing.length > 0 && { reason: `cannot be read: ${missing.join(', ')}` }),
  };
}

/** The column of flags. */
function flagsOf(flags: bigint, state: number): string {
  const bit = (number: number): boolean => ((flags >> BigInt(number)) & 1n) === 1n;
  const shown: readonly (readonly [string, boolean])[] = [
    ['I', state !== UNINSTANTIATED],
    ['R', bit(REVOKED)],
    ['D', bit(DEAD)],
    ['Q', bit(IN_QUOTA)],
    ['U', bit(USER_CONSTRUCT)],
    ['N', state >= NEGATIVE],
    ['i', bit(INVALIDATED)],
  ];
  return shown.map(([letter, set]) => (set ? letter : '-')).join('');
}

/** What the type adds to the description; null when this type's is not known, undefined when it cannot be read. */
async function detailOf(kernel: LinuxKernel, key: Struct, type: string): Promise<string | null | undefined> {
  if (SIZED.includes(type)) return String(key.number('datalen'));
  if (type === 'keyring' && key.has('keys.nr_leaves_on_tree')) {
    const links = key.word('keys.nr_leaves_on_tree');
    return links === 0n ? 'empty' : String(links);
  }
  return type === 'asymmetric' ? asymmetricDetail(kernel, key) : null;
}

/** `X509.rsa 888ff27d []`: how the key is encoded, its algorithm, and the end of its second identifier. */
async function asymmetricDetail(kernel: LinuxKernel, key: Struct): Promise<string | null | undefined> {
  const subtypeAt = key.word('payload', ASYMMETRIC.subtype);
  if (subtypeAt === 0n) return null;
  const subtype = await new StructReader(kernel, 'asymmetric_key_subtype', ['name']).at(subtypeAt);
  const name = subtype && (await textAt(kernel, subtype.word('name')));
  if (name !== 'public_key') return name === undefined || name === null ? undefined : null;
  const secret = await new StructReader(kernel, 'public_key', ['id_type', 'pkey_algo']).at(
    key.word('payload', ASYMMETRIC.key),
  );
  if (secret === undefined) return undefined;
  const [encoding, algorithm] = await textsAt(kernel, [secret.word('id_type'), secret.word('pkey_algo')]);
  const id = await secondIdentifier(kernel, key.word('payload', ASYMMETRIC.ids));
  if (typeof encoding !== 'string' || typeof algorithm !== 'string' || id === undefined) return undefined;
  return `${encoding}.${algorithm}${id === '' ? '' : ` ${id}`} []`;
}

/** The last bytes of the second of a key's identifiers, in hexadecimal; empty when it has none. */
async function secondIdentifier(kernel: LinuxKernel, address: bigint): Promise<string | undefined> {
  if (address === 0n) return '';
  const ids = await new StructReader(kernel, 'asymmetric_key_ids', ['id']).at(address);
  const at = ids?.word('id', 1);
  if (at === undefined || at === 0n) return at === undefined ? undefined : '';
  const id = await new StructReader(kernel, 'asymmetric_key_id', ['len']).at(at);
  if (id === undefined) return undefined;
  const length = id.number('len');
  const count = Math.min(length, SHOWN);
  const data = new StructReader(kernel, 'asymmetric_key_id', ['data']).offset('data');
  const start = at + BigInt(data + length - count);
  const read = await kernel.space.readPartial(start, count);
  return read.missing.length > 0
    ? undefined
    : [...read.data].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
