/** Several graphs of types as one. */
import { describe, expect, test } from 'vitest';
import { Btf } from '../../../os/symbols/btf.js';
import { JoinedTypes } from '../../../os/symbols/joined-types.js';
import { BtfWriter } from '../../kit/btf-writer.js';

const kernel = new BtfWriter();
const int = kernel.int('int', 4);
const list = kernel.struct('list_head', 16, [
  ['next', int, 0],
  ['prev', int, 64],
]);
const base = new Btf(kernel.bytes());

/** A module's types: a structure of its own of some size, and a function. */
function module(name: string, size: number): Btf {
  const w = new BtfWriter(kernel);
  const own = w.struct(name, size, [
    ['list', list, 0],
    ['count', int, 128],
  ]);
  const holder = w.struct('holder', size, [['table', w.array(w.pointer(own), int, 3), 0]]);
  w.function(`${name}_open`, int, [w.pointer(holder)]);
  return new Btf(w.bytes(), base);
}

const shared = base.count;
const joined = new JoinedTypes(base, () => [
  { graph: module('first_priv', 24), shared },
  { graph: module('second_priv', 40), shared },
]);

describe('joined types', () => {
  test("the first graph's numbers stay, and what others build on is the first's", () => {
    expect(joined.find('struct list_head')).toBe(list);
    expect(joined.spell(list)).toBe('struct list_head');
    expect(joined.struct('first_priv')?.field('list.prev')?.offset).toBe(8);
    const own = joined.node(joined.find('struct second_priv') ?? 0);
    expect(own?.kind === 'struct' && own.members().map(({ type }) => type)).toEqual([list, int]);
  });

  test('each of the others refers to its own', () => {
    expect(joined.describe('first_priv_open')?.declaration).toBe('int first_priv_open(struct holder *)');
    expect(joined.struct('second_priv')?.size).toBe(40);
    const holder = joined.describe('struct holder');
    expect([holder?.size, holder?.members[0]?.type]).toEqual([24, 'struct first_priv *[3]']);
  });

  test('a name is listed once, and means the first that has it', () => {
    expect([...joined.names()].map(({ name }) => name)).toEqual([
      'int',
      'list_head',
      'first_priv',
      'holder',
      'first_priv_open',
      'second_priv',
      'second_priv_open',
    ]);
    const origins = ['list_head', 'first_priv', 'second_priv'].map((name) =>
      joined.originOf(joined.find(name) ?? 0),
    );
    expect(origins).toEqual([-1, 0, 1]);
    expect(joined.find('nothing')).toBeUndefined();
    expect(joined.node(2 ** 52 + 1000)).toBeUndefined();
  });
});
