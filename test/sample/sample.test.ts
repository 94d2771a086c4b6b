/** The shipped sample against its machine's own account: what every checkout can prove without QEMU. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pagewalk } from '../kit/cli.js';
import { openDump, type OpenDump } from '../kit/open-dump.js';
import { samplePath, sampleTruth } from '../kit/sample.js';
import { COMPARISONS, told } from '../lab/compare.js';

const truth = sampleTruth();

describe('the sample', () => {
  let dump: OpenDump;
  beforeAll(async () => {
    dump = await openDump(await samplePath());
  });
  afterAll(() => dump?.close());

  for (const [what, compare] of Object.entries(COMPARISONS)) {
    test(what, async () => {
      const verdict = await compare(dump.os, truth);
      expect(told(verdict)).toBe(`${verdict.of} of ${verdict.of}`);
      expect(verdict.of).toBeGreaterThan(0);
    });
  }

  test('the command line says the same', async () => {
    const run = await pagewalk(['ps', '--format', 'json', await samplePath()]);
    expect(run.err).toBe('');
    expect(run.status).toBe(0);
    const listed = JSON.parse(run.out) as { pid: number; exe: string; threads: number }[];
    const { items } = await dump.os.processes();
    expect(listed.map(({ pid, exe, threads }) => ({ pid, exe, threads }))).toEqual(
      items.map(({ pid, exe, threads }) => ({ pid, exe, threads })),
    );
  });

  test('a secret that the victim keeps is found in its memory and read from there', async () => {
    const at = truth.victim.address('secret');
    const args = ['--pid', String(truth.victim.pid), '--as', 'string'];
    const run = await pagewalk(['read', await samplePath(), `0x${at.toString(16)}`, '64', ...args]);
    expect(run.out).toContain('VICTIM-SECRET-0123456789');
    expect(run.status).toBe(0);
  });
});
