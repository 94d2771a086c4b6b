/** Layouts learned when a listing needs them: each from memory made by hand, and nothing from what is not as it should be. */
import { describe, expect, test } from 'vitest';
import { learnClock, learnNames } from '../../../../os/linux/learned/clock.js';
import { learnProcessors } from '../../../../os/linux/learned/processors.js';
import { learnResources } from '../../../../os/linux/learned/resources.js';
import { alignment, inOrder, knows, teach } from '../../../../os/linux/learned/teach.js';
import { FakeMemory, fakeKernel } from '../../../kit/fake-kernel.js';

const AT = 0xffffffff81100000n;
const offsets = (kernel: ReturnType<typeof fakeKernel>, type: string, members: readonly string[]) =>
  members.map((member) => kernel.types.struct(type)?.field(member)?.offset);

describe('teaching', () => {
  test('members follow each other as C aligns them, on i386 numbers of 8 bytes to 4', () => {
    const members = [
      ['a', 4],
      ['b', 8],
      ['c', 2],
      ['d', 4],
    ] as const;
    const at = (align: number) => Object.values(inOrder(members, { align })).map(([offset]) => offset);
    expect(at(8)).toEqual([0, 8, 16, 20]);
    expect(at(4)).toEqual([0, 4, 12, 16]);
    const kernel = fakeKernel(new FakeMemory(), {});
    expect(alignment(kernel)).toBe(8);
    expect(alignment({ ...kernel, architecture: 'x86-32' })).toBe(4);
  });

  test('what the types know stays as they have it', () => {
    const kernel = fakeKernel(new FakeMemory(), { thing: { known: [8, 8] } });
    teach(kernel, 'thing', { known: 0, learned: [16, 4] });
    expect(offsets(kernel, 'thing', ['known', 'learned'])).toEqual([8, 16]);
    expect(kernel.types.struct('thing')?.size).toBe(20);
    expect(knows(kernel, 'thing', 'other')).toBe(false);
  });
});

describe('what memory betrays', () => {
  test('the address map by its root, whose addresses have 8 bytes or 4', async () => {
    for (const width of [8, 4]) {
      const memory = new FakeMemory().write(AT, new Uint8Array(64)).text(AT + 0x100n, 'PCI mem');
      const name = width === 8 ? 16n : 8n;
      memory.word(AT + BigInt(width), 0xffffffffn, width).word(AT + name, AT + 0x100n);
      const kernel = fakeKernel(memory, {});
      await learnResources(kernel, AT);
      const start = width === 8 ? [0, 8, 16, 48, 56] : [0, 4, 8, 40, 48];
      expect(offsets(kernel, 'resource', ['start', 'end', 'name', 'sibling', 'child'])).toEqual(start);
    }
    const other = fakeKernel(new FakeMemory().write(AT, new Uint8Array(64)), {});
    await learnResources(other, AT);
    expect(knows(other, 'resource', 'start')).toBe(false);
  });

  test('names of the system behind a count or not', async () => {
    for (const at of [0, 4]) {
      const kernel = fakeKernel(
        new FakeMemory().write(AT, new Uint8Array(128)).text(AT + BigInt(at), 'Linux'),
        {},
      );
      await learnNames(kernel, AT);
      expect(offsets(kernel, 'uts_namespace', ['name.nodename', 'name.domainname'])).toEqual([
        at + 65,
        at + 325,
      ]);
    }
  });

  test('the clock where both distances to real time agree, its seconds behind one reader or two', async () => {
    const real = 1_700_000_000n;
    for (const readers of [1, 2]) {
      const seconds = AT + 8n + BigInt(56 * readers);
      const memory = new FakeMemory().write(AT, new Uint8Array(0x400));
      memory.word(AT + 32n, 0x1000n, 4).word(AT + 36n, 24n, 4);
      memory.words(seconds, [real + 100n, 100n, -real, 0n, real * 1_000_000_000n, 0n]);
      const kernel = fakeKernel(memory, {}, { tk_core: AT });
      await learnClock(kernel);
      expect(offsets(kernel, 'timekeeper', ['xtime_sec', 'offs_real'])).toEqual([
        56 * readers,
        56 * readers + 32,
      ]);
      expect(offsets(kernel, 'tk_data', ['timekeeper'])).toEqual([8]);
      memory.word(seconds + 32n, 7n);
      const stopped = fakeKernel(memory, {}, { tk_core: AT });
      await learnClock(stopped);
      expect(knows(stopped, 'timekeeper', 'offs_real')).toBe(false);
    }
  });

  test('a processor by the name of its vendor, in both orders of its first bytes', async () => {
    for (const [first, family] of [
      [0x03060206n, 0],
      [0x00020606n, 1],
    ] as const) {
      const memory = new FakeMemory().write(AT, new Uint8Array(384)).word(AT, first, 4);
      memory
        .word(AT + 40n, 0x1fcbfbfdn, 4)
        .text(AT + 120n, 'AuthenticAMD')
        .text(AT + 136n, 'QEMU');
      const kernel = fakeKernel(memory, {});
      await learnProcessors(kernel, AT);
      expect(
        offsets(kernel, 'cpuinfo_x86', ['x86', 'x86_capability', 'x86_vendor_id', 'x86_model_id']),
      ).toEqual([family, 40, 120, 136]);
    }
    const unknown = fakeKernel(
      new FakeMemory().write(AT, new Uint8Array(384)).text(AT + 120n, 'NobodyAtAll!'),
      {},
    );
    await learnProcessors(unknown, AT);
    expect(knows(unknown, 'cpuinfo_x86', 'x86')).toBe(false);
  });
});
