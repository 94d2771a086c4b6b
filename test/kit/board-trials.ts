/** Trials of the PCILeech connector: a simulated board with each kind of fault, and random reads whose every byte is compared. */
import type { Connector, PhysicalRead } from '../../engine/index.js';
import { FakeBoard, type BoardMemory, type BoardOptions } from './fake-board.js';
import { random } from './random.js';

const PAGE = 4096;
/** Memory of the target: some below 4 GiB, with a hole, and some above. */
export const MEMORY_RANGES = [
  { start: 0, size: 0xa0000 },
  { start: 0x100000, size: 0x700000 },
  { start: 0x100000000, size: 0x400000 },
] as const;

const inMemory = (address: number): boolean =>
  MEMORY_RANGES.some(({ start, size }) => address >= start && address < start + size);

/** What lies at a page: made from its address, so that no page is like another, with words that look like fillers and status words. */
export function pageAt(page: number): Uint8Array {
  const words = new Uint32Array(PAGE / 4);
  const draw = random(page / PAGE);
  for (let i = 0; i < words.length; i++) {
    const kind = draw();
    words[i] = kind < 0.1 ? 0x55556666 : kind < 0.15 ? 0xe0000000 : Math.floor(draw() * 2 ** 32);
  }
  // A run of fillers, which no board should take for its own.
  if (draw() < 0.3) words.fill(0x55556666, 16, 16 + Math.floor(draw() * 64));
  return new Uint8Array(words.buffer);
}

/** Memory made of such pages; writes are kept. */
export class MadeMemory implements BoardMemory {
  private readonly pages = new Map<number, Uint8Array>();

  page(page: number): Uint8Array {
    let bytes = this.pages.get(page);
    if (bytes === undefined) this.pages.set(page, (bytes = pageAt(page)));
    return bytes;
  }
  read(address: number, length: number): Uint8Array | undefined {
    if (!inMemory(address)) return undefined;
    const at = address % PAGE;
    return this.page(address - at).subarray(at, at + length);
  }
  write(address: number, bytes: Uint8Array): void {
    if (inMemory(address)) this.page(address - (address % PAGE)).set(bytes, address % PAGE);
  }
}

const MEMORY = new MadeMemory();

/** A board over the made memory. */
export function boardOf(options: BoardOptions = {}): FakeBoard {
  return new FakeBoard(MEMORY, options);
}

/** What came of reads. */
export interface Counts {
  reads: number;
  bytes: number;
  /** Bytes that are not the memory's, among those delivered. */
  wrong: number;
  /** Reads that are not whole. */
  short: number;
  /** Reads that are not whole though memory is there and the target does not refuse it. */
  lost: number;
  reasons: Map<string, number>;
}

/** Reads at random places, small (so many of them) and large, alone and many at once; compares every byte that came. */
export async function checkRandomReads(
  connector: Connector,
  seed: number,
  count: number,
  { ur, ca }: BoardOptions = {},
  small = 0.6,
): Promise<Counts> {
  const draw = random(seed);
  const counts: Counts = { reads: 0, bytes: 0, wrong: 0, short: 0, lost: 0, reasons: new Map() };
  while (counts.reads < count) {
    const many = draw() < 0.2 ? 1 : Math.ceil(draw() * 400);
    const reads = Array.from({ length: many }, () => randomRead(draw, small));
    await connector.read(reads);
    for (const read of reads)
      check(read, counts, (address) => ur?.(address) === true || ca?.(address) === true);
    counts.reads += many;
  }
  return counts;
}

function randomRead(draw: () => number, small: number): PhysicalRead {
  const range = MEMORY_RANGES[Math.floor(draw() * MEMORY_RANGES.length)] as (typeof MEMORY_RANGES)[number];
  const kind = draw();
  const wholePage = kind >= small && kind < (1 + small) / 2;
  const length =
    kind < small ? 1 + Math.floor(draw() * 64) : wholePage ? PAGE : 1 + Math.floor(draw() * 3 * PAGE);
  const at = Math.floor(draw() * range.size);
  const phys = range.start + (wholePage ? at - (at % PAGE) : at);
  return { phys, into: new Uint8Array(length).fill(0xee), got: -1 };
}

function check(read: PhysicalRead, counts: Counts, refused: (address: number) => boolean): void {
  const { phys, into, got, reason } = read;
  for (let i = 0; i < got;) {
    const at = (phys + i) % PAGE;
    const page = MEMORY.page(phys + i - at);
    const size = Math.min(got - i, PAGE - at);
    const equal =
      inMemory(phys + i) && Buffer.compare(page.subarray(at, at + size), into.subarray(i, i + size)) === 0;
    if (!equal) counts.wrong++;
    i += size;
  }
  counts.bytes += Math.max(0, got);
  if (got < 0 || got > into.length) counts.wrong++;
  if (got === into.length) {
    if (reason !== undefined) counts.wrong++;
    return;
  }
  counts.short++;
  // Without a reason nobody knows why: that counts as wrong.
  if (reason === undefined) counts.wrong++;
  else counts.reasons.set(reason, (counts.reasons.get(reason) ?? 0) + 1);
  const place = phys + got;
  if (inMemory(place) && !refused(place)) counts.lost++;
}

/** A fault, and what its trial must show beside no wrong byte. */
export interface Fault {
  readonly options: (seed: number) => BoardOptions;
  readonly expect: (counts: Counts) => void;
}

function whole({ lost, reasons }: Counts): void {
  if (lost > 0) throw new Error(`${lost} reads were given up: ${[...reasons.keys()].join('; ')}`);
}
const page = (address: number): number => Math.floor(address / PAGE);

/** All faults by name. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  none: { options: (seed) => ({ seed }), expect: whole },
  'completions of 256 bytes': { options: (seed) => ({ seed, mps: 256 }), expect: whole },
  'split completions': { options: (seed) => ({ seed, splitAt64: true }), expect: whole },
  'swapped completions': { options: (seed) => ({ seed, swap: true }), expect: whole },
  'lost completions': { options: (seed) => ({ seed, drop: 0.01 }), expect: whole },
  'late completions': { options: (seed) => ({ seed, late: 0.05, lateness: 40 }), expect: whole },
  'very late completions': { options: (seed) => ({ seed, late: 0.01, lateness: 200 }), expect: whole },
  'unsupported requests': {
    options: (seed) => ({ seed, ur: (address) => page(address) % 7 === 3 }),
    expect: whole,
  },
  'completer aborts': {
    options: (seed) => ({ seed, ca: (address) => page(address) % 11 === 3 }),
    expect: whole,
  },
  'short transfers': { options: (seed) => ({ seed, maxPerIn: 1024 }), expect: whole },
  'transfers of odd sizes': { options: (seed) => ({ seed, maxPerIn: 1020 }), expect: whole },
  stalls: { options: (seed) => ({ seed, stallEvery: 50 }), expect: whole },
  'old gateware': { options: (seed) => ({ seed, firstFlag: false }), expect: whole },
  'old gateware, swapped, lost': {
    options: (seed) => ({ seed, firstFlag: false, swap: true, drop: 0.005 }),
    expect: whole,
  },
  'fillers between blocks': { options: (seed) => ({ seed, fillers: 0.1 }), expect: whole },
  'fillers behind the first status word': { options: (seed) => ({ seed, slip: 0.3 }), expect: whole },
  'words from elsewhere': { options: (seed) => ({ seed, noise: 0.05 }), expect: whole },
  'only 128 bytes at once': { options: (seed) => ({ seed, maxRead: 128 }), expect: whole },
  everything: {
    options: (seed) => ({
      seed,
      splitAt64: true,
      swap: true,
      drop: 0.003,
      late: 0.01,
      lateness: 60,
      ur: (address) => page(address) % 13 === 5,
      maxPerIn: 3000,
      fillers: 0.05,
      slip: 0.1,
      noise: 0.01,
    }),
    expect: whole,
  },
};
