/**
 * Where QEMU's boards put the blocks of RAM that a migration stream names. Sources: qemu hw/i386/pc_piix.c (pc_init1),
 * hw/i386/pc_q35.c (pc_q35_init), hw/i386/microvm.c, hw/i386/pc.c (cmos_set_memory), hw/arm/virt.c, hw/riscv/virt.c.
 */
import type { RamBlock } from './qemu-ram.js';

const FOUR_GIB = 2 ** 32;

/** A board: what its machine type is called, where its memory starts, and how it is cut at the devices below 4 GiB. */
interface Board {
  readonly machine: RegExp;
  readonly base: number;
  /** With `from` bytes or more, `low` of them lie below the devices and the rest at 4 GiB. */
  readonly cut?: { readonly from: number; readonly low: number };
}
const BOARDS: readonly Board[] = [
  { machine: /^pc-q35/, base: 0, cut: { from: 0xb0000000, low: 0x80000000 } },
  { machine: /^pc(-|$)/, base: 0, cut: { from: 0xe0000000, low: 0xc0000000 } },
  { machine: /^microvm$/, base: 0, cut: { from: 0xc0000000, low: 0xc0000000 } },
  { machine: /^virt-\d/, base: 0x40000000 },
  { machine: /^virt$/, base: 0x80000000 },
];
/** Blocks that bear the name of their board whatever the stream says of the machine. */
const NAMED: Readonly<Record<string, string>> = {
  'pc.ram': 'pc',
  'microvm.ram': 'microvm',
  'mach-virt.ram': 'virt-0',
  'riscv_virt_board.ram': 'virt',
};
/** Memory of devices and firmware, which is not the machine's. */
const DEVICES = /\/|\.(m?rom|bios|vram|flash\d|redirected)$|flash\d$|^(pc\.bios|isa-bios|ivshmem)/;

/** A part of a block at its place. */
export interface PlacedBlock {
  readonly start: number;
  readonly size: number;
  readonly block: RamBlock;
  /** Offset in the block. */
  readonly offset: number;
}

/** All parts in order, and notes: what was taken for granted, what has no known place. */
export interface Layout {
  readonly parts: readonly PlacedBlock[];
  readonly notes: readonly string[];
}

/**
 * The layout of a machine. `cmos`: the 128 bytes of the clock's memory, where firmware finds the size of memory below and
 * above 4 GiB; they tell of a cut that was not the board's own.
 */
export function layoutOf(
  machine: string | undefined,
  blocks: readonly RamBlock[],
  cmos?: Uint8Array,
): Layout {
  const named = blocks.find(({ name }) => name in NAMED);
  const rest = blocks.filter(({ name }) => !DEVICES.test(name) && !(name in NAMED));
  // The machine's own memory is one block, or those of its memory nodes in their order.
  const main = named === undefined ? mainOf(rest) : [named];
  const notes: string[] = [];
  const type = machine ?? (named && NAMED[named.name]);
  const board = BOARDS.find(({ machine: pattern }) => type !== undefined && pattern.test(type));
  if (board === undefined)
    notes.push(`machine ${type ?? 'unknown'}: its memory is taken to start at address 0, without a hole`);
  const size = main.reduce((sum, block) => sum + block.size, 0);
  const low = lowEnd(board, size, cmos);
  if (low.why !== undefined) notes.push(low.why);
  const parts: PlacedBlock[] = [];
  let at = board?.base ?? 0;
  for (const block of main) {
    for (let offset = 0; offset < block.size;) {
      if (at === low.end) at = FOUR_GIB;
      const length = Math.min(block.size - offset, at < low.end ? low.end - at : Infinity);
      parts.push({ start: at, size: length, block, offset });
      offset += length;
      at += length;
    }
  }
  for (const { name, size: bytes } of rest)
    if (!main.some((block) => block.name === name))
      notes.push(`RAM block '${name}' of ${bytes} bytes is left out: the stream does not say where it lies`);
  return { parts, notes };
}

/** Blocks that are the machine's memory when none bears a board's name: those of the largest one's kind. */
function mainOf(blocks: readonly RamBlock[]): readonly RamBlock[] {
  const largest = blocks.reduce<RamBlock | undefined>(
    (most, block) => (most === undefined || block.size > most.size ? block : most),
    undefined,
  );
  if (largest === undefined) return [];
  const stem = (name: string): string => name.replace(/\d+$/, '');
  const kind = blocks.filter(({ name }) => stem(name) === stem(largest.name));
  return kind.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

/** Where memory below the devices ends, as the CMOS or the board has it. */
function lowEnd(
  board: Board | undefined,
  size: number,
  cmos: Uint8Array | undefined,
): { readonly end: number; readonly why?: string } {
  const cut = board?.cut;
  if (cut === undefined) return { end: Infinity };
  const usual = size >= cut.from ? cut.low : Infinity;
  if (cmos?.length !== 128) return { end: usual };
  // 0x34: KiB * 64 above 16 MiB; 0x5b: the same above 4 GiB.
  const above = ((cmos[0x5b] ?? 0) | ((cmos[0x5c] ?? 0) << 8) | ((cmos[0x5d] ?? 0) << 16)) * 65536;
  const end = above === 0 ? Infinity : size - above;
  if (end === usual || !(end > 0)) return { end: usual };
  return { end, why: `memory above 0x${end.toString(16)} lies at 4 GiB, says the machine's CMOS` };
}
