/** The core against the reference over random tables: as many (table, address) pairs as wanted, every word of the answers compared. */
import type { PagingMode } from '../../engine/index.js';
import { expect } from 'vitest';
import { seeded } from './page-tables.js';
import { randomAddresses } from './random-addresses.js';
import { randomTables } from './random-tables.js';
import { RawCore } from './raw-core.js';
import { Answers, CompiledTables } from './reference/compiled.js';
import { formatOf } from './reference/index.js';

/** Pairs of one job: as many as the core's buffers take. */
const BATCH = 16384;
/** Memories of one mode in the gate; each has about eleven roots. A longer run makes more of them. */
const MEMORIES = 30;

/** Pairs of a mode in the gate. */
const GATE = 10_000_000;
/** Pairs to be compared; the environment's PAGEWALK_SOAK is how many times the gate's number. */
export const PAIRS = GATE * Number(process.env.PAGEWALK_SOAK ?? '1');

/** Compares at least `pairs` translations of a mode and expects no difference. */
export function expectNoDifference(mode: PagingMode, pairs = PAIRS): void {
  const width = mode === 'wide-128' ? 4 : 2;
  const addresses = new Uint32Array(BATCH * width);
  const got = new Answers(BATCH);
  const judged = new Answers(BATCH);
  const core = new RawCore({ bytes: new Uint8Array(0) });
  for (let seed = 1, done = 0; done < pairs; seed++) {
    const memory = randomTables(mode, seed, 4 + (seed % 24));
    const reference = new CompiledTables(formatOf(mode), memory);
    core.replace(memory);
    const random = seeded(seed);
    const rounds = Math.max(1, Math.round(Math.min(pairs, GATE) / MEMORIES / memory.roots.length / BATCH));
    for (let round = 0; round < rounds; round++) {
      for (const [slot, roots] of memory.roots.entries()) {
        if (round === 0) expect(core.setSpace(slot, mode, roots)).toBe(true);
        randomAddresses(mode, random, addresses, width);
        core.translate(slot, addresses, width, BATCH, got);
        reference.walk(roots, addresses, width, BATCH, judged);
        for (let i = 0; i < BATCH; i++) {
          if (
            got.infos[i] !== judged.infos[i] ||
            got.values[2 * i] !== judged.values[2 * i] ||
            got.values[2 * i + 1] !== judged.values[2 * i + 1]
          ) {
            const at = Array.from(addresses.subarray(i * width, (i + 1) * width), hex)
              .reverse()
              .join('');
            const where = `${mode}, tables of seed ${seed}, root ${hex(roots.root)}, high ${hex(roots.highRoot)}, address ${at}`;
            expect(`${where}: ${words(got, i)}`).toBe(`${where}: ${words(judged, i)}`);
          }
        }
        done += BATCH;
      }
    }
  }
}

const hex = (value: bigint | number | undefined): string => value?.toString(16).padStart(8, '0') ?? 'none';

function words({ values, infos }: Answers, i: number): string {
  return `value ${hex(values[2 * i + 1])}${hex(values[2 * i])} info ${hex(infos[i])}`;
}
