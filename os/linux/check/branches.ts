/**
 * Where an instruction that always branches leads to. Sources: Intel SDM volume 2 (CALL, JMP, MOV, PUSH), Arm ARM C6.2
 * (B, BL, LDR literal, BR), Arm ARM F5.1 (B, BL, LDR literal of A32), RISC-V unprivileged ISA 2.5 and 2.4 (JAL, AUIPC, JALR).
 */
import { wordIn, type LinuxKernel } from '../kernel.js';

/**
 * The target of an unconditional branch (or a usual pair of instructions that makes one) at offset `at` of `code`, whose
 * virtual address is `address`; undefined when there is none, or it depends on registers.
 */
export function branchTarget(
  kernel: LinuxKernel,
  code: Uint8Array,
  at: number,
  address: bigint,
): bigint | undefined {
  const { mode } = kernel.space;
  const bits = 8 * kernel.wordSize;
  const view = new DataView(code.buffer, code.byteOffset, code.length);
  const target = mode.startsWith('x86')
    ? x86(view, at, address, kernel.wordSize)
    : mode.startsWith('aarch64')
      ? aarch64(view, at, address)
      : mode.startsWith('riscv')
        ? riscv(view, at, address)
        : arm(view, at, address);
  return target === undefined ? undefined : BigInt.asUintN(bits, target);
}

function x86(view: DataView, at: number, address: bigint, wordSize: 4 | 8): bigint | undefined {
  const has = (bytes: number): boolean => at + bytes <= view.byteLength;
  const byte = (i: number): number => (has(i + 1) ? view.getUint8(at + i) : -1);
  const first = byte(0);
  // CALL rel32, JMP rel32.
  if ((first === 0xe8 || first === 0xe9) && has(5)) return address + 5n + BigInt(view.getInt32(at + 1, true));
  // MOV rax, imm64; JMP rax or PUSH rax; RET.
  if (wordSize === 8 && first === 0x48 && byte(1) === 0xb8 && has(12)) {
    const jumps = byte(10) === 0xff && byte(11) === 0xe0;
    const returns = byte(10) === 0x50 && byte(11) === 0xc3;
    return jumps || returns ? view.getBigUint64(at + 2, true) : undefined;
  }
  // PUSH imm32; RET, with the upper half written over on the stack or sign-extended.
  if (first === 0x68 && byte(5) === 0xc3) return BigInt(view.getInt32(at + 1, true));
  if (wordSize === 8 && first === 0x68 && byte(5) === 0xc7 && byte(6) === 0x44 && byte(7) === 0x24 && has(14))
    return byte(13) === 0xc3
      ? (BigInt(view.getUint32(at + 9, true)) << 32n) | BigInt(view.getUint32(at + 1, true))
      : undefined;
  // JMP [rip+0] with the address behind it.
  if (wordSize === 8 && first === 0xff && byte(1) === 0x25 && has(14) && view.getInt32(at + 2, true) === 0)
    return view.getBigUint64(at + 6, true);
  return undefined;
}

function aarch64(view: DataView, at: number, address: bigint): bigint | undefined {
  if (at + 4 > view.byteLength) return undefined;
  const word = view.getUint32(at, true);
  // B and BL: 26 bits of words.
  if (((word >>> 26) & 0x1f) === 0x05) return address + BigInt((word << 6) >> 4);
  // LDR xN, literal; BR xN behind it.
  if (word >>> 24 === 0x58 && at + 8 <= view.byteLength) {
    const next = view.getUint32(at + 4, true);
    const place = at + (((word << 8) >> 13) << 2);
    const branches = (next & 0xfffffc1f) >>> 0 === 0xd61f0000 && ((next >>> 5) & 31) === (word & 31);
    if (branches && place >= 0 && place + 8 <= view.byteLength) return view.getBigUint64(place, true);
  }
  return undefined;
}

function riscv(view: DataView, at: number, address: bigint): bigint | undefined {
  if (at + 4 > view.byteLength) return undefined;
  const word = view.getUint32(at, true);
  if ((word & 0x7f) === 0x6f) {
    const offset =
      (((word >>> 21) & 0x3ff) << 1) |
      (((word >>> 20) & 1) << 11) |
      (((word >>> 12) & 0xff) << 12) |
      ((word >> 31) << 20);
    return address + BigInt(offset);
  }
  // AUIPC xN; JALR through the same register.
  if ((word & 0x7f) === 0x17 && at + 8 <= view.byteLength) {
    const next = view.getUint32(at + 4, true);
    const same = ((next >>> 15) & 31) === ((word >>> 7) & 31);
    if ((next & 0x707f) === 0x67 && same)
      return address + BigInt((word & 0xfffff000) | 0) + BigInt((next | 0) >> 20);
  }
  return undefined;
}

function arm(view: DataView, at: number, address: bigint): bigint | undefined {
  if (at + 4 > view.byteLength) return undefined;
  const word = view.getUint32(at, true);
  // B and BL, always: 24 bits of words behind two instructions.
  if (word >>> 28 === 0xe && ((word >>> 25) & 7) === 5) return address + 8n + BigInt((word << 8) >> 6);
  // LDR pc, [pc, #-4]: the address is the next word.
  if (word === 0xe51ff004 && at + 8 <= view.byteLength)
    return wordIn(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), at + 4, 4);
  return undefined;
}
