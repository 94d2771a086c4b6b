/** Sampling for names: what is taken for them, and how the samples are told apart. */
import { expect, test } from 'vitest';
import { looksLikeNames } from '../../../os/linux/sample.js';
import { random } from '../../kit/random.js';

const PAGE = 4096;
const text = (words: string): Uint8Array =>
  Uint8Array.from({ length: PAGE }, (_, i) => words.charCodeAt(i % words.length));

test('identifiers between NULs are names; prose, noise, zeros and one long word are not', () => {
  const next = random(1);
  expect(looksLikeNames(text('list_head\0task_struct\0rcu.x\0__init_begin\0'))).toBe(true);
  expect(looksLikeNames(text('Dear analyst, this is a letter.\n'))).toBe(false);
  expect(looksLikeNames(text('word'))).toBe(false);
  expect(looksLikeNames(new Uint8Array(PAGE))).toBe(false);
  expect(looksLikeNames(Uint8Array.from({ length: PAGE }, () => Math.trunc(next() * 256)))).toBe(false);
});
