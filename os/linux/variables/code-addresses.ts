/**
 * Addresses of data that a function's code makes: those of the variables that it uses. Sources: Intel SDM volume 2
 * (displacements and immediates), Arm ARM C6.2 (ADRP, ADD, LDR), Arm ARM F5.1 (MOVW, MOVT, LDR literal of A32), RISC-V
 * unprivileged ISA 2.4 and 2.6 (AUIPC, ADDI, loads and stores).
 */
import type { LinuxKernel } from '../kernel.js';

/** The image's data lies within this distance of its code, bytes. */
const REACH = 64n << 20n;
/** Bytes of a function that are looked at; behind a shorter one its neighbour is, which does no harm where answers are checked. */
const LENGTH = 2048;

/** Calls back for each address, as code makes it. */
type Reader = (view: DataView, start: bigint, found: (address: bigint) => void) => void;

/**
 * What the code from `start` on may refer to, each once, in the order of the code: kernel addresses behind the kernel's
 * code. Some are only made on the way to others, and between instructions of x86 some are met by chance: whoever asks
 * looks at what lies there.
 */
export async function codeAddresses(kernel: LinuxKernel, start: bigint, length = LENGTH): Promise<bigint[]> {
  const { space, symbols, kernelStart, wordSize } = kernel;
  symbols.find(['_stext', '_etext']);
  const text = symbols.address('_stext') ?? start;
  const end = symbols.address('_etext') ?? text;
  const { data, missing } = await space.readPartial(start, length);
  const [gap] = missing;
  const whole = gap === undefined ? data.length : Number(gap.start - start);
  const found = new Set<bigint>();
  readerOf(kernel)(new DataView(data.buffer, data.byteOffset, whole), start, (value) => {
    const address = BigInt.asUintN(8 * wordSize, value);
    if (address >= kernelStart && address >= end && address < end + REACH) found.add(address);
  });
  return [...found];
}

/** Bytes of a function up to the next symbol, {@link LENGTH} at most. */
export function lengthOfCode({ symbols }: LinuxKernel, start: bigint): number {
  let [low, high] = [0, LENGTH];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (symbols.at(start + BigInt(middle - 1))?.offset === BigInt(middle - 1)) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? LENGTH : low;
}

function readerOf({ space: { mode }, wordSize }: LinuxKernel): Reader {
  if (mode.startsWith('x86')) return wordSize === 8 ? x86Long : x86;
  if (mode.startsWith('aarch64')) return aarch64;
  return mode.startsWith('riscv') ? riscv : arm;
}

/** Every four bytes: instructions are not told apart. */
const x86: Reader = (view, _, found) => {
  for (let at = 0; at + 4 <= view.byteLength; at++) found(BigInt(view.getUint32(at, true)));
};

/** Opcodes whose operand in memory is followed by an immediate of 1 byte, or of 4. */
const WITH_BYTE = [0x80, 0x83, 0xc0, 0xc1, 0xc6, 0x6b, 0xba];
const WITH_WORD = [0x81, 0xc7, 0x69];

/** Distances from the next instruction, behind a byte ModRM that says so; and any four bytes as a sign-extended address. */
const x86Long: Reader = (view, start, found) => {
  for (let at = 0; at + 4 <= view.byteLength; at++) {
    const value = view.getInt32(at, true);
    if (value < 0) found(BigInt(value));
    if (at < 2 || (view.getUint8(at - 1) & 0xc7) !== 0x05) continue;
    const opcode = view.getUint8(at - 2);
    const immediate = WITH_BYTE.includes(opcode) ? 1 : WITH_WORD.includes(opcode) ? 4 : 0;
    found(start + BigInt(at + 4 + immediate + value));
  }
};

const aarch64: Reader = (view, start, found) => {
  const registers = new Map<number, bigint>();
  for (let at = 0; at + 4 <= view.byteLength; at += 4) {
    const word = view.getUint32(at, true);
    const [to, from] = [word & 31, (word >>> 5) & 31];
    const base = registers.get(from);
    if ((word & 0x9f000000) >>> 0 === 0x90000000) {
      // ADRP: 21 bits of pages.
      const pages = ((((word >>> 5) & 0x7ffff) << 13) >> 11) | ((word >>> 29) & 3);
      registers.set(to, ((start + BigInt(at)) & ~0xfffn) + BigInt(pages) * 4096n);
    } else if ((word & 0xff800000) >>> 0 === 0x91000000 && base !== undefined) {
      // ADD of an immediate of 12 bits, that may be shifted by 12.
      const address = base + BigInt(((word >>> 10) & 0xfff) << ((word >>> 22) & 1 ? 12 : 0));
      registers.set(to, address);
      found(address);
    } else if ((word & 0xff200000) >>> 0 === 0x8b000000) {
      // ADD of registers: to a variable at the start of a page the linker needs no ADD of an immediate.
      for (const register of [from, (word >>> 16) & 31]) {
        const whole = registers.get(register);
        if (whole !== undefined) found(whole);
      }
    } else if ((word & 0x3f000000) >>> 0 === 0x39000000 && base !== undefined) {
      // Loads and stores with an offset of 12 bits, in units of what is moved.
      found(base + BigInt(((word >>> 10) & 0xfff) << (word >>> 30)));
    }
  }
};

const arm: Reader = (view, _, found) => {
  const registers = new Map<number, bigint>();
  const set = (register: number, address: bigint): void => {
    registers.set(register, address);
    found(address);
  };
  for (let at = 0; at + 4 <= view.byteLength; at += 4) {
    const word = view.getUint32(at, true);
    const [to, from, offset] = [(word >>> 12) & 15, (word >>> 16) & 15, word & 0xfff];
    const base = registers.get(from);
    const half = BigInt(((word >>> 4) & 0xf000) | offset);
    const up = ((word >>> 23) & 1) === 1;
    if ((word & 0x0ff00000) === 0x03000000) registers.set(to, half);
    else if ((word & 0x0ff00000) === 0x03400000)
      set(to, ((registers.get(to) ?? 0n) & 0xffffn) | (half << 16n));
    else if ((word & 0x0f7f0000) === 0x051f0000) {
      // LDR of a literal, two instructions ahead.
      const place = at + 8 + (up ? offset : -offset);
      if (place >= 0 && place + 4 <= view.byteLength) set(to, BigInt(view.getUint32(place, true)));
    } else if ((word & 0x0fe00000) === 0x02800000 && base !== undefined) {
      // ADD of 8 bits that are rotated.
      const turn = 2 * ((word >>> 8) & 15);
      const value = word & 0xff;
      set(to, base + BigInt(((value >>> turn) | (turn === 0 ? 0 : value << (32 - turn))) >>> 0));
    } else if ((word & 0x0e000000) === 0x04000000 && base !== undefined) {
      found(base + BigInt(up ? offset : -offset));
    }
  }
};

const riscv: Reader = (view, start, found) => {
  const registers = new Map<number, bigint>();
  for (let at = 0; at + 4 <= view.byteLength; at += 2) {
    // Instructions of two bytes do not end in 11.
    if ((view.getUint16(at, true) & 3) !== 3) continue;
    const word = view.getUint32(at, true);
    const [to, from] = [(word >>> 7) & 31, (word >>> 15) & 31];
    const base = registers.get(from);
    const operation = word & 0x7f;
    if (operation === 0x17) {
      registers.set(to, start + BigInt(at) + BigInt((word & 0xfffff000) | 0));
    } else if (operation === 0x13 && ((word >>> 12) & 7) === 0 && base !== undefined) {
      registers.set(to, base + BigInt((word | 0) >> 20));
      found(registers.get(to) as bigint);
    } else if (operation === 0x03 && base !== undefined) {
      found(base + BigInt((word | 0) >> 20));
    } else if (operation === 0x23 && base !== undefined) {
      found(base + BigInt((((word | 0) >> 25) << 5) | ((word >>> 7) & 31)));
    }
    at += 2;
  }
};
