/** Keys made by hand: what each type adds, flags, damage. */
import { describe, expect, test } from 'vitest';
import { kernelKeys } from '../../../os/linux/keys.js';
import { keyRecord } from '../../../os/records.js';
import { FakeMemory, fakeKernel } from '../../kit/fake-kernel.js';

const AT = 0xffff888000010000n;
const TREE = AT;
const LAYOUTS = {
  key: {
    usage: [0, 4],
    serial: [4, 4],
    serial_node: [8, 24],
    expiry: [32, 8],
    uid: [40, 4],
    gid: [44, 4],
    perm: [48, 4],
    datalen: [52, 2],
    state: [54, 2],
    flags: [56, 8],
    'index_key.type': [64, 8],
    'index_key.description': [72, 8],
    payload: [80, 32],
    'keys.nr_leaves_on_tree': [104, 8],
  },
  rb_root: { rb_node: [0, 8] },
  rb_node: { rb_right: [8, 8], rb_left: [16, 8] },
  key_type: { name: [0, 8] },
  asymmetric_key_subtype: { name: [0, 8] },
  public_key: { id_type: [0, 8], pkey_algo: [8, 8] },
  asymmetric_key_ids: { id: [0, 24] },
  asymmetric_key_id: { len: [0, 2], data: [2, 0] },
} as const;

interface Made {
  readonly type: string;
  readonly description: string;
  readonly state?: number;
  readonly flags?: bigint;
  readonly expiry?: bigint;
  readonly payload?: readonly bigint[];
}

/** Address of key `n`; its texts lie on the page behind. */
const keyAt = (n: number) => AT + BigInt(n) * 0x2000n;
/** Where the parts of an asymmetric key lie. */
const PARTS = AT + 0x100000n;

/** A kernel with keys 1, 2, 3 and so on, each the right child of the one before. */
function world(keys: readonly Made[]) {
  const memory = new FakeMemory().word(TREE, keyAt(1) + 8n);
  keys.forEach(({ type, description, state = 1, flags = 0n, expiry = 0n, payload = [] }, i) => {
    const at = keyAt(i + 1);
    const next = i + 1 < keys.length ? keyAt(i + 2) + 8n : 0n;
    const texts = at + 0x1000n;
    memory
      .words(at + 8n, [0n, next, 0n, expiry])
      .word(at, 2n, 4)
      .word(at + 4n, BigInt(0x1000 + i), 4)
      .word(at + 40n, 1000n, 4)
      .word(at + 44n, 0xffffffffn, 4)
      .word(at + 48n, 0x3f010000n, 4)
      .word(at + 52n, 11n, 2)
      .word(at + 54n, BigInt(state), 2)
      .words(at + 56n, [flags, texts, texts + 0x100n])
      .words(at + 80n, payload)
      .word(texts, texts + 0x10n)
      .text(texts + 0x10n, type)
      .text(texts + 0x100n, description);
  });
  return { memory, kernel: fakeKernel(memory, LAYOUTS, { key_serial_tree: TREE }) };
}

/** The parts of an asymmetric key, whose second identifier has `length` bytes: 1, 2, 3 and so on. */
function asymmetric(memory: FakeMemory, length: number): void {
  memory
    .word(PARTS, PARTS + 0x100n)
    .text(PARTS + 0x100n, 'public_key')
    .words(PARTS + 0x20n, [PARTS + 0x120n, PARTS + 0x130n])
    .text(PARTS + 0x120n, 'X509')
    .text(PARTS + 0x130n, 'rsa')
    .words(PARTS + 0x40n, [0n, length === 0 ? 0n : PARTS + 0x60n, 0n])
    .word(PARTS + 0x60n, BigInt(length), 2)
    .write(
      PARTS + 0x62n,
      Uint8Array.from({ length }, (_, i) => i + 1),
    )
    .word(PARTS + 0x1ff0n, 0n);
}
const ASYMMETRIC = {
  type: 'asymmetric',
  description: 'signer',
  payload: [PARTS + 0x20n, PARTS, PARTS + 0x40n, 0n],
};

describe('kernelKeys', () => {
  test('a key of a user and its record', async () => {
    const { kernel } = world([{ type: 'user', description: 'secret', flags: 0b100n, expiry: 1700000000n }]);
    const { items, complete } = await kernelKeys(kernel);
    expect(complete).toBe(true);
    expect(items.map(keyRecord)).toEqual([
      {
        serial: '00001000',
        flags: 'I--Q---',
        usage: 2,
        expires: 1700000000,
        permissions: '3f010000',
        uid: 1000,
        gid: null,
        type: 'user',
        description: 'secret',
        detail: '11',
        address: `0x${keyAt(1).toString(16)}`,
      },
    ]);
  });

  test('keyrings say how many keys they link to, other types nothing', async () => {
    const { kernel } = world([
      { type: 'keyring', description: '_ses', payload: [0n, 0n, 0n, 3n] },
      { type: 'keyring', description: '.machine', payload: [0n, 0n, 0n, 0n] },
      { type: 'blacklist', description: 'tbs:00' },
    ]);
    expect((await kernelKeys(kernel)).items.map(({ detail }) => detail)).toEqual(['3', 'empty', null]);
  });

  test('a key that was never given its payload, one that was refused, one without an end', async () => {
    const { kernel } = world([
      { type: 'user', description: 'a', state: 0, flags: 0b1000n },
      { type: 'user', description: 'b', state: 0x10000 - 126, flags: 0b100011n },
      { type: 'user', description: 'c', expiry: (1n << 63n) - 1n },
    ]);
    const { items } = await kernelKeys(kernel);
    expect(items.map(({ flags, detail, expires }) => [flags, detail, expires])).toEqual([
      ['----U--', null, null],
      ['IRD--Ni', null, null],
      ['I------', '11', null],
    ]);
  });

  test.each([
    [20, 'X509.rsa 11121314 []'],
    [2, 'X509.rsa 0102 []'],
    [0, 'X509.rsa []'],
  ])('an asymmetric key whose identifier has %i bytes', async (length, detail) => {
    const { kernel, memory } = world([ASYMMETRIC]);
    asymmetric(memory, length);
    expect((await kernelKeys(kernel)).items).toMatchObject([{ detail, complete: true }]);
  });

  test('what cannot be read is named, and the key stays', async () => {
    const { kernel, memory } = world([ASYMMETRIC, { type: 'user', description: 'b' }]);
    memory.lose(keyAt(2) + 0x1000n);
    const [first, second] = (await kernelKeys(kernel)).items;
    expect(first).toMatchObject({ detail: null, complete: false, reason: 'cannot be read: payload' });
    expect(second).toMatchObject({ type: null, description: null, complete: false });
    expect(second?.reason).toBe('cannot be read: type, description');
  });

  test('a key that cannot be read, a tree that cannot, and no tree at all', async () => {
    const { kernel, memory } = world([
      { type: 'user', description: 'a' },
      { type: 'user', description: 'b' },
    ]);
    memory.lose(keyAt(2));
    expect(await kernelKeys(kernel)).toMatchObject({ items: [{ serial: 0x1000 }], complete: false });
    memory.lose(TREE);
    expect(await kernelKeys(kernel)).toMatchObject({ items: [], complete: false });
    const none = await kernelKeys(fakeKernel(memory, LAYOUTS));
    expect(none).toMatchObject({ complete: false, reason: 'the kernel has no symbol key_serial_tree' });
  });
});
