/** `serve` as a user runs it: what is served answers as the file does, to the command line and to a worker in Chromium. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coreBytes } from '../../../host-node/core-bytes.js';
import { ARGUMENTS, CHROMIUM } from '../../browser/page-server.js';
import type { Answer, Task } from '../../browser/remote-worker.js';
import { bundle } from '../../kit/bundle.js';
import { pagewalk } from '../../kit/cli.js';
import { samplePath } from '../../kit/sample.js';

const MAIN = join(import.meta.dirname, '../../../dist/bin/pagewalk.js');
const folder = mkdtempSync(join(tmpdir(), 'pagewalk-serve-'));
let pages: Server;
let origin: string;
let child: ChildProcess;
let address: string;

describe('serve', () => {
  beforeAll(async () => {
    pages = createServer((request, response) => {
      const files: Record<string, readonly [string, () => Uint8Array]> = {
        '/': ['text/html', () => Buffer.from('<!doctype html><title>served</title>')],
        '/worker.js': ['text/javascript', () => readFileSync(join(folder, 'worker.js'))],
        '/core.wasm': ['application/wasm', coreBytes],
      };
      const found = files[request.url ?? '/'];
      response.writeHead(found === undefined ? 404 : 200, { 'content-type': found?.[0] ?? 'text/plain' });
      response.end(found?.[1]());
    });
    await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
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
    await new Promise((resolve) => pages.close(resolve));
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
        await page.goto(`${origin}/`);
        const task: Task = { address, core: '/core.wasm' };
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
      } finally {
        await browser.close();
      }
    },
  );
});
