/**
 * Registers of a PCILeech board: what it is, and the state of its PCI Express link. They are only read. Source: ufrisk/pcileech-fpga
 * pcileech_fifo.sv (core), pcileech_pcie_cfg_a7.sv (PCIe); ufrisk/LeechCore device_fpga_session.c.
 */
import { PagewalkError, throwIfAborted } from '../engine/index.js';
import { registerUnit, TARGET } from './pcileech-frames.js';
import type { BoardLink } from './pcileech-link.js';

/** Bit of a register's address that means the bank which can be written. */
const WRITABLE_BANK = 0x8000;
/** A bank of registers: who answers, and which of its two banks. */
export interface Bank {
  readonly target: number;
  readonly offset: number;
}
/** The four banks. */
export const BANKS = {
  core: { target: TARGET.core, offset: 0 },
  coreWritable: { target: TARGET.core, offset: WRITABLE_BANK },
  pcie: { target: TARGET.pcie, offset: 0 },
  pcieWritable: { target: TARGET.pcie, offset: WRITABLE_BANK },
} as const satisfies Record<string, Bank>;

const ATTEMPTS = 4;
const POLLS = 64;
const PATIENCE = 1000;
const REPLY_SIZE = 0x1000;

/** Offsets in the banks that are read. */
const CORE = { magic: 0x00, major: 0x08, minor: 0x09, board: 0x0a, slot: 0x22, size: 0x24 };
const PCIE = { magic: 0x00, requester: 0x08, phy: 0x0a, size: 0x0e };
const CORE_MAGIC = 0xab89;
const PCIE_MAGIC = 0x2301;

/** Boards by what their gateware calls itself, and how many bytes may be under way to each (LeechCore's `MAX_SIZE_RX`). */
const BOARDS: Readonly<Record<number, { readonly name: string; readonly credit: number }>> = {
  0x00: { name: 'SP605', credit: 0x1f000 },
  0x02: { name: 'PCIeScreamer R1', credit: 0x1c000 },
  0x03: { name: 'AC701', credit: 0x1c000 },
  0x04: { name: 'PCIeScreamer R2 or M.2', credit: 0x1c000 },
  0x09: { name: 'Enigma X1', credit: 0x1c000 },
  0x0c: { name: 'PCIeSquirrel', credit: 0x1c000 },
};
const OTHER_CREDIT = 0x14000;

/** What a board says of itself. */
export interface BoardIdentity {
  readonly name: string;
  readonly id: number;
  readonly major: number;
  readonly minor: number;
  /** Bus, device and function that the target's machine gave it. */
  readonly requester: number;
  /** Lanes, and generation of the link. */
  readonly lanes: number;
  readonly generation: number;
  /** Bytes that may be under way to it at once. */
  readonly credit: number;
}

/** Reads registers from an even address. Undefined when some did not answer after several tries. */
export async function readRegisters(
  link: BoardLink,
  bank: Bank,
  address: number,
  length: number,
  signal?: AbortSignal,
): Promise<DataView | undefined> {
  const bytes = new Uint8Array(length);
  const missing = new Set(Array.from({ length: length / 2 }, (_, i) => address + i * 2));
  const before = link.listen({
    register: (source, word) => {
      const place = (((word & 0xff) << 8) | ((word >> 8) & 0xff)) - bank.offset;
      if (source !== bank.target || !missing.delete(place)) return;
      bytes[place - address] = (word >>> 16) & 0xff;
      bytes[place - address + 1] = word >>> 24;
    },
  });
  try {
    for (let attempt = 0; attempt < ATTEMPTS && missing.size > 0; attempt++) {
      await link.pipe.send([...missing].map((place) => registerUnit(1, bank.target, place + bank.offset)));
      const end = performance.now() + PATIENCE;
      for (let poll = 0; poll < POLLS && missing.size > 0 && performance.now() < end; poll++) {
        throwIfAborted(signal);
        await link.poll(REPLY_SIZE);
      }
    }
  } finally {
    link.listen(before);
  }
  return missing.size === 0 ? new DataView(bytes.buffer) : undefined;
}

/**
 * Asks a board what it is. Rejects with kind `not-recognised` when nothing answers as PCILeech's gateware of version 4 or later, `unsupported`
 * when the board has no link to a machine.
 */
export async function identify(link: BoardLink, signal?: AbortSignal): Promise<BoardIdentity> {
  const { name } = link.pipe;
  const core = await readRegisters(link, BANKS.core, 0, CORE.size, signal);
  const magic = core?.getUint16(CORE.magic, true);
  if (core === undefined || magic !== CORE_MAGIC)
    throw new PagewalkError('connector', 'not-recognised', `${name}: no PCILeech gateware answers`, {
      source: name,
      expected: `magic 0x${CORE_MAGIC.toString(16)}`,
      got: magic === undefined ? 'no answer' : `0x${magic.toString(16)}`,
      hint: 'gateware of version 4 or later is needed; give the board power and a moment, or load newer gateware',
    });
  const pcie = await readRegisters(link, BANKS.pcie, 0, PCIE.size, signal);
  const requester = pcie?.getUint16(PCIE.requester);
  if (pcie === undefined || pcie.getUint16(PCIE.magic, true) !== PCIE_MAGIC || requester === 0) {
    const present = (core.getUint8(CORE.slot) & 1) !== 0;
    throw new PagewalkError('connector', 'unsupported', `${name}: the board has no PCI Express link`, {
      source: name,
      expected: 'a bus and device number',
      got: present ? 'none, in a slot' : 'none',
      hint: 'is the target on, and did it start with the board in its slot? A restart of the target gives the board a number',
    });
  }
  const id = core.getUint8(CORE.board);
  const known = BOARDS[id];
  const state = pcie.getUint8(PCIE.phy + 2);
  return {
    name: known?.name ?? `board 0x${id.toString(16)}`,
    id,
    major: core.getUint8(CORE.major),
    minor: core.getUint8(CORE.minor),
    requester: requester as number,
    lanes: 1 << (state & 3),
    generation: (state & 0x40) === 0 ? 1 : 2,
    credit: known?.credit ?? OTHER_CREDIT,
  };
}
