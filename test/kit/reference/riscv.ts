/**
 * RISC-V paging. The privileged architecture, "Supervisor-Level ISA": Sv32, Sv39, Sv48, Sv57, and the extension Svnapot.
 * Bits 60:54, and D, A and U of pointers, are not looked at: later extensions give reserved bits a meaning (60:59 became
 * software's with Svrsw60t59b), and a page that such a machine maps is a page.
 */
import { bit, EVERYTHING, field, FLAG, flagsOf, type Entry, type Format } from './walk.js';

/** Table "Encoding of PTE R/W/X fields", and the algorithm's steps 3 to 6; `shift` is what the level maps. */
function decode(entry: bigint, level: number, shift: number, ppnTop: number): Entry {
  const [valid, read, write, execute, user] = [0, 1, 2, 3, 4].map((at) => bit(entry, at));
  const napot = bit(entry, 63);
  const address = field(entry, ppnTop, 10) * 4n;
  if (valid !== true || (write === true && read !== true)) return { kind: 'none' };
  if (!read && !execute) {
    if (level === 1 || napot) return { kind: 'none' };
    return { kind: 'table', at: address, keep: EVERYTHING, add: bit(entry, 5) ? FLAG.global : 0 };
  }
  // Svnapot's table: above the last level every encoding with N is reserved; in it only 64 KiB is not.
  if (napot && (level > 1 || field(entry, 13, 10) !== 8n << 10n)) return { kind: 'none' };
  const size = napot ? 2n ** 16n : 2n ** BigInt(shift);
  // Step 6: a superpage that is not aligned.
  if (!napot && address % size !== 0n) return { kind: 'none' };
  const flags = flagsOf({
    read: read === true,
    write: write === true,
    user: user === true,
    userExecute: execute === true && user === true,
    kernelExecute: execute === true && user !== true,
    global: bit(entry, 5),
    accessed: bit(entry, 6),
    dirty: bit(entry, 7),
    sixteen: napot,
  });
  return { kind: 'page', base: address - (address % size), size, flags };
}

/** Sv32: physical addresses of 34 bits. */
export const sv32: Format = {
  entryBytes: 4,
  levels: [
    { shift: 12, bits: 10 },
    { shift: 22, bits: 10 },
  ],
  rootMask: field(2n ** 64n - 1n, 33, 12),
  lowBits: 32,
  oneRoot: true,
  decode: (entry, level) => decode(entry, level, level === 1 ? 12 : 22, 31),
};

/** Sv39, Sv48 and Sv57: physical addresses of 56 bits. */
export function sv64(levels: 3 | 4 | 5): Format {
  return {
    entryBytes: 8,
    levels: Array.from({ length: levels }, (_, i) => ({ shift: 12 + 9 * i, bits: 9 })),
    rootMask: field(2n ** 64n - 1n, 55, 12),
    // Bits above the highest translated one must equal it.
    lowBits: 11 + 9 * levels,
    highBits: 11 + 9 * levels,
    oneRoot: true,
    decode: (entry, level) => decode(entry, level, 12 + 9 * (level - 1), 53),
  };
}
