/** Expressions: what they parse to, what they lead to in a memory made by hand, and values of all kinds of types. */
import { describe, expect, test } from 'vitest';
import type { MemoryView } from '../../../engine/index.js';
import { evaluate, parseExpression, typeNamed, valueRows, type Surroundings } from '../../../os/index.js';
import { KIND } from '../../../os/symbols/btf-index.js';
import { Btf } from '../../../os/symbols/btf.js';
import { BtfWriter } from '../../kit/btf-writer.js';
import { FakeMemory } from '../../kit/fake-kernel.js';

const INIT = 0xffff888000001000n;
const NEXT = 0xffff888000002000n;
const MM = 0xffff888000003000n;
const SIGNED = 1 << 24;
const BOOL = 4 << 24;

function types(): Btf {
  const w = new BtfWriter();
  const int = w.type(KIND.int, 'int', 4, [SIGNED | 32]);
  const char = w.type(KIND.int, 'char', 1, [SIGNED | 8]);
  const byte = w.type(KIND.int, 'unsigned char', 1, [8]);
  const long = w.int('long unsigned int', 8);
  const bool = w.type(KIND.int, '_Bool', 1, [BOOL | 8]);
  const list = w.struct('list_head', 16, [
    ['next', 7, 0],
    ['prev', 7, 64],
  ]);
  expect(w.pointer(list)).toBe(7);
  const pgd = w.type(KIND.typedef, 'pgd_t', w.struct('', 8, [['pgd', long, 0]]));
  const mm = w.struct('mm_struct', 24, [
    ['pgd', w.pointer(pgd), 0],
    ['numbers', w.array(int, int, 3), 64],
  ]);
  const state = w.enum('state', [
    ['RUNNING', 0],
    ['DEAD', -1],
  ]);
  const either = w.struct(
    '',
    8,
    [
      ['rcu', long, 0],
      ['users', int, 0],
    ],
    KIND.union,
  );
  w.struct('task_struct', 128, [
    ['pid', int, 0],
    ['state', state, 32],
    ['tasks', list, 64],
    ['comm', w.array(char, int, 16), 192],
    ['mm', w.pointer(mm), 320],
    ['', either, 384],
    ['idle', int, 448, 1],
    ['level', int, 449, 3],
    ['key', w.array(byte, int, 4), 480],
    ['extents', w.array(list, int, 2), 512],
    ['ready', bool, 768],
  ]);
  return new Btf(w.bytes());
}

const graph = types();
const memory = new FakeMemory();
for (const [at, pid, name] of [
  [INIT, 0n, 'swapper/0'],
  [NEXT, 7n, 'init'],
] as const) {
  const other = at === INIT ? NEXT : INIT;
  memory
    .write(at, new Uint8Array(128))
    .word(at, pid, 4)
    .words(at + 8n, [other + 8n, other + 8n]);
  memory.text(at + 24n, name).word(at + 40n, MM);
}
memory
  .word(INIT + 4n, 0xffffffffn, 4)
  .word(INIT + 48n, 0x1122334455667788n)
  .word(INIT + 56n, 0xdn, 1);
memory.word(INIT + 60n, 0xefbeaddeffn >> 8n, 4).word(INIT + 96n, 1n, 1);
memory.word(MM, 0xffff888000004000n).words(MM + 8n, [0xfffffffe00000001n, 3n]);
memory.word(0xffff888000004000n, 0x42n);

const symbols: Record<string, bigint> = { init_task: INIT, 'a.isra.0': 16n, pointer: INIT + 40n };
const around: Surroundings = {
  lookUp: (name) => Promise.resolve(symbols[name]),
  graph: () => Promise.resolve(graph),
  view: () => Promise.resolve(memory.space() as MemoryView),
};
const all = (text: string, open = false) => evaluate(parseExpression(text), around, open);
const address = async (text: string) => (await all(text)).items[0]?.address;
const value = async (text: string) => {
  const [only] = (await all(text)).items;
  if (only?.type === undefined) return undefined;
  return (await valueRows(memory.space(), only.address, only.type, only)).map(({ name, value: v }) =>
    name === '' ? v : `${name}=${String(v)}`,
  );
};

describe('expressions', () => {
  test.each([
    ['init_task', INIT],
    ['init_task+0x10', INIT + 16n],
    ['a.isra.0 + 4', 20n],
    ['init_task.comm', INIT + 24n],
    ['init_task.tasks.prev', INIT + 16n],
    ['init_task.users', INIT + 48n],
    ['init_task.mm->pgd', MM],
    ['init_task.mm.pgd', MM],
    ['*init_task.mm', MM],
    ['init_task.mm + 8', MM + 8n],
    ['&init_task.mm + 8', INIT + 48n],
    ['*init_task.mm->pgd', 0xffff888000004000n],
    ['(*init_task.mm).numbers[2]', MM + 16n],
    ['init_task.extents[1].prev', INIT + 88n],
    ['((struct task_struct *)0xffff888000002000)->comm', NEXT + 24n],
    ['(*(struct task_struct *)(init_task + 0x1000)).pid', NEXT],
    ['*pointer', MM],
    ['((struct mm_struct **)pointer)[0]->numbers', MM + 8n],
  ])('%s', async (text, want) => {
    expect(await address(text)).toBe(want);
  });

  test('a list, known or told, and members of all its entries', async () => {
    for (const text of ['list(init_task.tasks)', 'list(init_task.tasks, struct task_struct, tasks)']) {
      const { items, list, reason } = await all(text);
      expect([items.map((item) => item.address), list, reason]).toEqual([[NEXT], true, undefined]);
    }
    expect((await all('init_task.tasks', true)).items.map((item) => item.address)).toEqual([NEXT]);
    expect((await all('list(init_task.tasks).mm->pgd')).items.map((item) => item.address)).toEqual([MM]);
  });

  test('a list that ends in nothing says so', async () => {
    memory.word(NEXT + 8n, 0xdead000000000000n).word(NEXT + 16n, INIT + 8n);
    const { items, reason } = await all('list(init_task.tasks)');
    memory.word(NEXT + 8n, INIT + 8n);
    expect(items).toHaveLength(1);
    expect(reason).toMatch(/cannot be read/);
  });

  test.each([
    ['init_task.nothing', 'not-found'],
    ['nothing.pid', 'not-found'],
    ['init_task.pid.x', 'usage'],
    ['init_task.pid->x', 'usage'],
    ['init_task->', 'usage'],
    ['init_task[0', 'usage'],
    ['(struct nothing *)5', 'not-found'],
    ['list(init_task.comm)', 'usage'],
    ['list(init_task.tasks, struct task_struct, nothing)', 'not-found'],
    ['((struct task_struct *)0x1000)->mm->pgd', 'partial'],
    ['('.repeat(300), 'usage'],
    ['*'.repeat(300) + '1', 'usage'],
  ])('%s is refused: %s', async (text, kind) => {
    await expect((async () => all(text))()).rejects.toMatchObject({ kind });
  });
});

describe('values', () => {
  test('of every kind', async () => {
    expect(await value('init_task.pid')).toEqual([0]);
    expect(await value('init_task.state')).toEqual(['DEAD']);
    expect(await value('init_task.comm')).toEqual(['swapper/0']);
    expect(await value('init_task.mm')).toEqual(['0xffff888000003000']);
    expect(await value('init_task.rcu')).toEqual(['1234605616436508552']);
    expect(await value('init_task.idle')).toEqual([-1]);
    expect(await value('init_task.level')).toEqual([-2]);
    expect(await value('init_task.key')).toEqual(['de ad be ef']);
    expect(await value('init_task.ready')).toEqual([1]);
    expect(await value('init_task.mm->numbers')).toEqual([[1, -2, 3]]);
    expect(await value('*init_task.mm->pgd')).toEqual(['pgd=66']);
  });

  test('a structure: its members, those of anonymous ones, and what is in arrays', async () => {
    const rows = await valueRows(memory.space(), INIT, typeNamed(graph, 'struct task_struct'));
    const names = rows.map(({ name }) => name);
    expect(names).toContain('tasks');
    expect(names).toContain('users');
    expect(names).toContain('extents[1].prev');
    expect(rows.find(({ name }) => name === 'tasks.next')).toEqual({
      offset: 8,
      name: 'tasks.next',
      type: 'struct list_head *',
      value: '0xffff888000002008',
    });
    expect(rows.find(({ name }) => name === 'tasks')).not.toHaveProperty('value');
    const shallow = await valueRows(memory.space(), INIT, typeNamed(graph, 'task_struct'), { depth: 1 });
    expect(shallow.map(({ name }) => name)).not.toContain('tasks.next');
  });

  test('what cannot be read is null with its reason, value by value', async () => {
    const at = 0xffff888000002fe0n;
    const rows = await valueRows(memory.space(), at, typeNamed(graph, 'task_struct'));
    expect(rows.find(({ name }) => name === 'comm')).toMatchObject({ value: '' });
    memory.lose(MM);
    const lost = await valueRows(memory.space(), at, typeNamed(graph, 'task_struct'));
    expect(lost.find(({ name }) => name === 'mm')).toMatchObject({ value: null, complete: false });
    expect(lost.find(({ name }) => name === 'pid')).toMatchObject({ value: 0 });
    memory.word(MM, 0xffff888000004000n).words(MM + 8n, [0xfffffffe00000001n, 3n]);
  });

  test('pointers to types, and types that have no size', async () => {
    expect(await valueRows(memory.space(), INIT + 40n, typeNamed(graph, 'struct mm_struct *'))).toMatchObject(
      [{ value: '0xffff888000003000', type: 'struct mm_struct *' }],
    );
    expect(await valueRows(memory.space(), INIT, typeNamed(graph, 'void'))).toMatchObject([
      { value: null, complete: false },
    ]);
    expect(() => typeNamed(graph, 'struct nothing')).toThrow();
  });
});
