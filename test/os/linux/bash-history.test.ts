/** Shell history in a heap built by hand, with words of both sizes, among things that only look like times. */
import { describe, expect, test } from 'vitest';
import { bashHistory } from '../../../os/linux/bash-history.js';
import type { Mapping } from '../../../os/index.js';
import { FakeMemory } from '../../kit/fake-kernel.js';

const HEAP = 0x600000n;
const heap = { start: HEAP, end: HEAP + 0x4000n, permissions: 'rw-p', path: '[heap]' } as Mapping;

function shell(wordSize: 4 | 8, commands: readonly (readonly [time: number, line: string])[]): FakeMemory {
  const memory = new FakeMemory().write(HEAP, new Uint8Array(0x4000));
  memory.text(HEAP + 0x20n, '#1700000000 and more').text(HEAP + 0x60n, '#170000000');
  commands.forEach(([time, line], i) => {
    // Later entries lie lower, so that addresses say nothing of the order.
    const at = HEAP + 0x2000n - BigInt(i) * 0x100n;
    const text = HEAP + 0x3400n + BigInt(i) * 0x40n;
    memory.text(at, `#${time}`).text(text, line);
    memory.word(at + 0xc0n, text, wordSize).word(at + 0xc0n + BigInt(wordSize), at, wordSize);
    memory.word(HEAP + 0x3000n + BigInt(i * wordSize), at + 0xc0n, wordSize);
  });
  return memory;
}

describe('bash history', () => {
  const commands = [
    [1700000001, 'ls'],
    [1700000002, 'cat secret'],
    [1700000002, 'rm secret'],
    [1700000002, 'x'.repeat(1000)],
  ] as const;
  test.each([4, 8] as const)('words of %i bytes: all commands in order', async (wordSize) => {
    const found = await bashHistory(7, shell(wordSize, commands).space(), [heap], wordSize);
    expect(found.complete).toBe(true);
    expect(found.items.map(({ time, command }) => [time, command])).toEqual(commands);
    expect(found.items.every(({ pid }) => pid === 7)).toBe(true);
  });

  test('a line on a page that is not there: the others, and why one is missing', async () => {
    const memory = shell(8, commands);
    memory.word(HEAP + 0x2000n + 0xc0n, 0x900000n);
    const found = await bashHistory(7, memory.space(), [heap], 8);
    expect(found.items).toHaveLength(3);
    expect(found.reason).toMatch(/lines of 1 entries cannot be read/);
  });

  test('memory that is no heap is not looked at', async () => {
    const found = await bashHistory(7, shell(8, commands).space(), [{ ...heap, path: '/bin/bash' }], 8);
    expect(found).toEqual({ items: [], complete: true });
  });
});
