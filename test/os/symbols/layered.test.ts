/** Layers of symbol tables: precedence, and that later ones are made only when needed. */
import { expect, test } from 'vitest';
import { LayeredSymbols } from '../../../os/symbols/layered.js';
import type { SymbolTable } from '../../../os/symbols/types.js';

function table(symbols: Readonly<Record<string, bigint>>): SymbolTable {
  const all = Object.entries(symbols);
  return {
    address: (name) => symbols[name],
    find: () => undefined,
    at: (address) => {
      const before = all.filter(([, at]) => at <= address).at(-1);
      return before && { name: before[0], offset: address - before[1] };
    },
    *entries() {
      for (const [name, address] of all) yield { name, address, type: '?' };
    },
  };
}

test('the first table that knows a name answers', () => {
  const layers = new LayeredSymbols([() => table({ a: 1n, b: 16n }), () => table({ b: 2n, c: 32n })]);
  expect(['a', 'b', 'c', 'd'].map((name) => layers.address(name))).toEqual([1n, 16n, 32n, undefined]);
  expect([...layers.entries()].map(({ name }) => name)).toEqual(['a', 'b']);
});

test('an exact match in a later table comes before a near one in the first', () => {
  const layers = new LayeredSymbols([() => table({ a: 1n, b: 16n }), () => table({ c: 32n })]);
  expect(layers.at(32n)).toEqual({ name: 'c', offset: 0n });
  expect(layers.at(33n)).toEqual({ name: 'b', offset: 17n });
});

test('later tables are made when a name is not known before them, once', () => {
  let made = 0;
  const layers = new LayeredSymbols([
    () => table({ a: 1n }),
    () => {
      made++;
      return table({ c: 32n });
    },
  ]);
  layers.find(['a']);
  expect(layers.address('a')).toBe(1n);
  expect(made).toBe(0);
  layers.find(['a', 'c']);
  expect(layers.address('c')).toBe(32n);
  expect(made).toBe(1);
});

test('entries come from the first table that has any', () => {
  const layers = new LayeredSymbols([() => table({}), () => table({ c: 32n })]);
  expect([...layers.entries()].map(({ name }) => name)).toEqual(['c']);
});
