/** Files that a user has of a kernel: what is recognised, and what is refused. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readSymbolFile } from '../../../os/index.js';
import { checkBuildId } from '../../../os/symbols/symbol-file.js';
import { BtfWriter } from '../../kit/btf-writer.js';

const folder = mkdtempSync(join(tmpdir(), 'pagewalk-symbols-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const writer = new BtfWriter();
writer.struct('pair', 8, [
  ['first', writer.int('int', 4), 0],
  ['second', 1, 32],
]);
const btf = writer.bytes();

function object(...flags: string[]): string {
  const [source, target] = [join(folder, 'a.c'), join(folder, 'a.out')];
  writeFileSync(source, 'struct pair { int first, second; } pair; int main(void) { return pair.first; }\n');
  execFileSync('gcc', [...flags, '-Wl,--build-id=0x0123456789abcdef', '-o', target, source]);
  return target;
}

describe('a symbol file', () => {
  test('BTF as it is, and in a section of an ELF file', () => {
    const plain = readSymbolFile('vmlinux.btf', btf);
    expect([plain.format, plain.buildId, plain.types.struct('pair')?.size]).toEqual(['BTF', undefined, 8]);
    const path = object();
    writeFileSync(join(folder, 'btf'), btf);
    execFileSync('objcopy', ['--add-section', `.BTF=${join(folder, 'btf')}`, path]);
    const inside = readSymbolFile('vmlinux', new Uint8Array(readFileSync(path)));
    expect([inside.format, inside.buildId]).toEqual(['BTF', '0123456789abcdef']);
    expect(inside.types.struct('pair')?.field('second')?.offset).toBe(4);
  });

  test('DWARF, with its build id', () => {
    const file = readSymbolFile('vmlinux', new Uint8Array(readFileSync(object('-g'))));
    expect([file.format, file.buildId]).toEqual(['DWARF', '0123456789abcdef']);
    expect(file.types.struct('pair')?.field('second')?.offset).toBe(4);
  });

  test('anything else is not recognised', () => {
    for (const bytes of [new Uint8Array(), new Uint8Array(100), new Uint8Array(readFileSync(object()))])
      expect(() => readSymbolFile('x', bytes)).toThrow(expect.objectContaining({ kind: 'not-recognised' }));
  });

  test('of another kernel is refused, and both ids are named', () => {
    const file = { ...readSymbolFile('vmlinux', btf), buildId: 'aa' };
    expect(checkBuildId(file, 'aa')).toMatch(/the kernel's own/);
    expect(checkBuildId(file, undefined)).toMatch(/is not known/);
    expect(checkBuildId({ name: 'x', format: 'BTF', types: file.types }, 'bb')).toMatch(/does not say/);
    expect(() => checkBuildId(file, 'bb')).toThrow(
      /its build id is aa, that of the kernel in the dump is bb/,
    );
  });
});
