/** What machine code around an image is of which architecture: for kernels whose symbols do not give it away. */
import type { Engine } from '../../../engine/index.js';
import type { ArchitectureName } from '../../types.js';

/** Code lies before the data of an image, and behind its start, within these distances; a page in so many bytes is looked at. */
const BEFORE = 32 << 20;
const BEHIND = 16 << 20;
const STEP = 128 << 10;
const PAGE = 4096;
/** So many returns, and so many times more than of any other, decide. Kernels have 1,000 and more in these pages, others 15. */
const ENOUGH = 64;
const MARGIN = 8;

/** Returns from functions in a page. Sources: Intel SDM volume 2; Arm ARM C6.2 (RET), F5.1 (POP, LDM); RISC-V unprivileged manual (C.JR). */
const RETURNS: readonly {
  readonly names: readonly ArchitectureName[];
  readonly count: (page: Uint8Array) => number;
}[] = [
  { names: ['aarch64'], count: (page) => inWords(page, (word) => word === 0xd65f03c0) },
  // pop or ldm sp of some registers, the program counter among them.
  {
    names: ['arm'],
    count: (page) => inWords(page, (word) => (word & 0xffdf8000) >>> 0 === 0xe89d8000),
  },
  { names: ['riscv64'], count: (page) => inBytes(page, 2, (low, high) => low === 0x82 && high === 0x80) },
  // ret, then padding; pop of the frame pointer, then ret or a jump to where returns are.
  {
    names: ['x86-64', 'x86-32'],
    count: (page) =>
      inBytes(
        page,
        1,
        (first, then) =>
          (first === 0xc3 && (then === 0x90 || then === 0xcc)) ||
          (first === 0x5d && (then === 0xc3 || then === 0xe9)),
      ),
  },
];

/** The architectures that code around a physical address may be of; undefined when it does not tell. */
export async function architecturesByCode(
  engine: Engine,
  place: number,
): Promise<readonly ArchitectureName[] | undefined> {
  const middle = place - (place % PAGE);
  const places: number[] = [];
  for (let at = Math.max(0, middle - BEFORE); at < middle + BEHIND; at += STEP) places.push(at);
  const reads = await engine.physical.readMany(places.map((at) => ({ address: BigInt(at), length: PAGE })));
  const ranked = RETURNS.map(({ names, count }) => ({
    names,
    found: reads.reduce((sum, { data }) => sum + count(data), 0),
  })).sort((a, b) => b.found - a.found);
  const [best, next] = ranked;
  if (best === undefined || best.found < ENOUGH || best.found < MARGIN * (next?.found ?? 0)) return undefined;
  return best.names;
}

function inWords(page: Uint8Array, is: (word: number) => boolean): number {
  const view = new DataView(page.buffer, page.byteOffset, page.length);
  let count = 0;
  for (let at = 0; at + 4 <= page.length; at += 4) if (is(view.getUint32(at, true))) count++;
  return count;
}

function inBytes(page: Uint8Array, step: number, is: (first: number, then: number) => boolean): number {
  let count = 0;
  for (let at = 0; at + 2 <= page.length; at += step)
    if (is(page[at] as number, page[at + 1] as number)) count++;
  return count;
}
