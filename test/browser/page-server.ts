/** Serves the built page from loopback, counting requests, and opens it in Debian's Chromium. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';

const ROOT = fileURLToPath(new URL('../../dist/web', import.meta.url));
/** Where Debian puts the browser. */
export const CHROMIUM = '/usr/bin/chromium';
const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
/** For a browser without a screen, a sandbox, or calls home. */
export const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** True where the browser and the built page are there. */
export const pageCanRun = existsSync(CHROMIUM) && existsSync(join(ROOT, 'index.html'));

/** A running browser on a running server. */
export interface PageServer {
  readonly page: Page;
  /** Requests that the server has seen. */
  requests(): number;
  /** Errors and policy violations that the page has printed or thrown. */
  readonly troubles: string[];
  close(): Promise<void>;
}

/** Starts both and loads the page. */
export async function openPage(hash = ''): Promise<PageServer> {
  let count = 0;
  const server = createServer((request, response) => {
    count++;
    const path = normalize((request.url ?? '/').split('?')[0] ?? '/');
    const file = join(ROOT, path === '/' ? 'index.html' : path);
    if (!file.startsWith(ROOT) || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response
      .writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
      .end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const browser: Browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  const context = await browser.newContext({ viewport: { width: 1400, height: 800 } });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(error.message));
  await page.goto(`http://127.0.0.1:${port}/${hash}`);
  return {
    page,
    requests: () => count,
    troubles,
    close: async () => {
      await browser.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
