/** Variables that no symbol names: what code of each architecture refers to, and which address is taken. */
import { describe, expect, test } from 'vitest';
import { StructReader } from '../../../../os/linux/structs.js';
import { codeAddresses } from '../../../../os/linux/variables/code-addresses.js';
import { isListOf, sharedVariable, treeAt, variable } from '../../../../os/linux/variables/index.js';
import { FakeMemory, fakeKernel } from '../../../kit/fake-kernel.js';

const LAYOUTS = {
  thing: { link: [8, 16], number: [24, 4] },
  leaf: { node: [0, 24], number: [24, 4] },
  rb_node: { __rb_parent_color: [0, 8], rb_right: [8, 8], rb_left: [16, 8] },
} as const;

/** Code of one function, as words of 4 bytes, and what it refers to. Data begins 64 KiB behind it. */
async function refers(
  mode: string,
  wordSize: 4 | 8,
  text: bigint,
  words: readonly number[],
): Promise<bigint[]> {
  const memory = new FakeMemory();
  words.forEach((word, i) => memory.word(text + BigInt(4 * i), BigInt(word >>> 0), 4));
  const kernel = fakeKernel(memory, LAYOUTS, { _stext: text, _etext: text + 0x10000n });
  const space = { ...kernel.space, mode } as typeof kernel.space;
  return codeAddresses(
    { ...kernel, space, wordSize, kernelStart: wordSize === 4 ? 0xc0000000n : 0xffff800000000000n },
    text,
  );
}

describe('what code refers to', () => {
  test('aarch64: pages and what is added to them, loads and stores; a page alone is none', async () => {
    const text = 0xffff800010000000n;
    // adrp x0, +0x10 pages; add x0, x0, #0x123; ldr x1, [x0, #8]; adrp x2, +0x20 pages; str w3, [x2, #0x40]
    const words = [0x90000080, 0x91048c00, 0xf9400401, 0x90000102, 0xb9004043];
    expect(await refers('aarch64-4k-48', 8, text, words)).toEqual([
      text + 0x10123n,
      text + 0x1012bn,
      text + 0x20040n,
    ]);
  });

  test('aarch64: a page alone is an address when registers are added to it', async () => {
    const text = 0xffff800010000000n;
    // adrp x4, +0x10 pages; add x4, x4, x0
    expect(await refers('aarch64-4k-48', 8, text, [0x90000084, 0x8b000084])).toEqual([text + 0x10000n]);
  });

  test('arm: halves of an address, literals, what is added and loaded', async () => {
    const text = 0xc0300000n;
    // movw r0, #0x5678; movt r0, #0xc031; ldr r1, [r0, #16]; add r2, r0, #0x100; ldr r3, [pc, #0]; b .; literal
    const words = [0xe3050678, 0xe34c0031, 0xe5901010, 0xe2802c01, 0xe59f3000, 0xeafffffe, 0xc0319000];
    expect(await refers('arm-short', 4, text, words)).toEqual([
      0xc0315678n,
      0xc0315688n,
      0xc0315778n,
      0xc0319000n,
    ]);
  });

  test('riscv64: AUIPC with what follows', async () => {
    const text = 0xffffffff80000000n;
    // auipc a0, 0x10; addi a0, a0, 0x20; ld a1, 8(a0); sd a1, -8(a0)
    const words = [0x00010517, 0x02050513, 0x00853583, 0xfeb53c23];
    expect(await refers('riscv64-sv39', 8, text, words)).toEqual([
      text + 0x10020n,
      text + 0x10028n,
      text + 0x10018n,
    ]);
  });

  test('x86: addresses at any byte, on 64 bits distances from the next instruction', async () => {
    // mov eax, [0xc0315678] behind a byte: a1 78 56 31 c0
    expect(await refers('x86-pae', 4, 0xc0300000n, [0x315678a1, 0x000000c0])).toContain(0xc0315678n);
    // mov rax, [rip + 0x12000]: 48 8b 05 00 20 01 00
    const text = 0xffffffff81000000n;
    expect(await refers('x86-64-4level', 8, text, [0x00058b48, 0x00000120])).toContain(text + 7n + 0x12000n);
  });
});

const TEXT = 0xffffffff81000000n;
const DATA = TEXT + 0x20000n;
/** A kernel with functions `one` and `two`, each of which loads from two places: `mov rax, [rip + …]`, then again. */
function world(one: readonly bigint[], two: readonly bigint[]) {
  const memory = new FakeMemory();
  [one, two].forEach((places, n) =>
    places.forEach((place, i) => {
      const at = TEXT + BigInt(0x4000 * n + 7 * i);
      memory.write(at, Uint8Array.of(0x48, 0x8b, 0x05)).word(at + 3n, place - (at + 7n), 4);
    }),
  );
  memory.write(DATA, new Uint8Array(0x1000));
  const symbols = { _stext: TEXT, _etext: TEXT + 0x10000n, one: TEXT, two: TEXT + 0x4000n };
  return { memory, kernel: fakeKernel(memory, LAYOUTS, symbols) };
}

describe('variables without a symbol', () => {
  test('the first address of a user that fits is taken and remembered, one with a symbol is not looked for', async () => {
    const { kernel } = world([DATA, DATA + 8n], [DATA + 16n]);
    const asked: bigint[] = [];
    const fits = (address: bigint) => Promise.resolve((asked.push(address), address === DATA + 8n));
    const found = await variable(kernel, { name: 'counter', users: ['missing', 'one'], fits });
    expect(found).toBe(DATA + 8n);
    expect(kernel.symbols.address('counter')).toBe(DATA + 8n);
    asked.length = 0;
    await variable(kernel, { name: 'counter', users: ['one'], fits });
    expect(asked).toEqual([]);
    expect(
      await variable(kernel, { name: 'other', users: ['two'], fits: () => Promise.resolve(false) }),
    ).toBeUndefined();
  });

  test('what tells nothing of itself is what all users share, if that is one address', async () => {
    const { kernel } = world([DATA, DATA + 64n], [DATA + 64n, DATA + 128n]);
    expect(await sharedVariable(kernel, 'shared', ['one', 'two'])).toBe(DATA + 64n);
    expect(await sharedVariable(kernel, 'ambiguous', ['one'])).toBeUndefined();
    expect(await sharedVariable(kernel, 'unused', ['one', 'gone'])).toBeUndefined();
  });

  test('a head is of a list that closes and whose entries are believed', async () => {
    const { memory, kernel } = world([], []);
    const reader = new StructReader(kernel, 'thing', ['link', 'number']);
    const [head, first, second] = [DATA, DATA + 0x100n, DATA + 0x200n];
    memory.words(head, [first + 8n, second + 8n]);
    memory.words(first + 8n, [second + 8n, head]).word(first + 24n, 1n, 4);
    memory.words(second + 8n, [head, first + 8n]).word(second + 24n, 2n, 4);
    const upTo = (most: number) =>
      isListOf(kernel, reader, 'link', head, (s) => Promise.resolve(s.number('number') <= most));
    expect(await upTo(2)).toBe(true);
    expect(await upTo(1)).toBe(false);
    expect(await isListOf(kernel, reader, 'link', DATA + 0x300n, () => Promise.resolve(true))).toBe(false);
    memory.word(second + 8n, DATA + 0x400n);
    expect(await upTo(2)).toBe(false);
  });

  test('a tree has a black top without a parent', async () => {
    const { memory, kernel } = world([], []);
    const reader = new StructReader(kernel, 'leaf', ['node', 'number']);
    const [root, top, left] = [DATA, DATA + 0x100n, DATA + 0x200n];
    memory
      .word(root, top)
      .words(top, [1n, 0n, left])
      .word(top + 24n, 7n, 4);
    memory.words(left, [top, 0n, 0n]).word(left + 24n, 3n, 4);
    expect((await treeAt(kernel, reader, 'node', root))?.map((s) => s.number('number'))).toEqual([3, 7]);
    memory.word(top, left);
    expect(await treeAt(kernel, reader, 'node', root)).toBeUndefined();
    expect(await treeAt(kernel, reader, 'node', DATA + 0x300n)).toBeUndefined();
  });
});
