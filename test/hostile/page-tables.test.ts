/** The sample without, or with overwritten, page tables of what is mapped linearly: nothing is lost by that. */
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { detectOs } from '../../os/index.js';
import { engineOver } from '../kit/core-module.js';
import { DamagedMemory, PAGE } from '../kit/damaged-memory.js';
import { samplePath } from '../kit/sample.js';
import { LISTINGS, recordsOf, soundSample, type Sound } from './corruption.js';

/** Entries of x86-64 tables: present, large page, and the frame (Intel SDM volume 3, 4.5). */
const PRESENT = 1n;
const LARGE = 0x80n;
const FRAME = 0xf_ffff_ffff_f000n;

let sound: Sound;
/** Numbers of the pages that hold tables below the root, by what they map. */
let tables: { readonly direct: Set<number>; readonly image: Set<number> };
let root: number;

beforeAll(async () => {
  sound = await soundSample(new Uint8Array(readFileSync(await samplePath())));
  const os = await detectOs(await engineOver(new DamagedMemory(sound.memory).connector()));
  root = Number(os.paging.root);
  const at = (what: string): bigint => BigInt(os.evidence.find((e) => e.what === what)?.value ?? 0);
  const words = new DataView(sound.memory.buffer, sound.memory.byteOffset);
  /** Tables of the last `levels` levels on the way to addresses. */
  const below = (start: bigint, levels: number): Set<number> => {
    const found = new Set<number>();
    for (let address = start; address < start + BigInt(sound.memory.length); address += 2n << 20n) {
      let table = root;
      for (let level = 4; level > 1; level--) {
        const index = Number((address >> BigInt(3 + 9 * level)) & 511n);
        const entry = words.getBigUint64(table + 8 * index, true);
        if ((entry & PRESENT) === 0n || (entry & LARGE) !== 0n) break;
        table = Number(entry & FRAME);
        if (level <= levels + 1) found.add(table / PAGE);
      }
    }
    return found;
  };
  tables = { direct: below(at('direct map'), 3), image: below(at('image delta') + (32n << 20n), 2) };
});

const cases: readonly (readonly [string, (memory: DamagedMemory) => void])[] = [
  ['those of the direct map missing', (memory) => memory.losePages(tables.direct)],
  ['those of the direct map overwritten', (memory) => overwrite(memory, tables.direct)],
  ['those of the image missing', (memory) => memory.losePages(tables.image)],
  ['those of the image overwritten', (memory) => overwrite(memory, tables.image)],
];

function overwrite(memory: DamagedMemory, pages: Iterable<number>): void {
  for (const page of pages)
    memory.write(
      page * PAGE,
      Uint8Array.from({ length: PAGE }, (_, i) => (i * 7919) >> 3),
    );
}

test.each(cases)('%s: all is listed, and evidence says how', async (_, damage) => {
  const memory = new DamagedMemory(sound.memory);
  damage(memory);
  expect(memory.damaged).toBeGreaterThan(0);
  const os = await detectOs(await engineOver(memory.connector()));
  expect(os.evidence.map(({ what }) => what)).toContain('linear');
  for (const listed of LISTINGS)
    expect(await recordsOf(os, listed, sound.pid)).toEqual(sound.records.get(listed.name));
});
