/** Symbol files for volatility3: what each kind of type becomes. */
import { describe, expect, test } from 'vitest';
import { KIND } from '../../../os/symbols/btf-index.js';
import { Btf } from '../../../os/symbols/btf.js';
import { isfText } from '../../../os/symbols/isf-writer.js';
import { BtfWriter } from '../../kit/btf-writer.js';

const BANNER = 'Linux version 6.1.0 (a@b) #1 SMP';

function written(): Record<string, Record<string, unknown>> {
  const w = new BtfWriter();
  const int = w.type(KIND.int, 'int', 4, [(1 << 24) | 32]);
  const long = w.int('long unsigned int', 8);
  const char = w.type(KIND.int, 'char', 1, [(1 << 24) | 8]);
  const list = w.struct('list_head', 16, [
    ['next', 5, 0],
    ['prev', 5, 64],
  ]);
  expect(w.pointer(list)).toBe(5);
  const anonymous = w.struct('', 8, [['rcu', long, 0]], KIND.union);
  const state = w.enum('state', [
    ['RUNNING', 0],
    ['DEAD', 7],
  ]);
  const call = w.pointer(w.type(KIND.prototype, '', int));
  const later = w.pointer(w.type(KIND.forward, 'later', 0));
  w.struct('task_struct', 72, [
    ['pid', w.type(KIND.typedef, 'pid_t', int), 0],
    ['state', state, 32],
    ['tasks', list, 64],
    ['', anonymous, 192],
    ['idle', int, 256, 1],
    ['level', int, 289, 3],
    ['comm', w.array(char, int, 16), 320],
    ['call', call, 448],
    ['later', later, 512],
    ['any', w.pointer(0), 576],
  ]);
  w.struct('list_head', 8, [['other', int, 0]]);
  w.type(KIND.variable, 'per_cpu_list', list, [0]);
  const text = [
    ...isfText({
      graph: new Btf(w.bytes()),
      symbols: [
        { name: 'cpu_number', address: 0x10n, type: 'A' },
        { name: 'init_task', address: 0xffffffff9a000040n, type: 'D' },
        { name: 'linux_banner', address: 0xffffffff99000000n, type: 'R' },
        { name: 'twice', address: 0xffffffff99000010n, type: 't' },
        { name: 'twice', address: 0xffffffff99000020n, type: 'T' },
        { name: 'table', address: 0xffffffff99000100n, type: 'd' },
        { name: 'behind', address: 0xffffffff99000120n, type: 'd' },
      ],
      symbolType: (name) => ({ init_task: 'struct task_struct', table: 'struct list_head *[]' })[name],
      linked: (address) => (address > 1n << 63n ? address - 0x18000000n : address),
      banner: BANNER,
      producer: { name: 'pagewalk', version: '0' },
    }),
  ].join('');
  return JSON.parse(text) as Record<string, Record<string, unknown>>;
}

describe('a symbol file', () => {
  const { metadata, user_types: types = {}, enums = {}, base_types: bases = {}, symbols = {} } = written();
  const { fields } = types['task_struct'] as { fields: Record<string, unknown> };

  test('members: typedefs are seen through, anonymous ones and bit fields are marked', () => {
    expect(fields).toEqual({
      pid: { type: { kind: 'base', name: 'int' }, offset: 0 },
      state: { type: { kind: 'enum', name: 'state' }, offset: 4 },
      tasks: { type: { kind: 'struct', name: 'list_head' }, offset: 8 },
      unnamed_field_3: { type: { kind: 'union', name: 'unnamed_6' }, offset: 24, anonymous: true },
      idle: {
        type: { kind: 'bitfield', bit_position: 0, bit_length: 1, type: { kind: 'base', name: 'int' } },
        offset: 32,
      },
      level: {
        type: { kind: 'bitfield', bit_position: 1, bit_length: 3, type: { kind: 'base', name: 'int' } },
        offset: 36,
      },
      comm: { type: { kind: 'array', count: 16, subtype: { kind: 'base', name: 'char' } }, offset: 40 },
      call: { type: { kind: 'pointer', subtype: { kind: 'function' } }, offset: 56 },
      later: { type: { kind: 'pointer', subtype: { kind: 'struct', name: 'later' } }, offset: 64 },
      any: { type: { kind: 'pointer', subtype: { kind: 'base', name: 'void' } }, offset: 72 },
    });
  });

  test('every name that is used is there, once', () => {
    expect(Object.keys(types).sort()).toEqual([
      'later',
      'list_head',
      expect.stringMatching(/^list_head__\d+$/),
      'task_struct',
      'unnamed_6',
    ]);
    expect(types['later']).toEqual({ kind: 'struct', size: 0, fields: {} });
    expect(enums['state']).toEqual({ size: 4, base: 'unsigned int', constants: { RUNNING: 0, DEAD: 7 } });
    expect(bases['int']).toEqual({ size: 4, signed: true, kind: 'int', endian: 'little' });
    expect(bases['char']).toMatchObject({ kind: 'char' });
    expect(bases['unsigned int']).toBeDefined();
    expect(bases['pointer']).toMatchObject({ size: 8 });
    expect(metadata).toMatchObject({ format: '6.2.0', producer: { name: 'pagewalk' } });
  });

  test('symbols: where they were linked to, their types, and the banner', () => {
    const exact = (name: string) =>
      symbols[name] as { address: number; constant_data?: string; type: unknown };
    expect(exact('cpu_number').address).toBe(16);
    expect(exact('init_task')).toMatchObject({ type: { kind: 'struct', name: 'task_struct' } });
    expect(BigInt(exact('init_task').address)).toBe(BigInt(Number(0xffffffff82000040n)));
    expect(exact('twice').address).toBe(Number(0xffffffff81000020n));
    expect(exact('table').type).toEqual({
      kind: 'array',
      count: 4,
      subtype: { kind: 'pointer', subtype: { kind: 'struct', name: 'list_head' } },
    });
    const banner = Buffer.from(exact('linux_banner').constant_data ?? '', 'base64').toString();
    expect(banner).toBe(`${BANNER}\n`);
  });
});
