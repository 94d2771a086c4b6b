/** Hash chains built by hand: both kinds of ends, tables with strides, damage. */
import { describe, expect, test } from 'vitest';
import { headsOf, structsInTable, structsOnChains } from '../../../os/linux/hlist.js';
import { StructReader } from '../../../os/linux/structs.js';
import { FakeMemory, fakeKernel } from '../../kit/fake-kernel.js';

const AT = 0xffff888000010000n;
const TABLE = 0xffff888000020000n;
const LAYOUTS = { thing: { value: [0, 4], node: [8, 16] } } as const;
/** Address of the node of thing number n. */
const node = (n: number) => AT + BigInt(n) * 0x1000n + 8n;

/** A kernel with things that are chained as told: number and next word. */
function world(links: readonly (readonly [number, bigint])[]) {
  const memory = new FakeMemory();
  for (const [n, next] of links)
    memory
      .word(node(n) - 8n, BigInt(n), 4)
      .word(node(n), next)
      .word(node(n) + 8n, 0n);
  const kernel = fakeKernel(memory, LAYOUTS);
  return { memory, kernel, reader: new StructReader(kernel, 'thing', ['value', 'node']) };
}
const values = (structs: readonly { number: (member: string) => number }[]) =>
  structs.map((struct) => struct.number('value'));

describe('structsOnChains', () => {
  test('chains end at NULL and at odd markers; empty ones give nothing', async () => {
    const { reader } = world([
      [1, node(2)],
      [2, 0n],
      [3, 0x2bn],
    ]);
    const { structs, reason } = await structsOnChains(reader, [0n, node(1), 7n, node(3)], 'node');
    expect(values(structs)).toEqual([1, 3, 2]);
    expect(reason).toBeUndefined();
  });

  test('a circle ends and is told', async () => {
    const { reader } = world([
      [1, node(2)],
      [2, node(1)],
    ]);
    const { structs, reason } = await structsOnChains(reader, [node(1)], 'node');
    expect(values(structs)).toEqual([1, 2]);
    expect(reason).toContain('into itself');
  });

  test('an unreadable entry costs the rest of its chain only', async () => {
    const { reader, memory } = world([
      [1, node(2)],
      [2, node(3)],
      [3, 0n],
      [4, 0n],
    ]);
    memory.lose(node(2));
    const { structs, reason } = await structsOnChains(reader, [node(1), node(4)], 'node');
    expect(values(structs)).toEqual([1, 4]);
    expect(reason).toContain(`0x${node(2).toString(16)} cannot be read`);
  });
});

describe('tables', () => {
  test('heads lie a stride apart', async () => {
    const { kernel, reader, memory } = world([
      [1, 0n],
      [2, 1n],
    ]);
    memory.words(TABLE, [node(1), 0xbadn, 0n, 0xbadn, node(2), 0xbadn]);
    const { structs, reason } = await structsInTable(
      kernel,
      reader,
      { address: TABLE, count: 3, stride: 16 },
      'node',
    );
    expect(values(structs)).toEqual([1, 2]);
    expect(reason).toBeUndefined();
  });

  test('heads that cannot be read are counted, the others kept', async () => {
    const { kernel, memory } = world([]);
    memory.words(TABLE + 0xff0n, [0x10n, 0x20n]);
    const { firsts, reason } = await headsOf(kernel, { address: TABLE + 0xff0n, count: 4 });
    expect(firsts).toEqual([0x10n, 0x20n]);
    expect(reason).toContain('2 of 4 chains cannot be read');
  });

  test('a count or an address that makes no sense', async () => {
    const { kernel } = world([]);
    expect(await headsOf(kernel, { address: TABLE, count: 0 })).toEqual({ firsts: [] });
    expect((await headsOf(kernel, { address: TABLE, count: 2 ** 30 })).reason).toContain('make no sense');
    expect((await headsOf(kernel, { address: 0x1000n, count: 2 })).reason).toContain('not in the kernel');
  });
});
