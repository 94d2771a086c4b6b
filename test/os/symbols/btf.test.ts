/** BTF: layouts by name, words of C, and what is left of a damaged section. */
import { describe, expect, test } from 'vitest';
import { PagewalkError } from '../../../engine/index.js';
import { KIND } from '../../../os/symbols/btf-index.js';
import { Btf } from '../../../os/symbols/btf.js';
import { BtfWriter } from '../../kit/btf-writer.js';
import { random } from '../../kit/random.js';

/** A little of a kernel. */
function small(header = 24): Btf {
  const w = new BtfWriter();
  const int = w.int('int', 4);
  const char = w.int('char', 1);
  const long = w.int('long unsigned int', 8);
  const text = w.array(char, int, 16);
  const list = w.struct('list_head', 16, [
    ['next', 6, 0],
    ['prev', 6, 64],
  ]);
  expect(w.pointer(list)).toBe(6);
  const anonymous = w.struct(
    '',
    8,
    [
      ['rcu', long, 0],
      ['users', int, 0],
    ],
    KIND.union,
  );
  const typedef = w.type(KIND.typedef, 'pid_t', int);
  w.enum('state', [
    ['RUNNING', 0],
    ['DEAD', -1],
  ]);
  const constant = w.type(KIND.const, '', char);
  const name = w.pointer(constant);
  const call = w.pointer(w.type(KIND.prototype, '', int, [0, name], 1));
  w.struct('task_struct', 72, [
    ['flags', int, 0],
    ['pid', typedef, 32],
    ['tasks', list, 64],
    ['comm', text, 192],
    ['', anonymous, 320],
    ['idle', int, 384, 1],
    ['exiting', int, 385, 3],
    ['name', name, 448],
    ['call', call, 512],
  ]);
  w.type(KIND.enum64, 'wide', 8, [1, 0xffffffff, 0x7fffffff], 1);
  return new Btf(w.bytes(header));
}

describe('a section', () => {
  for (const header of [24, 32]) {
    test(`members by name, with a header of ${header} bytes`, () => {
      const task = small(header).struct('task_struct');
      expect(task?.size).toBe(72);
      expect(task?.field('pid')).toEqual({ offset: 4, size: 4, bitStart: 0, bits: 0, count: 1 });
      expect(task?.field('comm')).toEqual({ offset: 24, size: 16, bitStart: 0, bits: 0, count: 16 });
      expect(task?.field('tasks.prev')).toEqual({ offset: 16, size: 8, bitStart: 0, bits: 0, count: 1 });
      expect(task?.field('users')?.offset).toBe(40);
      expect(task?.field('exiting')).toEqual({ offset: 48, size: 4, bitStart: 1, bits: 3, count: 1 });
      expect(task?.field('absent')).toBeUndefined();
      expect(task?.field('pid.deeper')).toBeUndefined();
    });
  }

  test('types in the words of C', () => {
    const btf = small();
    const types = Object.fromEntries(
      (btf.describe('struct task_struct')?.members ?? []).map(({ name, type }) => [name, type]),
    );
    expect(types).toEqual({
      flags: 'int',
      pid: 'pid_t',
      tasks: 'struct list_head',
      comm: 'char[16]',
      rcu: 'long unsigned int',
      users: 'int',
      idle: 'int',
      exiting: 'int',
      name: 'const char *',
      call: 'int (const char *) *',
    });
    expect(btf.describe('pid_t')).toMatchObject({ kind: 'typedef', size: 4 });
    expect(btf.describe('enum state')?.members.map(({ name, type }) => [name, type])).toEqual([
      ['RUNNING', '0'],
      ['DEAD', '-1'],
    ]);
    expect(btf.describe('long unsigned int')).toMatchObject({ kind: 'int', size: 8 });
    expect(btf.describe('wide')?.kind).toBe('enum');
    expect(btf.describe('struct pid_t')).toBeUndefined();
    expect(btf.struct('absent')).toBeUndefined();
  });

  test('no types at all is malformed', () => {
    for (const bytes of [new Uint8Array(), new Uint8Array(23), new Uint8Array(4096), new BtfWriter().bytes()])
      expect(() => new Btf(bytes)).toThrow(PagewalkError);
  });
});

describe('types made to have no end', () => {
  test('a struct that holds itself a thousand times', () => {
    const w = new BtfWriter();
    w.struct(
      'loop',
      8,
      Array.from({ length: 1000 }, () => ['', 1, 0] as const),
    );
    const btf = new Btf(w.bytes());
    expect(btf.struct('loop')?.field('x')).toBeUndefined();
    expect(btf.describe('loop')?.members).toEqual([]);
  });

  test('a prototype that takes itself', () => {
    const w = new BtfWriter();
    w.struct('s', 8, [['call', 2, 0]]);
    w.type(KIND.prototype, '', 2, Array.from({ length: 500 }, () => [0, 2]).flat(), 500);
    expect(new Btf(w.bytes()).describe('s')?.members).toHaveLength(1);
  });

  test('a typedef of itself', () => {
    const w = new BtfWriter();
    w.type(KIND.typedef, 't', 1);
    expect(new Btf(w.bytes()).describe('t')?.size).toBe(0);
  });
});

/** Many types, with functions among them as a compiler's are, each struct's members telling its number. */
function large(count: number): Uint8Array {
  const w = new BtfWriter();
  const next = random(7);
  const int = w.int('int', 4);
  let previous = int;
  for (let i = 0; i < count; i++) {
    const pointer = w.pointer(previous);
    previous = w.struct(`struct_${i}`, 24, [
      [`first_${i}`, int, 0],
      [`second_${i}`, pointer, 64],
      [`third_${i}`, int, 128],
    ]);
    for (let functions = Math.trunc(next() * 4); functions > 0; functions--)
      w.function(`function_${i}_${functions}`, int, Array<number>(Math.trunc(next() * 3)).fill(pointer));
  }
  return w.bytes();
}

describe('a damaged section', () => {
  const clean = large(6000);
  const whole = new Btf(clean);

  test('clean is whole', () => {
    expect(whole.whole).toBe(true);
  });

  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
    test(`noise over pages, seed ${seed}: what is left is right, and most is left`, () => {
      const next = random(seed);
      const bytes = clean.slice();
      const typesEnd = new DataView(clean.buffer).getUint32(12, true);
      for (let page = seed % 2; page < typesEnd / 4096; page++) {
        if (next() >= 0.03 && page !== seed - 1) continue;
        for (let i = 0; i < 4096; i++) bytes[page * 4096 + i] = Math.trunc(next() * 256);
      }
      const damaged = new Btf(bytes);
      expect(damaged.whole).toBe(false);
      let left = 0;
      for (let i = 0; i < 6000; i++) {
        const layout = damaged.struct(`struct_${i}`);
        const field = layout?.field(`second_${i}`);
        if (field === undefined) continue;
        left++;
        expect(field).toEqual(whole.struct(`struct_${i}`)?.field(`second_${i}`));
      }
      expect(left).toBeGreaterThan(4500);
    });
  }

  test('cut short, flipped, doubled: an answer or a PagewalkError, in time', { timeout: 60_000 }, () => {
    const next = random(99);
    const base = large(60);
    for (let run = 0; run < 3000; run++) {
      const bytes = base.slice(0, next() < 0.3 ? Math.trunc(next() * base.length) : base.length);
      for (let edits = Math.trunc(next() * 12); edits > 0; edits--) {
        const at = Math.trunc(next() * (next() < 0.5 ? 64 : bytes.length));
        if (at < bytes.length) bytes[at] = Math.trunc(next() * 256);
      }
      try {
        const btf = new Btf(bytes);
        btf.struct(`struct_${run % 60}`)?.field('second_3');
        btf.describe(`struct_${run % 60}`);
        btf.describe('int');
      } catch (error) {
        expect(error).toBeInstanceOf(PagewalkError);
      }
    }
  });
});
