/** ksymtab: both forms of entries, found by a well-known name in memory, and with damage. */
import { describe, expect, test } from 'vitest';
import { findKsymtab, ksymtabAround } from '../../../os/symbols/find-ksymtab.js';
import { Ksymtab } from '../../../os/symbols/ksymtab.js';
import { engineOver } from '../../kit/core-module.js';
import { writeKsymtab, type KsymtabOptions } from '../../kit/ksymtab-writer.js';
import { memoryConnector } from '../../kit/memory-connector.js';

const COUNT = 2000;

function symbolsAt(origin: bigint) {
  const named = ['init_net', 'init_task', 'jiffies_64', 'kfree', 'vfree'];
  return Array.from({ length: COUNT }, (_, i) => ({
    name: named[(i - 900) / 17] ?? `symbol_${i.toString(36)}.part`,
    address: origin + BigInt(0x10000 + 48 * i),
  }));
}

const CASES: readonly Omit<KsymtabOptions, 'symbols'>[] = [
  { kind: 'place', wordSize: 8, words: 3, origin: 0xffffffff9b400000n },
  { kind: 'place', wordSize: 8, words: 2, origin: 0xffffffff9b400000n },
  { kind: 'place', wordSize: 4, words: 3, origin: 0xc4c00000n },
  { kind: 'absolute', wordSize: 8, words: 3, origin: 0xffffffff80c00000n },
  { kind: 'absolute', wordSize: 4, words: 3, origin: 0xc1000000n },
  { kind: 'absolute', wordSize: 4, words: 2, origin: 0xc1000000n },
];

describe.each(CASES)('$kind entries of $words words, pointers of $wordSize bytes', (options) => {
  const symbols = symbolsAt(options.origin);
  const { wordSize, origin } = options;

  test('the table is found in memory, and gives every symbol', async () => {
    const { bytes, start } = writeKsymtab({ ...options, symbols });
    const base = 0x200000;
    const memory = memoryConnector(bytes, { ranges: [{ start: base, size: bytes.length }] });
    const found = await findKsymtab(await engineOver(memory), {
      range: { start: BigInt(base), end: BigInt(base + bytes.length) },
      wordSize,
      delta: origin - BigInt(base),
    });
    expect(found?.place).toMatchObject({ kind: options.kind, words: options.words, count: COUNT });
    expect((found?.region ?? 0) + (found?.place.start ?? 0)).toBe(base + start);
    const { data } = await (
      await engineOver(memory)
    ).physical.readPartial(BigInt(found?.region ?? 0), found?.length ?? 0);
    const table = new Ksymtab(
      { bytes: data, origin: origin + BigInt((found?.region ?? 0) - base), wordSize },
      found?.place ?? { start: 0, count: 0, kind: 'place', word: 4, words: 3 },
    );
    expect([...table.entries()].map(({ name, address }) => [name, address])).toEqual(
      symbols.map(({ name, address }) => [name, address]),
    );
    expect(table.address('init_task')).toBe(symbols[917]?.address);
    expect(table.at(symbols[917]?.address ?? 0n)).toEqual({ name: 'init_task', offset: 0n });
    expect(table.address('no_such_symbol')).toBeUndefined();
  });

  test('a page of noise in the middle costs the entries on it', () => {
    const { bytes, start } = writeKsymtab({ ...options, symbols });
    const text = indexOfText(bytes, '\0init_task\0') + 1;
    const stride = (options.kind === 'place' ? 4 : wordSize) * options.words;
    // Another page than that of the well-known name's entry.
    const page = Math.floor((start + 1200 * stride) / 4096) * 4096;
    for (let i = 0; i < 4096; i++) bytes[page + i] = (i * 131 + 77) & 0xff;
    const place = ksymtabAround({ bytes, origin, wordSize }, text);
    expect(place).toMatchObject({ kind: options.kind, words: options.words });
    expect(place?.start).toBeLessThanOrEqual(page);
    const table = new Ksymtab({ bytes, origin, wordSize }, place ?? expect.fail('no table'));
    const right = new Map(symbols.map(({ name, address }) => [name, address]));
    const listed = [...table.entries()].filter(({ name }) => right.has(name));
    expect(listed.length).toBeGreaterThan(COUNT - 4096 / stride - 3);
  });
});

test('noise holds no table', () => {
  const symbols = symbolsAt(0n);
  const { bytes } = writeKsymtab({
    kind: 'place',
    wordSize: 8,
    words: 3,
    origin: 0n,
    symbols: symbols.slice(0, 40),
  });
  expect(ksymtabAround({ bytes, origin: 0n, wordSize: 8 }, 4096)).toBeUndefined();
});

function indexOfText(bytes: Uint8Array, text: string): number {
  return new TextDecoder('latin1').decode(bytes).indexOf(text);
}
