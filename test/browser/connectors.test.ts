/** The suite of connectors in a real Chromium: the same samples and checks as in Node, over blobs in a worker. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../kit/bundle.js';
import { SAMPLES } from '../connectors/conformance/samples.js';
import type { ServedSample } from '../connectors/conformance/worker.js';
import { ARGUMENTS, CHROMIUM } from './page-server.js';

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
let server: Server;
let browser: Browser;
let page: Page;

describe.skipIf(!existsSync(CHROMIUM))('connectors in Chromium', () => {
  beforeAll(async () => {
    await bundle(folder, join(import.meta.dirname, '../connectors/conformance/worker.ts'));
    served.set('/worker.js', readFileSync(join(folder, 'worker.js')));
    served.set('/', Buffer.from('<!doctype html><title>connectors</title>'));
    const types: Record<string, string> = { '/worker.js': 'text/javascript', '/': 'text/html' };
    server = createServer((request, response) => {
      const bytes = served.get(request.url ?? '/');
      response.writeHead(bytes === undefined ? 404 : 200, {
        'content-type': types[request.url ?? '/'] ?? 'application/octet-stream',
      });
      response.end(bytes);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.evaluate(() => {
      Object.assign(globalThis, { suite: new Worker('/worker.js', { type: 'module' }) });
    });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(Object.keys(SAMPLES))('%s', async (name) => {
    const troubles = await page.evaluate(
      (sample) =>
        new Promise<string[]>((resolve, reject) => {
          const { suite } = globalThis as unknown as { suite: Worker };
          suite.onmessage = (event: MessageEvent<string[]>) => resolve(event.data);
          suite.onerror = (event) => reject(new Error(event.message));
          suite.postMessage(sample);
        }),
      samples[name] as ServedSample,
    );
    expect(troubles).toEqual([]);
  });
});
