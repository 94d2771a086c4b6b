/**
 * Corruptions of the sample by seeds: PAGEWALK_CORRUPTIONS=1000 tries so many (24 when not set), starting with seed
 * PAGEWALK_CORRUPTIONS_FROM (0).
 */
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { samplePath } from '../kit/sample.js';
import { corrupted, soundSample, type Result, type Sound } from './corruption.js';

const FROM = Number(process.env['PAGEWALK_CORRUPTIONS_FROM'] ?? 0);
const COUNT = Number(process.env['PAGEWALK_CORRUPTIONS'] ?? 24);
/** Seeds that one test tries. */
const STEP = 12;
/** Damaged memory is read so many times at most, discovery and listings together. */
const MAX_WORK = 32;

let sound: Sound;
beforeAll(async () => {
  sound = await soundSample(new Uint8Array(readFileSync(await samplePath())));
});

/** What is wrong with a result; empty when nothing is. */
function faults({ seed, damage, bug, work, outcomes, changes }: Result): string[] {
  const found = outcomes.flatMap(({ listing, bug: error, strange, silent }) => [
    ...(error === undefined ? [] : [`${listing}: ${error}`]),
    // A changed word may be the text or number itself, which nothing contradicts: then one record says what memory says.
    ...(strange.length > changes ? strange.map((record) => `${listing}: as whole: ${record}`) : []),
    ...(silent > changes ? [`${listing}: ${silent} records are missing without a word`] : []),
  ]);
  if (bug !== undefined) found.push(bug);
  if (work > MAX_WORK) found.push(`memory was read ${work} times`);
  return found.map((text) => `seed ${seed} (${damage}): ${text}`);
}

test('the undamaged sample is listed whole', () => {
  expect([...sound.records].filter(([, records]) => records.size === 0)).toEqual([]);
});

for (let first = FROM; first < FROM + COUNT; first += STEP) {
  const last = Math.min(FROM + COUNT, first + STEP) - 1;
  test(`seeds ${first} to ${last}: listings end, say what is missing, and list nothing wrong`, async () => {
    for (let seed = first; seed <= last; seed++) expect(faults(await corrupted(sound, seed))).toEqual([]);
  }, 300_000);
}
