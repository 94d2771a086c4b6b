/**
 * Program that runs inside a QEMU guest whose USB device is the simulated board: FOLDER DUMP CHROMIUM. Reads the machine behind the board
 * by npm usb, then has Chromium do it by WebUSB. Prints a line of JSON for each.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { FT601_ID, openPcileech } from '../../connectors/index.js';
import { Engine, type PhysicalRead } from '../../engine/index.js';
import { openUsb } from '../../host-node/usb-device.js';
import { detectOs, processRecord } from '../../os/index.js';
import type { Task } from '../browser/webusb-worker.js';

/** The policy that grants the board to the page names this port. */
const PORT = 8379;
const CHROMIUM_ARGUMENTS = [
  ...['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--in-process-gpu'],
  ...['--disable-software-rasterizer', '--user-data-dir=/tmp/chromium', '--no-first-run'],
  ...['--disable-extensions', '--disable-component-update', '--disable-background-networking'],
];

const [, , folder = '', dump = '', chromium = ''] = process.argv;
const size = statSync(dump).size;
const task: Task = {
  dump: '/dump',
  core: '/core.wasm',
  simulated: false,
  pages: { start: 0x1000000, size: 0x400000 },
};
const say = (by: string, answer: object): void => console.log(`GUEST ${JSON.stringify({ by, ...answer })}`);

async function byNode(): Promise<object> {
  const connector = await openPcileech(await openUsb(FT601_ID), { ranges: [{ start: 0, size }] });
  const read: PhysicalRead = { phys: task.pages.start, into: new Uint8Array(task.pages.size), got: 0 };
  const begin = performance.now();
  await connector.read([read]);
  const seconds = (performance.now() - begin) / 1000;
  const digest = createHash('sha256').update(read.into.subarray(0, read.got)).digest('hex');
  const core = readFileSync(join(folder, 'core.wasm'));
  const os = await detectOs(await Engine.create({ core, connector }));
  const { items } = await os.processes();
  await connector.close();
  return { notes: connector.notes, digest, records: items.map(processRecord), seconds };
}

/** Serves a page whose worker reads the board, starts Chromium on it, and gives what the page reports. */
function byChromium(): Promise<object> {
  const page = `<!doctype html><script type="module">
    const worker = new Worker('/worker.js', { type: 'module' });
    const report = (body) => fetch('/report', { method: 'POST', body });
    worker.onmessage = ({ data }) => report(JSON.stringify(data));
    worker.onerror = ({ message }) => report(JSON.stringify({ error: message }));
    worker.postMessage(${JSON.stringify(task)});
  </script>`;
  const files: Record<string, readonly [type: string, bytes: () => Uint8Array]> = {
    '/': ['text/html', () => Buffer.from(page)],
    '/worker.js': ['text/javascript', () => readFileSync(join(folder, 'worker.js'))],
    '/core.wasm': ['application/wasm', () => readFileSync(join(folder, 'core.wasm'))],
  };
  return new Promise((resolve) => {
    const server = createServer((request, response) => {
      if (request.url === '/report') {
        let body = '';
        request.on('data', (piece: Buffer) => (body += piece.toString()));
        request.on('end', () => resolve(JSON.parse(body) as object));
        response.end();
        return;
      }
      const file = files[request.url ?? ''];
      if (request.url === '/dump') response.writeHead(200, { 'content-length': size }).end();
      else
        response
          .writeHead(file === undefined ? 404 : 200, { 'content-type': file?.[0] ?? 'text/plain' })
          .end(file?.[1]());
    });
    server.listen(PORT, '127.0.0.1', () => {
      const browser = spawn(chromium, [...CHROMIUM_ARGUMENTS, `http://127.0.0.1:${PORT}/`], {
        stdio: 'ignore',
        env: { HOME: '/tmp', PATH: '/usr/bin:/bin' },
      });
      browser.on('exit', (status) => resolve({ error: `Chromium ended with ${status}` }));
    });
  });
}

for (const [by, work] of [
  ['node', byNode],
  ['chromium', byChromium],
] as const) {
  try {
    say(by, await work());
  } catch (error) {
    say(by, { error: error instanceof Error ? error.stack : String(error) });
  }
}
process.exit(0);
