/** The page when something goes: its worker, the file, or a script that would like to send what it sees. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unpackSample } from '../../tools/sample.js';
import { openPage, pageCanRun, type PageServer } from './page-server.js';

const folder = mkdtempSync(join(tmpdir(), 'pagewalk-recovery-'));
const path = join(folder, 'ram.raw');
let server: PageServer;
let page: Page;

describe.skipIf(!pageCanRun)('the page when something goes', () => {
  beforeAll(async () => {
    copyFileSync(await unpackSample(), path);
    server = await openPage('#view=mappings&pid=1');
    page = server.page;
    await page.setInputFiles('#file', path);
    await page.waitForSelector('nav', { timeout: 90_000 });
  }, 180_000);
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('has one worker, made of a blob, which the policy of the page keeps from the network', async () => {
    const workers = page.workers();
    expect(workers.map((worker) => worker.url().slice(0, 5))).toEqual(['blob:']);
    const before = server.requests();
    const address = new URL('index.html?sent=1', page.url()).href;
    const sent = await workers[0]?.evaluate(
      (url) =>
        fetch(url).then(
          () => true,
          () => false,
        ),
      address,
    );
    expect(sent).toBe(false);
    expect(server.requests()).toBe(before);
  });

  it('starts a lost worker anew, with the same view', async () => {
    const rows = page.locator('[role=row].row');
    await expect.poll(() => rows.count()).toBeGreaterThan(2);
    const before = await rows.allTextContents();
    await page.workers()[0]?.evaluate(() => {
      setTimeout(() => {
        throw new Error('out of memory');
      });
    });
    await page.getByRole('button', { name: 'Restart with the same view' }).click();
    await page.waitForSelector('nav', { timeout: 60_000 });
    await expect.poll(() => rows.allTextContents()).toEqual(before);
    expect(await page.getByRole('alert').count()).toBe(0);
  }, 90_000);

  it('says that the file has changed, and shows none of its new bytes', async () => {
    writeFileSync(path, 'another file');
    await page.locator('header strong').click();
    await page.keyboard.press('7');
    await page.locator('select').selectOption('physical');
    await page.fill('#goto', '0x4100000');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.byte.missing').count()).toBeGreaterThan(16);
    expect(await page.locator('.byte.missing').first().getAttribute('title')).toContain(
      'it may have been changed, moved or removed',
    );
  }, 60_000);
});
