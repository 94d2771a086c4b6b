/** Files that a user has of a kernel: what is recognised, packed or not, and what is refused. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { readSymbolFile } from '../../../os/index.js';
import { unpackedFile } from '../../../os/symbols/unpack-file.js';
import { BtfWriter } from '../../kit/btf-writer.js';

const folder = mkdtempSync(join(tmpdir(), 'pagewalk-symbols-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const writer = new BtfWriter();
writer.struct('pair', 8, [
  ['first', writer.int('int', 4), 0],
  ['second', 1, 32],
]);
const btf = writer.bytes();
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const SYSTEM_MAP = `0000000000000000 D __per_cpu_start
ffffffff81000000 T _text
ffffffff81000000 T _stext
ffffffff81000040 t quiet
ffffffffc0000000 t of_a_module\t[ext4]
ffffffff82000000 B _end
`;
const ISF = JSON.stringify({
  base_types: { int: { size: 4, signed: true, kind: 'int', endian: 'little' } },
  user_types: { pair: { kind: 'struct', size: 8, fields: {} } },
  enums: {},
  symbols: { init_task: { address: 4096 } },
});

function object(...flags: string[]): string {
  const [source, target] = [join(folder, 'a.c'), join(folder, 'a.out')];
  writeFileSync(source, 'struct pair { int first, second; } pair; int main(void) { return pair.first; }\n');
  execFileSync('gcc', [...flags, '-Wl,--build-id=0x0123456789abcdef', '-o', target, source]);
  return target;
}
const fileAt = (path: string): Uint8Array => new Uint8Array(readFileSync(path));

describe('a symbol file', () => {
  test('BTF as it is, and in a section of an ELF file', () => {
    const plain = readSymbolFile('vmlinux.btf', btf);
    expect([plain.format, plain.buildId, plain.types?.struct('pair')?.size]).toEqual(['BTF', undefined, 8]);
    const path = object();
    writeFileSync(join(folder, 'btf'), btf);
    execFileSync('objcopy', ['--add-section', `.BTF=${join(folder, 'btf')}`, path]);
    const inside = readSymbolFile('vmlinux', fileAt(path));
    expect([inside.format, inside.buildId]).toEqual(['BTF', '0123456789abcdef']);
    expect(inside.types?.struct('pair')?.field('second')?.offset).toBe(4);
  });

  test('DWARF, with its build id and its symbols as nm has them', () => {
    const path = object('-g', '-static');
    for (const file of [path, join(folder, 'a.debug')]) {
      if (file !== path) execFileSync('objcopy', ['--only-keep-debug', path, file]);
      const { format, buildId, types, symbols } = readSymbolFile('vmlinux', fileAt(file));
      expect([format, buildId]).toEqual(['DWARF', '0123456789abcdef']);
      expect(types?.struct('pair')?.field('second')?.offset).toBe(4);
      const nm = execFileSync('nm', ['--defined-only', path]).toString().trim().split('\n');
      const named = nm.map((line) => line.split(' ')[2] ?? '').filter((name) => !/^(\$|\.L)/.test(name));
      expect(new Set([...(symbols?.entries() ?? [])].map(({ name }) => name))).toEqual(new Set(named));
      expect(symbols?.address('main')?.toString(16).padStart(16, '0')).toBe(
        nm.find((line) => line.endsWith(' T main'))?.split(' ')[0],
      );
      const letters = [...(symbols?.entries() ?? [])].filter(({ name }) => ['main', 'pair'].includes(name));
      expect(letters.map(({ name, type }) => `${type} ${name}`).sort()).toEqual(['D pair', 'T main']);
    }
  });

  test('the symbols of an ELF file that describes no types', () => {
    const { format, types, symbols } = readSymbolFile('vmlinux', fileAt(object()));
    expect([format, types]).toEqual(['ELF symbols', undefined]);
    expect(symbols?.address('main')).toBeGreaterThan(0n);
  });

  test('System.map: modules are left out, and only what lies in the image is moved', () => {
    const { format, symbols } = readSymbolFile('System.map', bytesOf(SYSTEM_MAP));
    expect([format, symbols?.count]).toEqual(['System.map', 5]);
    const moved = symbols?.moved(0x1000000n);
    expect(
      ['__per_cpu_start', '_text', 'quiet', '_end', 'of_a_module'].map((n) => moved?.address(n)),
    ).toEqual([0n, 0xffffffff82000000n, 0xffffffff82000040n, 0xffffffff83000000n, undefined]);
    expect(moved?.at(0xffffffff82000044n)).toEqual({ name: 'quiet', offset: 4n });
    expect(moved?.at(0xffffffff82000000n)).toEqual({ name: '_text', offset: 0n });
    expect(moved?.at(0xfffffffff0000000n)).toBeUndefined();
  });

  test('System.map of 32 bits; one that says where the real one is; one of somebody who might not see', () => {
    const narrow = readSymbolFile('System.map', bytesOf('c1000000 T _text\nc1000010 t quiet\n'));
    expect(narrow.symbols?.address('quiet')).toBe(0xc1000010n);
    const stub = 'ffffffffffffffff B The real System.map is in the linux-image-dbg package\n';
    expect(() => readSymbolFile('System.map', bytesOf(stub))).toThrow(/The real System.map is in/);
    expect(() => readSymbolFile('x', bytesOf('0000000000000000 T _text\n0000000000000000 t a\n'))).toThrow(
      /all addresses are 0/,
    );
  });

  test('ISF', () => {
    const { format, types, symbols, banner } = readSymbolFile('a.json', bytesOf(ISF));
    expect([format, types?.struct('pair')?.size, symbols?.address('init_task'), banner]).toEqual([
      'ISF',
      8,
      4096n,
      undefined,
    ]);
  });

  test('packed with gzip, in several members too, with zstd and with xz', () => {
    const zstd = (bytes: Uint8Array): Uint8Array => execFileSync('zstd', ['-q', '-c'], { input: bytes });
    const xz = (bytes: Uint8Array): Uint8Array => execFileSync('xz', ['-c'], { input: bytes });
    const twice = Buffer.concat([gzipSync(ISF.slice(0, 50)), gzipSync(ISF.slice(50))]);
    for (const packed of [gzipSync(ISF), twice, zstd(bytesOf(ISF)), xz(bytesOf(ISF))])
      expect(readSymbolFile('a.json.packed', new Uint8Array(packed)).types?.struct('pair')?.size).toBe(8);
    for (const packed of [gzipSync(ISF), zstd(bytesOf(ISF)), xz(bytesOf(ISF))])
      expect(() => readSymbolFile('x', new Uint8Array(packed).subarray(0, packed.length - 20))).toThrow(
        expect.objectContaining({ kind: 'malformed' }),
      );
  });

  test('what becomes too large is refused', () => {
    const zeros = new Uint8Array(gzipSync(new Uint8Array(1 << 20)));
    expect(unpackedFile('a.gz', zeros, 1 << 20).length).toBe(1 << 20);
    expect(() => unpackedFile('bomb.gz', zeros, (1 << 20) - 1)).toThrow(
      expect.objectContaining({ kind: 'unsupported' }),
    );
  });

  test('anything else is not recognised', () => {
    execFileSync('strip', ['-s', object()]);
    for (const bytes of [new Uint8Array(), new Uint8Array(100), fileAt(join(folder, 'a.out'))])
      expect(() => readSymbolFile('x', bytes)).toThrow(expect.objectContaining({ kind: 'not-recognised' }));
  });
});
