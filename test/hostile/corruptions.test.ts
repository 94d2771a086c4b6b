/**
 * Corruptions of the sample by seeds: PAGEWALK_CORRUPTIONS=1000 tries so many (24 when not set), starting with seed
 * PAGEWALK_CORRUPTIONS_FROM (0).
 */
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { samplePath } from '../kit/sample.js';
import { corrupted, faults, soundSample, type Sound } from './corruption.js';

const FROM = Number(process.env['PAGEWALK_CORRUPTIONS_FROM'] ?? 0);
const COUNT = Number(process.env['PAGEWALK_CORRUPTIONS'] ?? 24);
/** Seeds that one test tries. */
const STEP = 12;

let sound: Sound;
beforeAll(async () => {
  sound = await soundSample(new Uint8Array(readFileSync(await samplePath())));
});

test('the undamaged sample is listed whole', () => {
  expect([...sound.records].filter(([, records]) => records.size === 0)).toEqual([]);
});

/** Of names that were noise, of a namespace that was, and of a kernel that was looked for too long. */
test.each([342, 633, 837])(
  'seed %i, which once failed',
  async (seed) => {
    expect(faults(await corrupted(sound, seed))).toEqual([]);
  },
  300_000,
);

for (let first = FROM; first < FROM + COUNT; first += STEP) {
  const last = Math.min(FROM + COUNT, first + STEP) - 1;
  test(`seeds ${first} to ${last}: listings end, say what is missing, and list nothing wrong`, async () => {
    const found: string[] = [];
    for (let seed = first; seed <= last; seed++) found.push(...faults(await corrupted(sound, seed)));
    expect(found).toEqual([]);
  }, 300_000);
}
