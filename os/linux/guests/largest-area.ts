/**
 * A guest's memory by size alone, where neither KVM nor QEMU's structures tell of it: the largest area of a QEMU process is taken
 * for its RAM, and placed as QEMU places it on that machine. Sources: QEMU 7.2, hw/i386/pc_piix.c (pc_init1), hw/i386/pc_q35.c
 * (pc_q35_init), hw/arm/virt.c (VIRT_MEM), hw/riscv/virt.c (VIRT_DRAM).
 */
import type { GuestRange } from '../../types.js';
import type { Area } from './backing.js';

const MiB = 1n << 20n;
const GiB = 1n << 30n;

/** Where the memory of a machine begins, and how much lies below 4 GiB where it does not fit. */
interface Placement {
  readonly binary: RegExp;
  readonly machine: RegExp;
  readonly base: bigint;
  /** Memory of this size or more is split; so much of it then lies low. */
  readonly split?: { readonly from: bigint; readonly low: bigint };
}

const PLACEMENTS: readonly Placement[] = [
  { binary: /x86|i386/, machine: /^(pc-)?q35/, base: 0n, split: { from: 0xb0000000n, low: 2n * GiB } },
  { binary: /x86|i386/, machine: /^microvm/, base: 0n, split: { from: 3n * GiB, low: 3n * GiB } },
  { binary: /x86|i386/, machine: /^/, base: 0n, split: { from: 0xe0000000n, low: 3n * GiB } },
  { binary: /aarch64|arm/, machine: /^virt/, base: GiB },
  { binary: /riscv/, machine: /^virt/, base: 2n * GiB },
];

/** The ranges; empty where no area has whole MiB, or the machine is not known. `command`: the process's command line. */
export function largestArea(exe: string, command: string, areas: readonly Area[]): GuestRange[] {
  const machine = /(?:^| )-(?:M|machine) (?:type=)?([\w.-]+)/.exec(command)?.[1] ?? '';
  const place = PLACEMENTS.find((row) => row.binary.test(exe) && row.machine.test(machine));
  const likely = areas.filter(
    ({ start, end, writable, executable, special }) =>
      writable && !executable && !special && end - start >= MiB && (end - start) % MiB === 0n,
  );
  const size = ({ start, end }: Area): bigint => end - start;
  const shared = likely.filter(({ file }) => file !== undefined && file.kind !== 'disk');
  const [largest] = (shared.length > 0 ? shared : likely).sort((a, b) => (size(a) > size(b) ? -1 : 1));
  if (place === undefined || largest === undefined) return [];
  const { base, split } = place;
  const all = size(largest);
  if (split === undefined || all < split.from) return [{ start: base, size: all, host: largest.start }];
  return [
    { start: base, size: split.low, host: largest.start },
    { start: 4n * GiB, size: all - split.low, host: largest.start + split.low },
  ];
}
