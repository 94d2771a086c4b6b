/** DWARF of an object that gcc compiles, against what offsetof, sizeof and readelf say of it; and damage. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { PagewalkError } from '../../../engine/index.js';
import { dwarfSections } from '../../../os/symbols/elf-sections.js';
import { Dwarf } from '../../../os/symbols/dwarf.js';
import { random } from '../../kit/random.js';

const SOURCE = `#include <stddef.h>
struct list { struct list *next, *prev; };
struct later;
enum state { RUNNING, DEAD = 7, GONE = -2 };
typedef unsigned int number;
union either { long word; char bytes[8]; };
struct all {
  int pid; number flags : 3; unsigned idle : 1; unsigned far : 20; char comm[16];
  struct list list; enum state state; int table[3][5];
  struct { int inner; union either either; }; struct { short first; } named;
  const volatile char *name; void *any; struct later *later; double real; _Bool ready;
  int (*call)(int, const char *, ...); char rest[];
};
struct all all; enum state state;
int add(int left, struct list *right) { return left + (right != 0) + sizeof(all); }
unsigned long facts[] = { sizeof(struct all), offsetof(struct all, comm), offsetof(struct all, list.prev),
  offsetof(struct all, state), offsetof(struct all, table), offsetof(struct all, inner),
  offsetof(struct all, either.bytes), offsetof(struct all, named.first), offsetof(struct all, name),
  offsetof(struct all, later), offsetof(struct all, real), offsetof(struct all, ready),
  offsetof(struct all, call), offsetof(struct all, rest) };
int main(void) { extern int printf(const char *, ...); for (unsigned i = 0; i < sizeof facts / sizeof *facts; i++) printf("%lu ", facts[i]); return 0; }
`;
const MEMBERS = [
  'comm',
  'list.prev',
  'state',
  'table',
  'inner',
  'either.bytes',
  'named.first',
  'name',
].concat(['later', 'real', 'ready', 'call', 'rest']);
const folder = mkdtempSync(join(tmpdir(), 'pagewalk-dwarf-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(join(folder, 'a.c'), SOURCE);

function compiled(...flags: string[]): { types: Dwarf; facts: number[]; bytes: Uint8Array } {
  const program = join(folder, 'a.out');
  execFileSync('gcc', [...flags, '-o', program, join(folder, 'a.c')]);
  const facts = execFileSync(program).toString().trim().split(' ').map(Number);
  const bytes = new Uint8Array(readFileSync(program));
  const sections = dwarfSections(bytes);
  if (sections === undefined) throw new Error('no debug sections');
  return { types: new Dwarf(sections), facts, bytes };
}

for (const flags of [
  ['-g', '-gdwarf-5'],
  ['-g', '-gdwarf-4'],
  ['-g', '-gdwarf-4', '-gstrict-dwarf'],
  ['-g3', '-O2', '-gz=zlib'],
]) {
  describe(`gcc ${flags.join(' ')}`, () => {
    const { types, facts } = compiled(...flags);
    const layout = types.struct('all');

    test('sizes and offsets are those of sizeof and offsetof', () => {
      expect([layout?.size, ...MEMBERS.map((name) => layout?.field(name)?.offset)]).toEqual(facts);
    });

    test('bit fields', () => {
      const bits = (name: string) => {
        const field = layout?.field(name);
        return field && [8 * field.offset + field.bitStart, field.bits];
      };
      expect(['flags', 'idle', 'far'].map(bits)).toEqual([
        [32, 3],
        [35, 1],
        [36, 20],
      ]);
    });

    test('in the words of C', () => {
      const words = Object.fromEntries(
        (types.describe('struct all')?.members ?? []).map(({ name, type }) => [name, type]),
      );
      expect(words).toMatchObject({
        pid: 'int',
        flags: 'number',
        comm: 'char[16]',
        table: 'int[5][3]',
        either: 'union either',
        later: 'struct later *',
        any: 'void *',
        ready: '_Bool',
        call: 'int (int, const char *, void) *',
      });
      expect(words['name']).toMatch(/^(const volatile|volatile const) char \*$/);
      expect(layout?.field('table')).toMatchObject({ size: 60, count: 3 });
      expect(types.describe('enum state')?.members.map(({ name, type }) => [name, type])).toEqual([
        ['RUNNING', '0'],
        ['DEAD', '7'],
        ['GONE', '-2'],
      ]);
      expect(types.describe('add')?.declaration).toBe('int add(int left, struct list *right)');
      expect(types.describe('number')).toMatchObject({ kind: 'typedef', size: 4 });
      expect(types.find('struct later')).toBeUndefined();
    });
  });
}

test('damaged: an answer or a PagewalkError, in time', { timeout: 60_000 }, () => {
  const { bytes } = compiled('-g', '-gdwarf-5');
  const next = random(5);
  for (let run = 0; run < 400; run++) {
    const damaged = bytes.slice(0, next() < 0.2 ? Math.trunc(next() * bytes.length) : bytes.length);
    for (let edits = 1 + Math.trunc(next() * 40); edits > 0; edits--)
      if (damaged.length > 64)
        damaged[64 + Math.trunc(next() * (damaged.length - 64))] = Math.trunc(next() * 256);
    try {
      const sections = dwarfSections(damaged);
      const types = sections && new Dwarf(sections);
      types?.struct('all')?.field('list.prev');
      types?.describe('struct all');
    } catch (error) {
      expect(error).toBeInstanceOf(PagewalkError);
    }
  }
});
