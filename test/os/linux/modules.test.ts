/** Modules built by hand: users, states, taints, symbols with exports, sections of both forms, damage. */
import { describe, expect, test } from 'vitest';
import { Modules } from '../../../os/linux/modules.js';
import type { KernelSymbol } from '../../../os/types.js';
import { fakeKernel, FakeMemory, type Layout } from '../../kit/fake-kernel.js';

const MODULE: Layout = {
  list: [0, 16],
  state: [16, 4],
  refcnt: [20, 4],
  name: [24, 16],
  'core_layout.base': [40, 8],
  'core_layout.size': [48, 4],
  'init_layout.size': [52, 4],
  kallsyms: [56, 8],
  syms: [64, 8],
  num_syms: [72, 4],
  sect_attrs: [80, 8],
  taints: [88, 8],
  source_list: [96, 16],
  init: [112, 8],
  exit: [120, 8],
};
const LAYOUTS: Record<string, Layout> = {
  module: MODULE,
  module_use: { source_list: [0, 16], source: [16, 8] },
  mod_kallsyms: { symtab: [0, 8], num_symtab: [8, 4], strtab: [16, 8], typetab: [24, 8] },
  kernel_symbol: { value_offset: [0, 4], name_offset: [4, 4], namespace_offset: [8, 4] },
  module_sect_attrs: { nsections: [0, 4], attrs: [8, 0] },
  module_sect_attr: { 'battr.attr.name': [0, 8], address: [8, 8] },
};
const HEAD = 0xffffffff82000000n;
const A = 0xffffffffc0000000n;
const B = 0xffffffffc0001000n;
const USE = 0xffffffffc0002000n;
const TABLES = 0xffffffffc0003000n;
const BASE = 0xffffffffc0100000n;

/** Two modules: `b` uses `a`. */
function world(): FakeMemory {
  const memory = new FakeMemory();
  const module = (at: bigint, name: string, state: number, references: number, taints: bigint) => {
    memory.write(at, new Uint8Array(128)).text(at + 24n, name);
    memory.word(at + 16n, BigInt(state), 4).word(at + 20n, BigInt(references), 4);
    memory
      .word(at + 40n, BASE + (at - A))
      .word(at + 48n, 0x5000n, 4)
      .word(at + 88n, taints);
    memory.words(at + 96n, [at + 96n, at + 96n]);
  };
  module(A, 'a', 0, 2, (1n << 13n) | (1n << 12n));
  module(B, 'b', 2, 1, 0n);
  memory.words(HEAD, [B, A]).words(B, [A, HEAD]).words(A, [HEAD, B]);
  memory.words(A + 96n, [USE, USE]).words(USE, [A + 96n, A + 96n, B]);
  memory.word(A + 112n, BASE);
  // Tables of `a`: four symbols, one without a name; `shown` is exported, `other` has an exported name elsewhere.
  memory.write(TABLES, new Uint8Array(4096)).word(A + 56n, TABLES);
  memory.words(TABLES, [TABLES + 64n, 4n, TABLES + 256n, TABLES + 192n]);
  memory.write(TABLES + 256n, new TextEncoder().encode('\0local\0shown\0other\0'));
  [1, 7, 13].forEach((name, i) =>
    memory
      .word(TABLES + 64n + 24n * BigInt(i + 1), BigInt(name), 4)
      .word(TABLES + 72n + 24n * BigInt(i + 1), BASE + BigInt(16 * i)),
  );
  memory.write(TABLES + 192n, new TextEncoder().encode('ttTd'));
  const exported = TABLES + 512n;
  memory.word(A + 64n, exported).word(A + 72n, 2n, 4);
  [
    ['shown', BASE + 16n],
    ['other', BASE + 4096n],
  ].forEach(([name, value], i) => {
    const at = exported + BigInt(12 * i);
    const text = TABLES + 1024n + BigInt(16 * i);
    memory
      .text(text, name as string)
      .word(at, (value as bigint) - at, 4)
      .word(at + 4n, text - at - 4n, 4);
  });
  // Sections of `a`.
  memory
    .word(A + 80n, TABLES + 2048n)
    .words(TABLES + 2048n, [2n, TABLES + 3000n, BASE, TABLES + 3010n, BASE + 64n]);
  return memory.text(TABLES + 3000n, '.text').text(TABLES + 3010n, '.data');
}
const modules = (memory: FakeMemory, layouts = LAYOUTS) =>
  new Modules(fakeKernel(memory, layouts, { modules: HEAD }));

describe('Modules', () => {
  test('newest first, with users, states, taints and what cannot go', async () => {
    expect(await modules(world()).list()).toEqual({
      complete: true,
      items: [
        expect.objectContaining({ name: 'b', references: 0, usedBy: [], state: 'Unloading', taints: '-' }),
        {
          name: 'a',
          base: BASE,
          size: 0x5000,
          path: '',
          references: 1,
          usedBy: ['b', '[permanent]'],
          state: 'Live',
          taints: 'OE',
          address: A,
          complete: true,
        },
      ],
    });
  });

  test('symbols in lower case unless name and address are exported, and a reason for a module without tables', async () => {
    const reasons: string[] = [];
    const symbols: KernelSymbol[] = [];
    for await (const symbol of modules(world()).symbols((reason) => reasons.push(reason)))
      symbols.push(symbol);
    expect(symbols.map(({ name, type, module }) => `${name} ${type} ${module}`)).toEqual([
      'local t a',
      'shown T a',
      'other d a',
    ]);
    expect(reasons).toEqual(['the symbol table of b cannot be read']);
  });

  test('sections by their own count, and by pointers up to a zero', async () => {
    const want = [
      { module: 'a', name: '.text', address: BASE, complete: true },
      { module: 'a', name: '.data', address: BASE + 64n, complete: true },
    ];
    expect((await modules(world()).sections()).items).toEqual(want);
    expect((await modules(world()).sections('b')).items).toEqual([]);
    const { module_sect_attr: _, ...rest } = LAYOUTS;
    const later = {
      ...rest,
      module_sect_attrs: {
        'grp.bin_attrs|grp.bin_attrs_new': [0, 8],
        'grp.bin_attrs': [0, 8],
        attrs: [8, 0],
      },
      bin_attribute: { 'attr.name': [0, 8], private: [8, 8] },
    } as const;
    const memory = world()
      .word(TABLES + 2048n, TABLES + 3500n)
      .words(TABLES + 3500n, [TABLES + 2056n, TABLES + 2072n, 0n]);
    expect((await modules(memory, later).sections('a')).items).toEqual(want);
  });

  test('a lost user and lost sections are told', async () => {
    const memory = world()
      .word(USE + 16n, 0xffffffffc0900000n)
      .word(A + 80n, 0xffffffffc0900000n);
    const { items } = await modules(memory).list();
    expect(items[1]).toMatchObject({ complete: false, reason: 'a module that uses it cannot be read' });
    expect(await modules(memory).sections()).toMatchObject({
      complete: false,
      reason: 'the sections of a cannot be read',
    });
  });
});
