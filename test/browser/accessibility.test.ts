/** The page for those who use a keyboard, a screen reader, or their own colours: axe finds nothing serious. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unpackSample } from '../../tools/sample.js';
import { openPage, pageCanRun, type PageServer } from './page-server.js';

let server: PageServer;
let page: Page;

/** What axe finds that keeps somebody out, in words. */
async function barriers(): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}

describe.skipIf(!pageCanRun)('the page, accessible', () => {
  beforeAll(async () => {
    const sample = await unpackSample();
    server = await openPage();
    page = server.page;
    expect(await barriers(), 'nothing open').toEqual([]);
    await page.setInputFiles('#file', sample);
    await page.waitForSelector('nav', { timeout: 90_000 });
  }, 180_000);
  afterAll(() => server.close());

  it.each([
    ['1', 'Overview', '.evidence'],
    ['2', 'Processes', '[role=row].row'],
    ['6', 'Log', '[role=row].row'],
    ['7', 'Memory', '.hexrow'],
  ])(
    'has no barrier in view %s, %s, light or dark',
    async (key, _name, ready) => {
      await page.locator('header strong').click();
      await page.keyboard.press(key);
      await page.waitForSelector(ready);
      if (ready.startsWith('[role=row]')) await page.locator(ready).first().click();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await barriers(), colorScheme).toEqual([]);
      }
    },
    120_000,
  );

  it('goes from the processes to the bytes of a mapping by keyboard alone', async () => {
    await page.locator('header strong').click();
    await page.keyboard.press('2');
    await page.keyboard.press('/');
    await page.keyboard.type('pid:1 name:init');
    const grid = page.getByRole('grid');
    await grid.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await expect.poll(() => grid.getAttribute('aria-label')).toBe('mappings');
    await expect.poll(() => page.locator('[role=row].row').count()).toBeGreaterThan(2);
    await grid.focus();
    await page.keyboard.press('End');
    const start = await page.locator('[role=row].row.current [role=gridcell]').first().textContent();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.hexrow').count()).toBeGreaterThan(10);
    const address = await page.locator('.hexrow .address').first().textContent();
    expect(BigInt(`0x${(address ?? '').replace(' ', '')}`)).toBe(BigInt(start ?? '0'));
  }, 60_000);

  it('keeps the current row below the heading and above the edge', async () => {
    await page.locator('header strong').click();
    await page.keyboard.press('6');
    const grid = page.getByRole('grid');
    await grid.focus();
    for (const key of ['End', 'Home', 'PageDown']) {
      await page.keyboard.press(key);
      const [row, head, box] = await Promise.all([
        page.locator('.row.current').boundingBox(),
        page.locator('.head').boundingBox(),
        grid.boundingBox(),
      ]);
      expect(row?.y, key).toBeGreaterThanOrEqual((head?.y ?? 0) + (head?.height ?? 0) - 1);
      expect((row?.y ?? 0) + (row?.height ?? 0), key).toBeLessThanOrEqual(
        (box?.y ?? 0) + (box?.height ?? 0) + 1,
      );
    }
  }, 60_000);

  it('lists its keys, stays readable in forced colours, and links to what is shown', async () => {
    await page.locator('header strong').click();
    await page.keyboard.press('?');
    expect(await page.getByRole('dialog').textContent()).toContain('Ctrl+G');
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
    const outline = await page
      .locator('nav [aria-current]')
      .evaluate((element) => getComputedStyle(element).outlineStyle);
    expect(outline).toBe('solid');
    await expect.poll(() => new URL(page.url()).hash).toBe('#view=log&pid=1');
    expect(server.troubles).toEqual([]);
  }, 60_000);
});
