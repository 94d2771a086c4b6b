/** ISF as input: what `export --isf` writes comes back the same; other writers' manners; damage. */
import { describe, expect, test } from 'vitest';
import { KIND } from '../../../os/symbols/btf-index.js';
import { Btf } from '../../../os/symbols/btf.js';
import { Isf } from '../../../os/symbols/isf.js';
import { isfText } from '../../../os/symbols/isf-writer.js';
import { BtfWriter } from '../../kit/btf-writer.js';

const BANNER = 'Linux version 6.1.0 (a@b) #1 SMP';
const int = { size: 4, signed: true, kind: 'int', endian: 'little' };

describe('what is written is read', () => {
  const w = new BtfWriter();
  const number = w.type(KIND.int, 'int', 4, [(1 << 24) | 32]);
  const list = w.struct('list_head', 16, [
    ['next', 3, 0],
    ['prev', 3, 64],
  ]);
  expect(w.pointer(list)).toBe(3);
  const anonymous = w.struct('', 8, [['rcu', 3, 0]], KIND.union);
  const state = w.enum('state', [
    ['RUNNING', 0],
    ['DEAD', 7],
  ]);
  w.struct('task_struct', 64, [
    ['pid', number, 0],
    ['state', state, 32],
    ['tasks', list, 64],
    ['', anonymous, 192],
    ['idle', number, 256, 1],
    ['level', number, 289, 3],
    ['table', w.array(w.array(number, number, 3), number, 2), 320],
  ]);
  const btf = new Btf(w.bytes());
  const text = [
    ...isfText({
      graph: btf,
      symbols: [
        { name: 'init_task', address: 0xffffffff82000041n, type: 'D' },
        { name: 'linux_banner', address: 0xffffffff81000000n, type: 'R' },
        { name: 'cpu_number', address: 0x10n, type: 'A' },
      ],
      symbolType: (name) => (name === 'init_task' ? 'struct task_struct' : undefined),
      linked: (address) => address,
      banner: BANNER,
      producer: { name: 'pagewalk', version: '0' },
    }),
  ].join('');
  const isf = new Isf(text);

  test('layouts, members of anonymous members and bit fields among them', () => {
    for (const path of ['pid', 'state', 'tasks.prev', 'rcu', 'idle', 'level', 'table'])
      expect(isf.struct('task_struct')?.field(path), path).toEqual(btf.struct('task_struct')?.field(path));
    expect(isf.struct('task_struct')?.size).toBe(64);
    expect(isf.struct('nothing')).toBeUndefined();
  });

  test('descriptions in the words of C', () => {
    for (const name of ['task_struct', 'struct list_head', 'enum state', 'int'])
      expect(isf.describe(name), name).toEqual(btf.describe(name));
  });

  test('symbols to the last bit, and the banner without its end of line', () => {
    expect(isf.symbols).toContainEqual({ name: 'init_task', address: 0xffffffff82000041n, type: '?' });
    expect(isf.symbols).toContainEqual({ name: 'cpu_number', address: 0x10n, type: '?' });
    expect(isf.banner).toBe(BANNER);
    expect(isf.pointerSize).toBe(8);
    const variable = [...isf.names()].find(({ kind }) => kind === 'variable');
    expect([variable?.name, isf.spell(variable?.id ?? 0), isf.sizeOf(variable?.id ?? 0)]).toEqual([
      'init_task',
      'init_task',
      64,
    ]);
  });
});

/** A document of some types and symbols. */
const document = (types: unknown, symbols: unknown = {}, bases: unknown = { int }): string =>
  JSON.stringify({ base_types: bases, user_types: types, enums: {}, symbols });

describe('other documents', () => {
  test('an unknown structure is a name, a pointer has the size that is said, a banner may end with a NUL', () => {
    const other = { kind: 'pointer', subtype: { kind: 'struct', name: 'elsewhere' } };
    const isf = new Isf(
      document(
        { a: { kind: 'struct', size: 8, fields: { next: { type: other, offset: 4 } } } },
        { linux_banner: { address: 1, constant_data: Buffer.from(`${BANNER}\n\0`).toString('base64') } },
        { int, pointer: { ...int, size: 4 } },
      ),
    );
    expect(isf.describe('a')?.members[0]?.type).toBe('struct elsewhere *');
    expect(isf.struct('a')?.field('next')).toMatchObject({ offset: 4, size: 4 });
    expect(isf.banner).toBe(BANNER);
  });

  test('a structure that contains itself costs no more than others', () => {
    const self = { type: { kind: 'struct', name: 'a' }, offset: 0 };
    const isf = new Isf(
      document({ a: { kind: 'struct', size: 8, fields: { unnamed_field_0: self, unnamed_field_1: self } } }),
    );
    expect(isf.struct('a')?.field('deep')).toBeUndefined();
  });

  test('what makes no sense is lost alone', () => {
    const isf = new Isf(
      document(
        {
          a: { kind: 'struct', size: -1, fields: { x: { type: 7, offset: 'here' }, y: null, __proto__: 3 } },
          b: 'nothing',
          constructor: { kind: 'union', size: 4, fields: [] },
        },
        { bad: { address: 'no' }, worse: null, good: { address: 4096 } },
      ),
    );
    expect(isf.struct('a')?.field('x')).toMatchObject({ offset: 0, size: 0 });
    expect(isf.struct('constructor')?.size).toBe(4);
    expect(isf.symbols).toEqual([{ name: 'good', address: 4096n, type: '?' }]);
  });

  test('what is none is refused', () => {
    for (const text of ['', '{', '[]', '{"a": 1}', document({}, undefined, {}), `${document({}, {})}x`])
      expect(() => new Isf(text), text).toThrow(expect.objectContaining({ kind: 'malformed' }));
  });
});
