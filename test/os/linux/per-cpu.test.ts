/** Masks of processors and their offsets. */
import { describe, expect, test } from 'vitest';
import { cpusIn, perCpuAddress, possibleCpus } from '../../../os/linux/per-cpu.js';
import { fakeKernel, FakeMemory } from '../../kit/fake-kernel.js';

const TABLE = 0xffffffff82000000n;
const MASK = 0xffffffff82001000n;
const SYMBOLS = { __per_cpu_offset: TABLE, __cpu_possible_mask: MASK };
const LAYOUTS = { cpumask: { bits: [0, 16] } } as const;

describe('possibleCpus', () => {
  test('the processors of the mask with the offsets of the table', async () => {
    const memory = new FakeMemory().words(MASK, [0b1101n, 1n]).words(TABLE, [1n, 2n, 3n, 4n]);
    memory.word(TABLE + 8n * 64n, 0xffff888007c00000n);
    const kernel = fakeKernel(memory, LAYOUTS, SYMBOLS);
    expect(await possibleCpus(kernel)).toEqual([
      { cpu: 0, offset: 1n },
      { cpu: 2, offset: 3n },
      { cpu: 3, offset: 4n },
      { cpu: 64, offset: 0xffff888007c00000n },
    ]);
    expect(await cpusIn(kernel, 'cpu_possible_mask')).toEqual([0, 2, 3, 64]);
  });

  test('a kernel for one processor has offset 0', async () => {
    expect(await possibleCpus(fakeKernel(new FakeMemory(), LAYOUTS))).toEqual([{ cpu: 0, offset: 0n }]);
  });

  test('nothing where the mask or the table is lost', async () => {
    const memory = new FakeMemory().words(MASK, [1n, 0n]);
    expect(await possibleCpus(fakeKernel(memory, LAYOUTS, SYMBOLS))).toBeUndefined();
    memory.lose(MASK);
    expect(await cpusIn(fakeKernel(memory, LAYOUTS, SYMBOLS), 'cpu_possible_mask')).toBeUndefined();
    expect(await cpusIn(fakeKernel(memory, LAYOUTS), 'cpu_online_mask')).toBeUndefined();
  });

  test('an address of a copy wraps as the processor wraps it', () => {
    const kernel = fakeKernel(new FakeMemory(), LAYOUTS);
    expect(perCpuAddress(kernel, 0xffffffff81000000n, { cpu: 0, offset: 0x200000000n })).toBe(0x181000000n);
  });
});
