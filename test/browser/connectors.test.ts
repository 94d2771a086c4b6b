/** The suite of connectors in a real Chromium: the same samples and checks as in Node, over blobs in a worker. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../kit/bundle.js';
import { SAMPLES } from '../connectors/conformance/samples.js';
import type { ServedSample } from '../connectors/conformance/worker.js';
import { ARGUMENTS, CHROMIUM } from './page-server.js';
import { askWorker, serveBytes, type BytesServer } from './worker-page.js';

const folder = mkdtempSync(join(tmpdir(), 'pagewalk-connectors-'));
/** What the server gives, by path. */
const served = new Map<string, Uint8Array>();
const samples: Record<string, ServedSample> = {};
for (const [number, [name, { format, files, memory, gaps }]] of Object.entries(SAMPLES).entries()) {
  const put = (path: string, bytes: Uint8Array): string => {
    served.set(path, bytes);
    return path;
  };
  samples[name] = {
    format,
    files: Object.entries(files).map(([file, bytes]) => ({
      name: file,
      url: put(`/${number}/${encodeURIComponent(file)}`, bytes),
    })),
    memory: memory.map(({ start, data }, i) => ({ start, url: put(`/${number}/memory-${i}`, data) })),
    ...(gaps && { gaps }),
  };
}
let server: BytesServer;
let browser: Browser;
let page: Page;

describe.skipIf(!existsSync(CHROMIUM))('connectors in Chromium', () => {
  beforeAll(async () => {
    await bundle(folder, join(import.meta.dirname, '../connectors/conformance/worker.ts'));
    served.set('/worker.js', readFileSync(join(folder, 'worker.js')));
    server = await serveBytes(Object.fromEntries(served));
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
    page = await browser.newPage();
    await page.goto(server.origin);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(Object.keys(SAMPLES))('%s', async (name) => {
    const troubles = await askWorker<string[]>(page, samples[name] as ServedSample);
    expect(troubles).toEqual([]);
  });
});
