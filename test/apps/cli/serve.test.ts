/** `serve` as a user runs it: what is served answers as the file does, to the command line and to a worker in Chromium. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coreBytes } from '../../../host-node/core-bytes.js';
import { ARGUMENTS, CHROMIUM } from '../../browser/page-server.js';
import type { Answer, Task } from '../../browser/remote-worker.js';
import { askWorker, serveBytes, type BytesServer } from '../../browser/worker-page.js';
import { bundle } from '../../kit/bundle.js';
import { pagewalk } from '../../kit/cli.js';
import { samplePath } from '../../kit/sample.js';

const MAIN = join(import.meta.dirname, '../../../dist/bin/pagewalk.js');
const folder = mkdtempSync(join(tmpdir(), 'pagewalk-serve-'));
let pages: BytesServer;
let child: ChildProcess;
let address: string;

describe('serve', () => {
  beforeAll(async () => {
    pages = await serveBytes({
      '/worker.js': () => readFileSync(join(folder, 'worker.js')),
      '/core.wasm': coreBytes(),
    });
    const { origin } = pages;
    const args = ['serve', await samplePath(), '--origin', origin, '--format', 'json', '--no-cache'];
    child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    address = await new Promise<string>((resolve) => {
      let out = '';
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        out += text;
        const found = /ws:\/\/127\.0\.0\.1:\d+\/#[\w-]{32}/.exec(out)?.[0];
        if (found !== undefined) resolve(found);
      });
    });
  });
  afterAll(async () => {
    child.kill('SIGINT');
    const status = await new Promise((resolve) => child.once('close', resolve));
    await pages.close();
    rmSync(folder, { recursive: true, force: true });
    expect(status).toBe(130);
  });

  it.each([
    ['ps'],
    ['modules'],
    ['read', '--kernel', 'linux_banner', '64'],
    ['find', '--physical', 'Linux version'],
  ])('answers %s byte for byte as the file does', async (command, ...rest) => {
    const path = await samplePath();
    const file = await pagewalk([command, '-f', path, ...rest, '--format', 'jsonl', '-q']);
    const chain = ['-c', `remote:${address}`, '-o', 'linux'];
    const served = await pagewalk([command, ...chain, ...rest, '--format', 'jsonl', '-q']);
    expect(served.out).toBe(file.out);
    expect([served.status, served.out.length > 100]).toEqual([0, true]);
  });

  it('may be named without a connector, and says what is wrong with a token', async () => {
    expect((await pagewalk(['info', address, '--format', 'json'])).status).toBe(0);
    const wrong = await pagewalk(['ps', `${address}x`]);
    expect([wrong.status, wrong.err]).toEqual([1, expect.stringContaining('the token is wrong')]);
  });

  it.skipIf(!existsSync(CHROMIUM))(
    'answers a worker in Chromium as it answers the command line',
    async () => {
      await bundle(folder, join(import.meta.dirname, '../../browser/remote-worker.ts'));
      const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
      try {
        const page = await browser.newPage();
        await page.goto(pages.origin);
        const task: Task = { address, core: '/core.wasm' };
        const answer = await askWorker<Answer>(page, task);
        expect(answer.error).toBeUndefined();
        const { out } = await pagewalk(['ps', await samplePath(), '--format', 'json']);
        expect(answer.records).toEqual(JSON.parse(out));
      } finally {
        await browser.close();
      }
    },
  );
});
