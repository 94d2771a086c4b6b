/** BTF of modules, which goes on where the kernel's ends, and sections with kinds that this version does not know. */
import { describe, expect, test } from 'vitest';
import { PagewalkError } from '../../../engine/index.js';
import { EXTRA, KIND } from '../../../os/symbols/btf-index.js';
import { Btf } from '../../../os/symbols/btf.js';
import { BtfWriter } from '../../kit/btf-writer.js';

function kernel(): { writer: BtfWriter; int: number; list: number } {
  const writer = new BtfWriter();
  const int = writer.int('int', 4);
  const list = writer.struct('list_head', 16, [
    ['next', 3, 0],
    ['prev', 3, 64],
  ]);
  expect(writer.pointer(list)).toBe(3);
  return { writer, int, list };
}

describe('a module', () => {
  const { writer, int, list } = kernel();
  const base = new Btf(writer.bytes());
  const more = new BtfWriter(writer);
  const own = more.struct('veth_priv', 24, [
    ['list', list, 0],
    ['dropped', int, 128],
  ]);
  more.pointer(own);
  more.function('veth_open', int, [own + 1]);
  const module = new Btf(more.bytes(), base);

  test('numbers and names go on from the kernel', () => {
    expect(own).toBe(4);
    expect(module.count).toBe(7);
    expect(module.struct('veth_priv')?.field('list.prev')?.offset).toBe(8);
    expect(module.describe('veth_priv')?.members.map(({ name, type }) => `${type} ${name}`)).toEqual([
      'struct list_head list',
      'int dropped',
    ]);
    expect(module.describe('veth_open')?.declaration).toBe('int veth_open(struct veth_priv *)');
  });

  test("the kernel's types are there, and the kernel does not know the module's", () => {
    expect(module.struct('list_head')?.size).toBe(16);
    expect(module.find('int')).toBe(int);
    expect(base.struct('veth_priv')).toBeUndefined();
    expect([...module.names()].map(({ name }) => name)).toEqual([
      'int',
      'list_head',
      'veth_priv',
      'veth_open',
    ]);
  });

  test('without what it builds on it is refused', () => {
    expect(() => new Btf(more.bytes())).toThrow(PagewalkError);
  });
});

describe('a section with a layout', () => {
  const known = Array.from({ length: KIND.enum64 + 1 }, (_, kind): [number, number] => [
    EXTRA[kind]?.fixed ?? 0,
    EXTRA[kind]?.each ?? 0,
  ]);
  const layout: [number, number][] = [
    ...known,
    [8, 0],
    [0, 12],
    ...Array<[number, number]>(79).fill([0, 0]),
    [4, 4],
  ];
  const write = () => {
    const { writer, int } = kernel();
    writer.type(20, 'later', 0xffffffff, [1, 2]);
    writer.type(21, 'later', 0, [1, 2, 3, 4, 5, 6], 2);
    writer.type(101, '', 0, [1, 2, 3, 4], 3);
    writer.struct('behind', 8, [
      ['first', int, 0],
      ['second', int, 32],
    ]);
    return writer;
  };

  test('unknown kinds are skipped, and count', () => {
    const btf = new Btf(write().bytes(32, layout));
    expect(btf.whole).toBe(true);
    expect(btf.count).toBe(7);
    expect(btf.struct('behind')?.field('second')?.offset).toBe(4);
    expect(btf.find('behind')).toBe(7);
    expect([4, 5, 6].map((id) => btf.node(id))).toEqual([undefined, undefined, undefined]);
  });

  test('more parts than 16 bits count', () => {
    const writer = new BtfWriter();
    const int = writer.int('int', 4);
    writer.enum(
      'many',
      Array.from({ length: 70000 }, (_, i) => [`V${i % 100}`, i] as const),
    );
    writer.struct('behind', 4, [['only', int, 0]]);
    const btf = new Btf(writer.bytes(32, layout));
    expect(btf.describe('enum many')?.members).toHaveLength(70000);
    expect(btf.struct('behind')?.field('only')?.offset).toBe(0);
  });

  test('without a layout they end the types before them', () => {
    const btf = new Btf(write().bytes());
    expect(btf.whole).toBe(false);
    expect(btf.struct('list_head')?.size).toBe(16);
  });
});

describe('the size of a pointer', () => {
  test('is that of a long', () => {
    const writer = new BtfWriter();
    const long = writer.int('long unsigned int', 4);
    const pointer = writer.pointer(long);
    writer.struct('pair', 8, [
      ['first', pointer, 0],
      ['second', writer.array(pointer, long, 3), 32],
    ]);
    const btf = new Btf(writer.bytes());
    expect(btf.pointerSize).toBe(4);
    expect(btf.struct('pair')?.field('second')?.size).toBe(12);
  });
});
