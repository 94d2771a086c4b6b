/** A PCILeech board by WebUSB in Chromium: the simulated one in place of the browser's devices, the sample's processes, as the command line has them. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
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

/** What is compared as bytes. */
const PAGES = { start: 0x1000000, size: 0x400000 };
const folder = mkdtempSync(join(tmpdir(), 'pagewalk-webusb-'));
let server: Server;
let browser: Browser;

describe.skipIf(!existsSync(CHROMIUM))('a board by WebUSB in Chromium', () => {
  beforeAll(async () => {
    await bundle(folder, join(import.meta.dirname, 'webusb-worker.ts'));
    const dump = readFileSync(await samplePath());
    const served: Record<string, readonly [type: string, bytes: Uint8Array]> = {
      '/': ['text/html', Buffer.from('<!doctype html><title>board</title>')],
      '/worker.js': ['text/javascript', readFileSync(join(folder, 'worker.js'))],
      '/core.wasm': ['application/wasm', coreBytes()],
      '/dump': ['application/octet-stream', dump],
    };
    server = createServer((request, response) => {
      const found = served[request.url ?? '/'];
      response.writeHead(found === undefined ? 404 : 200, { 'content-type': found?.[0] ?? 'text/plain' });
      response.end(found?.[1]);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows the same processes as the command line', async () => {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const task: Task = { dump: '/dump', core: '/core.wasm', simulated: true, pages: PAGES };
    const answer = await page.evaluate(
      (sent) =>
        new Promise<Answer>((resolve, reject) => {
          const worker = new Worker('/worker.js', { type: 'module' });
          worker.onmessage = (event: MessageEvent<Answer>) => resolve(event.data);
          worker.onerror = (event) => reject(new Error(event.message));
          worker.postMessage(sent);
        }),
      task,
    );
    expect(answer.error).toBeUndefined();
    const { out } = await pagewalk(['ps', await samplePath(), '--format', 'json']);
    expect(answer.records).toEqual(JSON.parse(out));
    const bytes = readFileSync(await samplePath()).subarray(PAGES.start, PAGES.start + PAGES.size);
    expect(answer.digest).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(answer.notes[0]).toContain('PCIeSquirrel');
  });
});
