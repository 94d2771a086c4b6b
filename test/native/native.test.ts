/** The core as C under ASan and UBSan, called at random: see driver.c. A longer run, and which branches it takes, is `npm run soak`. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compile, generateC } from './build.js';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'pagewalk-native-'));
let program = '';

beforeAll(() => {
  generateC(folder);
  program = compile(folder, 'sanitized');
}, 600_000);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('a write between two buffers is noticed', async () => {
  await expect(run(program, ['poke'])).rejects.toThrow(/use-after-poison/);
});

test('random calls of every export: no trap, no stray access, bounded work, declared results', async () => {
  const told = await Promise.all([1, 2].map((seed) => run(program, [String(seed), '700'])));
  for (const { stdout } of told) expect(stdout).toMatch(/^seed \d+: \d+ calls/);
}, 600_000);
