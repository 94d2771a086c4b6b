// What a processor's registers say of its address spaces: paging mode, roots and the addresses that they serve.

const LAST = (1n << 64n) - 1n;
const hex = (value) => value.toString(16);
const named = (text, name) => {
  const found = new RegExp(`\\b${name}\\s*=?\\s*([0-9a-f]+)`).exec(text)?.[1];
  if (found === undefined) throw new Error(`the registers lack ${name}`);
  return BigInt(`0x${found}`);
};

/** Intel SDM volume 3, section 4.1.1: CR4.PAE is bit 5, CR4.LA57 bit 12, EFER.LMA bit 10. */
function x86(registers) {
  const [cr3, cr4, efer] = ['CR3', 'CR4', 'EFER'].map((name) => named(registers, name));
  const long = (efer >> 10n) & 1n;
  const mode =
    long === 1n
      ? (cr4 >> 12n) & 1n
        ? 'x86-64-5level'
        : 'x86-64-4level'
      : (cr4 >> 5n) & 1n
        ? 'x86-pae'
        : 'x86-32';
  return [{ mode, root: hex(cr3), first: '0', last: hex(long === 1n ? LAST : 0xffffffffn) }];
}

/** RISC-V privileged architecture, section "satp": MODE in bits 63:60, ASID in 59:44, PPN in 43:0. */
function riscv(registers) {
  const satp = named(registers, 'satp');
  const mode = { 8: 'riscv64-sv39', 9: 'riscv64-sv48', 10: 'riscv64-sv57' }[Number(satp >> 60n)];
  if (mode === undefined) throw new Error(`satp has a mode that is none: ${hex(satp)}`);
  return [{ mode, root: hex((satp & ((1n << 44n) - 1n)) << 12n), first: '0', last: hex(LAST) }];
}

/**
 * TCR_EL1 in the Arm architecture's register index: T0SZ 5:0, TG0 15:14, T1SZ 21:16, TG1 31:30, DS 59. With DS the bits 5:2
 * of a root are its bits 51:48.
 */
function aarch64(system) {
  const [tcr, low, high] = ['TCR_EL1', 'TTBR0_EL1', 'TTBR1_EL1'].map((name) => BigInt(`0x${system[name]}`));
  const wide = ((tcr >> 59n) & 1n) === 1n;
  const mode = (granule, size) => {
    const bits = 64 - Number(size & 63n);
    return `aarch64-${granule}-${bits}${wide && bits <= 48 ? '-lpa2' : ''}`;
  };
  const lowMode = mode({ 0: '4k', 1: '64k', 2: '16k' }[Number((tcr >> 14n) & 3n)], tcr);
  const highMode = mode({ 1: '16k', 2: '4k', 3: '64k' }[Number((tcr >> 30n) & 3n)], tcr >> 16n);
  const root = (ttbr) => (ttbr & 0xffffffffffc0n) | (wide ? ((ttbr >> 2n) & 15n) << 48n : 0n);
  const half = 1n << 63n;
  return [
    { mode: lowMode, root: hex(root(low)), first: '0', last: hex(half - 1n) },
    { mode: highMode, highRoot: hex(root(high)), first: hex(half), last: hex(LAST) },
  ];
}

/**
 * ARMv7: TTBCR.EAE is bit 31, T1SZ bits 18:16. Linux with LPAE lets TTBR1 serve the last gigabyte by the last of the four
 * second-level tables that follow the page of its top table, which is what is given here (TTBR1_OFFSET in proc-v7-3level.S).
 */
function arm(system) {
  const [ttbcr, low, high] = ['TTBCR', 'TTBR0', 'TTBR1'].map((name) => BigInt(`0x${system[name]}`));
  if (ttbcr >> 31n === 0n) {
    if ((ttbcr & 7n) !== 0n) throw new Error(`TTBCR splits the short format's addresses: ${hex(ttbcr)}`);
    return [{ mode: 'arm-short', root: hex(low & ~0x3fffn), first: '0', last: 'ffffffff' }];
  }
  const base = (ttbr) => ttbr & 0xffffffffe0n;
  const size = (ttbcr >> 16n) & 7n;
  if (size === 0n) return [{ mode: 'arm-lpae', root: hex(base(low)), first: '0', last: 'ffffffff' }];
  if (size !== 2n) throw new Error(`TTBCR gives TTBR1 another part than the last gigabyte: ${hex(ttbcr)}`);
  return [
    { mode: 'arm-lpae', root: hex(base(low)), first: '0', last: 'bfffffff' },
    { mode: 'arm-lpae', root: hex(base(high) - 0x4000n), first: 'c0000000', last: 'ffffffff' },
  ];
}

/**
 * @param {string} arch a key of ARCHITECTURES
 * @param {string} registers what the monitor prints
 * @param {Record<string, string> | undefined} system registers that only the debugger port gives, in hex
 * @returns {{mode: string, root?: string, highRoot?: string, first: string, last: string}[]} the spaces, each with the addresses
 *   it serves, in hex
 */
export function spacesOf(arch, registers, system) {
  if (arch === 'riscv64') return riscv(registers);
  if (arch === 'aarch64') return aarch64(system);
  return arch === 'arm' ? arm(system) : x86(registers);
}
