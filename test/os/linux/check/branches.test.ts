/** Targets of branches on each architecture. */
import { describe, expect, test } from 'vitest';
import { branchTarget } from '../../../../os/linux/check/branches.js';
import type { LinuxKernel } from '../../../../os/linux/kernel.js';

const AT = 0xffffffff81000000n;
const on = (mode: string, wordSize: 4 | 8, bytes: readonly number[], at: bigint = AT) =>
  branchTarget({ space: { mode }, wordSize } as unknown as LinuxKernel, Uint8Array.from(bytes), 0, at);
const words = (...values: number[]) =>
  values.flatMap((value) => [0, 8, 16, 24].map((shift) => (value >>> shift) & 255));

describe('x86-64', () => {
  const x86 = (...bytes: number[]) => on('x86-64-4level', 8, bytes);
  test('a call and a jump', () => {
    expect(x86(0xe8, 0x10, 0, 0, 0)).toBe(AT + 0x15n);
    expect(x86(0xe9, 0xfb, 0xff, 0xff, 0xff)).toBe(AT);
  });
  test('an address in a register, then jump or return', () => {
    const load = [0x48, 0xb8, 0xf0, 0xde, 0xbc, 0x9a, 0x78, 0x56, 0x34, 0xff];
    expect(x86(...load, 0xff, 0xe0)).toBe(0xff3456789abcdef0n);
    expect(x86(...load, 0x50, 0xc3)).toBe(0xff3456789abcdef0n);
    expect(x86(...load, 0x90, 0x90)).toBeUndefined();
  });
  test('a pushed address', () => {
    expect(x86(0x68, 0, 0, 0x40, 0xc0, 0xc3)).toBe(0xffffffffc0400000n);
    expect(x86(0x68, 4, 3, 2, 1, 0xc7, 0x44, 0x24, 4, 0xf0, 0xff, 0xff, 0xff, 0xc3)).toBe(
      0xfffffff001020304n,
    );
  });
  test('a jump through the word behind it', () => {
    expect(x86(0xff, 0x25, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xff)).toBe(0xff00000000000001n);
  });
  test('what is no branch, and what is cut off', () => {
    expect(x86(0x55, 0x48, 0x89, 0xe5)).toBeUndefined();
    expect(x86(0xe9, 1, 2)).toBeUndefined();
    expect(x86()).toBeUndefined();
  });
});

test('i386: addresses wrap at 32 bits', () => {
  expect(on('x86-32', 4, [0xe9, 0, 0, 0, 0x40], 0xd0000000n)).toBe(0x10000005n);
});

test('AArch64: branches, and a literal in a register', () => {
  const arm = (...values: number[]) => on('aarch64-4k-48', 8, words(...values), 0xffff800008000000n);
  expect(arm(0x14000002)).toBe(0xffff800008000008n);
  expect(arm(0x97ffffff)).toBe(0xffff800007fffffcn);
  expect(arm(0x58000050, 0xd61f0200, 0x12345678, 0xffff8000)).toBe(0xffff800012345678n);
  expect(arm(0x58000050, 0xd503201f, 0x12345678, 0xffff8000)).toBeUndefined();
  expect(arm(0xd503233f)).toBeUndefined();
});

test('RISC-V: JAL, and AUIPC with JALR', () => {
  const riscv = (...values: number[]) => on('riscv64-sv39', 8, words(...values), 0xffffffff80000000n);
  expect(riscv(0x0080006f)).toBe(0xffffffff80000008n);
  expect(riscv(0xff9ff06f)).toBe(0xffffffff7ffffff8n);
  expect(riscv(0x00001297, 0x01028067)).toBe(0xffffffff80001010n);
  expect(riscv(0x00001297, 0x01030067)).toBeUndefined();
});

test('Arm: branches, and a load of the program counter', () => {
  const arm = (...values: number[]) => on('arm-short', 4, words(...values), 0xc0100000n);
  expect(arm(0xea000000)).toBe(0xc0100008n);
  expect(arm(0xebfffffe)).toBe(0xc0100000n);
  expect(arm(0xe51ff004, 0xbf001000)).toBe(0xbf001000n);
  expect(arm(0xe1a00000)).toBeUndefined();
});
