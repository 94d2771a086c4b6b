/** Files that are no dumps, or not whole ones: a message, a status, an end. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { pagewalk } from '../kit/cli.js';
import { sampleTruth } from '../kit/sample.js';
import { expectOrderly, LIMIT, Victim, type Listed } from './damage.js';

const MIB = 2 ** 20;
const SIZE = 128 * MIB;
const folder = mkdtempSync(join(tmpdir(), 'pagewalk-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a small file and gives its path. */
function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('what is no dump', () => {
  const inputs: Record<string, string | Uint8Array> = {
    'a text file': 'Dear analyst,\nthis is a letter.\n'.repeat(400),
    'an empty file': '',
    'one byte': 'x',
    'an archive': Uint8Array.from([0x50, 0x4b, 3, 4, ...new Uint8Array(8192)]),
    'half an ELF header': Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0]),
  };
  for (const [name, content] of Object.entries(inputs)) {
    test(`${name}: exit 4 and a reason`, async () => {
      const path = file(name.replaceAll(' ', '-'), content);
      for (const command of ['info', 'ps', 'modules']) {
        const run = await pagewalk([command, path], LIMIT);
        expectOrderly(run, [4]);
        expect(run.out === '' || command === 'info').toBe(true);
      }
    });
  }

  test('a file that is not there: exit 1 and its name', async () => {
    const run = await pagewalk(['ps', join(folder, 'absent')], LIMIT);
    expectOrderly(run, [1]);
    expect(run.err).toContain('absent');
  });

  test('zeros, 64 GiB of them: exit 4', { timeout: 90_000 }, async () => {
    const zeros = Victim.sparse(64 * 1024 * MIB);
    expectOrderly(await pagewalk(['ps', zeros.path], LIMIT), [4]);
    zeros.remove();
  });
});

describe('a dump cut short', () => {
  for (const [name, size] of [
    ['at its half', SIZE / 2],
    ['within the kernel image', 36 * MIB + 1234],
    ['before the kernel', 8 * MIB],
    ['of its last page', SIZE - 4096],
  ] as const) {
    test(name, { timeout: 200_000 }, async () => {
      const victim = (await Victim.sample()).resize(size);
      for (const command of ['info', 'ps', 'log']) {
        expectOrderly(await pagewalk([command, victim.path], LIMIT), size === 8 * MIB ? [4] : [0, 3, 4]);
      }
      victim.remove();
    });
  }
});

describe('one page in a hundred overwritten', () => {
  const users = sampleTruth().processes.filter(({ exe }) => exe !== '');
  for (const seed of [1, 2, 3, 4]) {
    test(`seed ${seed}`, { timeout: 300_000 }, async () => {
      const victim = (await Victim.sample()).noise(seed, SIZE);
      for (const command of ['info', 'ps', 'modules', 'log', 'threads']) {
        const run = await pagewalk([command, victim.path, '--format', 'json'], LIMIT);
        expectOrderly(run, [0, 3, 4]);
        if (command !== 'ps' || run.status !== 0) continue;
        // Who says that the list is whole must have it whole.
        const listed = new Set((JSON.parse(run.out) as Listed[]).map(({ pid }) => pid));
        expect(users.filter(({ pid }) => !listed.has(pid))).toEqual([]);
      }
      victim.remove();
    });
  }
});

describe('the sample within 64 GiB of nothing', () => {
  test('ps reads at most 256 MiB and 8 MiB for each GiB', { timeout: 200_000 }, async () => {
    const victim = (await Victim.sample()).resize(64 * 1024 * MIB);
    const run = await pagewalk(['ps', victim.path, '--stats', '--format', 'json'], LIMIT);
    expectOrderly(run, [0, 3]);
    const bytes = Number(/stats: (\d+) bytes/.exec(run.err)?.[1]);
    expect(bytes).toBeLessThanOrEqual((256 + 64 * 8) * MIB);
    expect((JSON.parse(run.out) as Listed[]).map(({ name }) => name)).toContain('victim');
    victim.remove();
  });
});
