/** The registers that QEMU's monitor prints, by the names of the processors' manuals. Source: qemu target/ARCH/cpu.c and cpu-dump.c. */
import type { Registers } from '../../engine/index.js';

/** `RAX=00..`, `CR3=..`, `PC=..`, `EFER=..`; several on a line. */
const ASSIGNED = /\b([A-Z][A-Z0-9_]*) ?=([0-9a-f]{8,16})(?![0-9a-f])/g;
/** ` satp     8000000000080a1b`, `x2/sp    ffff…`. */
const LISTED = /(?:^|\s)([a-z][a-z0-9]*(?:\/[a-z][a-z0-9]*)?) +([0-9a-f]{8,16})(?![0-9a-f])/g;

/** Registers in the text of `info registers` of a target. */
export function parseRegisters(target: string, text: string): Registers {
  const pattern = target.startsWith('riscv') ? LISTED : ASSIGNED;
  const registers: Record<string, bigint> = {};
  for (const [, name = '', value] of text.matchAll(pattern))
    for (const alias of name.toLowerCase().split('/')) registers[alias] = BigInt(`0x${value}`);
  return registers;
}
