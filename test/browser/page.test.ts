/** The page in a real Chromium: the same answers as the command line, nothing sent, damage shown. */
import {
  copyFileSync,
  mkdtempSync,
  openSync,
  closeSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unpackSample } from '../../tools/sample.js';
import { pagewalk } from '../kit/cli.js';
import { openPage, pageCanRun, type PageServer } from './page-server.js';

const GIB = 1024 ** 3;
const folder = mkdtempSync(join(tmpdir(), 'pagewalk-browser-'));
let sample = '';
let server: PageServer;
let page: Page;

/** Opens a file and waits for the tables' navigation. */
async function drop(path: string): Promise<void> {
  await page.setInputFiles('input[type=file]', path);
  await page.waitForSelector('nav', { timeout: 60_000 });
  await page.waitForSelector('nav');
}

/** Shows a view by its key and saves its records. */
async function saved(key: string): Promise<string> {
  await page.locator('header strong').click();
  await page.keyboard.press(key);
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('main .save').click()]);
  return readFileSync(await download.path(), 'utf8');
}

/** What the command line prints. */
async function printed(...args: string[]): Promise<string> {
  const run = await pagewalk([...args, '--format', 'json']);
  expect(run.err).toBe('');
  return run.out;
}

describe.skipIf(!pageCanRun)('the page', () => {
  beforeAll(async () => {
    sample = await unpackSample();
    server = await openPage();
    page = server.page;
  }, 120_000);
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('opens the sample with one click, without a request to anything but its own script', async () => {
    await page.click('#sample');
    await page.waitForSelector('nav', { timeout: 90_000 });
    expect(await page.locator('footer').textContent()).toContain('linux');
  }, 120_000);

  it('answers byte for byte as the command line does', async () => {
    await page.reload();
    await drop(sample);
    const before = server.requests();
    expect(await saved('1')).toBe(await printed('info', sample));
    const processes = await saved('2');
    expect(processes).toBe(await printed('ps', sample));
    expect(await saved('5')).toBe(await printed('modules', sample));
    expect(await saved('6')).toBe(await printed('log', sample));
    const list = JSON.parse(processes) as { pid: number; name: string; root: string | null }[];
    for (const { pid } of list.filter((p) => p.root !== null)) {
      await page.keyboard.press('2');
      await page.fill('.filter', `pid:${pid}`);
      await page.locator(`[role=row].row:has(> [role=gridcell]:first-child:text-is("${pid}"))`).click();
      expect(await page.locator('aside dd').first().textContent()).toBe(String(pid));
      expect(await saved('4'), `maps of ${pid}`).toBe(await printed('maps', sample, '--pid', String(pid)));
      expect(await saved('3'), `threads of ${pid}`).toBe(
        await printed('threads', sample, '--pid', String(pid)),
      );
    }
    expect(server.requests()).toBe(before);
    expect(server.troubles).toEqual([]);
  }, 180_000);

  it('scrolls kernel memory to both ends and shows what is missing', async () => {
    await page.locator('header strong').click();
    await page.keyboard.press('Control+g');
    await page.fill('#goto', 'init_task');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.hexrow').count()).toBeGreaterThan(10);
    await expect.poll(() => page.locator('.hexrow .address').first().textContent()).toMatch(/^ffffffff /);
    await page.fill('#goto', '0xffffffffffffffff');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.hexrow .address').first().textContent()).toBe('ffffffff fffffff0');
    expect(await page.locator('.byte.missing').count()).toBe(16);
    expect(await page.locator('.byte.missing').first().getAttribute('title')).toContain('not mapped');
  });

  it('opens a 64 GiB sparse file with the dump inside', async () => {
    const path = join(folder, 'sparse.raw');
    copyFileSync(sample, path);
    truncateSync(path, 64 * GIB);
    await page.reload();
    const started = Date.now();
    await drop(path);
    await page.keyboard.press('2');
    await page.waitForSelector('[role=row].row');
    expect(Date.now() - started).toBeLessThan(60_000);
    expect(await page.locator('footer').textContent()).toContain('64.0 GiB');
  }, 120_000);

  it('opens the parts of a split set that are dropped together', async () => {
    const whole = readFileSync(sample);
    const half = whole.length / 2;
    const parts = [1, 2].map((number) => join(folder, `sample.raw.00${number}`));
    parts.forEach((path, i) => writeFileSync(path, whole.subarray(i * half, (i + 1) * half)));
    await page.reload();
    await page.setInputFiles('#file', parts.toReversed());
    await page.waitForSelector('nav', { timeout: 60_000 });
    const { out } = await pagewalk(['info', parts[0] as string, '--format', 'json']);
    expect(await saved('1')).toBe(out.replaceAll(`${folder}/`, ''));
  }, 120_000);

  it.each([
    ['notes.txt', 'shopping list\n'.repeat(2000), 'it looks like text'],
    ['empty.raw', '', 'the file is empty'],
  ])('says why %s is no dump', async (name, content, why) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    await page.reload();
    await page.setInputFiles('#file', path);
    await expect.poll(() => page.locator('[role=alert]').textContent()).toContain(why);
  });

  it('says what was looked for in a file of zeros', async () => {
    const path = join(folder, 'zeros.raw');
    const file = openSync(path, 'w');
    writeSync(file, Buffer.alloc(4096));
    closeSync(file);
    truncateSync(path, GIB);
    await page.reload();
    await page.setInputFiles('#file', path);
    await expect
      .poll(() => page.locator('[role=alert]').textContent(), { timeout: 60_000 })
      .toContain('nothing but zeros');
  }, 90_000);

  it('has no script or worker that reaches the network', async () => {
    await page.reload();
    const refused = await page.evaluate(async () => {
      try {
        await fetch('./index.html');
        return false;
      } catch {
        return true;
      }
    });
    expect(refused).toBe(true);
  });
});
