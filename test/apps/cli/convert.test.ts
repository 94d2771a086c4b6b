/** `convert` as a user runs it: there and back again, nothing overwritten, an unfinished run gone on with. */
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { pagewalk } from '../../kit/cli.js';

const MIB = 1 << 20;
const folder = mkdtempSync(join(tmpdir(), 'pagewalk-convert-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const source = join(folder, 'memory.bin');
const memory = new Uint8Array(16 * MIB);
for (let at = 0; at < memory.length; at += MIB + 4096) memory.fill((at >> 16) & 0xff, at, at + 100);
writeFileSync(source, memory);
const raw = `raw:${source}`;

test.each(['avml', 'kdump'])('.%s: written, verified, and back again to the same bytes', async (end) => {
  const target = join(folder, `copy.${end}`);
  const first = await pagewalk(['convert', target, '-c', raw, '--format', 'json']);
  expect(first.status).toBe(0);
  expect(JSON.parse(first.out)).toMatchObject({
    memory: memory.length,
    missing: 0,
    verified: true,
    complete: true,
  });
  const back = join(folder, `back-${end}.raw`);
  expect((await pagewalk(['convert', back, '-c', `${end}:${target}`])).status).toBe(0);
  expect(readFileSync(back).equals(memory)).toBe(true);
  expect(existsSync(`${target}.partial`)).toBe(false);
  rmSync(back);
});

test('zeros are holes of the file', async () => {
  const target = join(folder, 'sparse.raw');
  expect((await pagewalk(['convert', target, '-c', raw, '--no-verify', '--no-checksum'])).status).toBe(0);
  expect(statSync(target).blocks * 512).toBeLessThan(8 * MIB);
});

test('nothing is overwritten', async () => {
  const target = join(folder, 'there.lime');
  writeFileSync(target, 'precious');
  const run = await pagewalk(['convert', target, '-c', raw]);
  expect(run.status).toBe(1);
  expect(run.err).toContain('exists');
  expect(readFileSync(target, 'utf8')).toBe('precious');
});

test('an unfinished run is gone on with only when asked, and only from the same source', async () => {
  const whole = join(folder, 'whole.lime');
  expect((await pagewalk(['convert', whole, '-c', raw])).status).toBe(0);
  const target = join(folder, 'part.lime');
  writeFileSync(`${target}.partial`, '');
  expect((await pagewalk(['convert', target, '-c', raw])).status).toBe(1);
  const early = await pagewalk(['convert', target, '-c', raw, '--resume']);
  expect(early.err).toContain('cannot be resumed');
  copyFileSync(whole, `${target}.partial`);
  writeFileSync(`${target}.partial.json`, JSON.stringify({ version: 1, key: 'another', point: {} }));
  const other = await pagewalk(['convert', target, '-c', raw, '--resume']);
  expect(other.status).toBe(2);
  expect(other.err).toContain('another source');
});

test('a format that nobody knows, and a target that does not say it', async () => {
  expect((await pagewalk(['convert', join(folder, 'x.lime'), '-c', raw, '--as', 'tar'])).status).toBe(2);
  expect((await pagewalk(['convert', join(folder, 'x'), '-c', raw])).status).toBe(2);
});
