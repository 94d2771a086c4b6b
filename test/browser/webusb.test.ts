/** A PCILeech board by WebUSB in Chromium: the simulated one in place of the browser's devices, the sample's processes, as the command line has them. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coreBytes } from '../../host-node/core-bytes.js';
import { bundle } from '../kit/bundle.js';
import { pagewalk } from '../kit/cli.js';
import { samplePath } from '../kit/sample.js';
import { ARGUMENTS, CHROMIUM } from './page-server.js';
import type { Answer, Task } from './webusb-worker.js';
import { askWorker, serveBytes, type BytesServer } from './worker-page.js';

/** What is compared as bytes. */
const PAGES = { start: 0x1000000, size: 0x400000 };
const folder = mkdtempSync(join(tmpdir(), 'pagewalk-webusb-'));
let server: BytesServer;
let browser: Browser;

describe.skipIf(!existsSync(CHROMIUM))('a board by WebUSB in Chromium', () => {
  beforeAll(async () => {
    await bundle(folder, join(import.meta.dirname, 'webusb-worker.ts'));
    const dump = readFileSync(await samplePath());
    server = await serveBytes({
      '/worker.js': readFileSync(join(folder, 'worker.js')),
      '/core.wasm': coreBytes(),
      '/dump': dump,
    });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows the same processes as the command line', async () => {
    const page = await browser.newPage();
    await page.goto(server.origin);
    const task: Task = { dump: '/dump', core: '/core.wasm', simulated: true, pages: PAGES };
    const answer = await askWorker<Answer>(page, task);
    expect(answer.error).toBeUndefined();
    const { out } = await pagewalk(['ps', await samplePath(), '--format', 'json']);
    expect(answer.records).toEqual(JSON.parse(out));
    const bytes = readFileSync(await samplePath()).subarray(PAGES.start, PAGES.start + PAGES.size);
    expect(answer.digest).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(answer.notes[0]).toContain('PCIeSquirrel');
  });
});
