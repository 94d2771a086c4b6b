/** The judge judged: the compiled reference against the plain one over random tables of every mode. */
import { expect, test } from 'vitest';
import { LARGE_LEVELS } from '../kit/entry-facts.js';
import { seeded } from '../kit/page-tables.js';
import { randomAddresses } from '../kit/random-addresses.js';
import { randomTables, readerOf } from '../kit/random-tables.js';
import { Answers, CompiledTables, STATUS } from '../kit/reference/compiled.js';
import { formatOf, referenceWalk, TESTED_MODES, type Walked } from '../kit/reference/index.js';

/** An answer of the compiled walk in words. */
function told(answers: Answers, i: number): string {
  const value =
    BigInt(answers.values[2 * i] as number) + (BigInt(answers.values[2 * i + 1] as number) << 32n);
  const info = answers.infos[i] as number;
  const level = (info >> 8) & 0xff;
  const status = info & 0xff;
  if (status === STATUS.notCanonical) return 'not-canonical';
  if (status === STATUS.ok) return `page ${level} at ${value} flags ${info >>> 16}`;
  return `${status === STATUS.notPresent ? 'not-present' : 'missing'} ${level} ${value}`;
}

/** The same words for the plain walk's answer. */
function plainly(walked: Walked): string {
  if (walked.kind === 'page') return `page ${walked.level} at ${walked.physical} flags ${walked.flags}`;
  if (walked.kind === 'not-present') return `not-present ${walked.level} ${walked.entry}`;
  return walked.kind === 'missing' ? `missing ${walked.level} ${walked.page}` : 'not-canonical';
}

test.each(TESTED_MODES)(
  '%s: compiled and plain walks agree, and meet every outcome on every level',
  (mode) => {
    const met = new Set<string>();
    const width = mode === 'wide-128' ? 4 : 2;
    const count = 200;
    for (let seed = 1; seed <= 8; seed++) {
      const memory = randomTables(mode, seed, 12);
      const read = readerOf(memory);
      const tables = new CompiledTables(formatOf(mode), memory);
      const addresses = new Uint32Array(count * width);
      const answers = new Answers(count);
      memory.roots.forEach((roots, r) => {
        randomAddresses(mode, seeded(seed * 100 + r), addresses, width);
        tables.walk(roots, addresses, width, count, answers);
        for (let i = 0; i < count; i++) {
          const words = Array.from(addresses.subarray(i * width, (i + 1) * width), BigInt);
          const virtual = words.reduceRight((sum, word) => (sum << 32n) | word, 0n);
          const plain = referenceWalk(mode, read, roots, virtual);
          const expected = plainly(plain);
          const got = told(answers, i);
          if (got !== expected) expect(`${virtual}: ${got}`).toBe(`${virtual}: ${expected}`);
          met.add('level' in plain ? `${plain.kind} ${plain.level}` : plain.kind);
        }
      });
    }
    const levels = formatOf(mode).levels.map((_, i) => i + 1);
    const outcomes = [
      'not-canonical',
      ...levels.flatMap((level) => [`missing ${level}`, `not-present ${level}`]),
      ...[1, ...(LARGE_LEVELS[mode] ?? [])].map((level) => `page ${level}`),
    ].filter((outcome) => mode !== 'wide-128' || outcome !== 'not-canonical');
    expect([...met].sort()).toEqual(outcomes.sort());
  },
);
