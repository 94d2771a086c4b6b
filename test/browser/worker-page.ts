/** An empty page from loopback whose worker a test asks: what is served stands in memory, and nothing else is served. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import type { Page } from 'playwright-core';

const TYPES: Record<string, string> = { '.js': 'text/javascript', '.wasm': 'application/wasm' };

/** A server of some bytes. */
export interface BytesServer {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  close(): Promise<void>;
}

/** Serves an empty page at `/`, and bytes by path; a function gives them when they are asked for. */
export async function serveBytes(
  files: Readonly<Record<string, Uint8Array | (() => Uint8Array)>>,
): Promise<BytesServer> {
  const all: typeof files = { ...files, '/': Buffer.from('<!doctype html><title>worker</title>') };
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const found = all[path];
    const type = path === '/' ? 'text/html' : (TYPES[extname(path)] ?? 'application/octet-stream');
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': type });
    response.end(typeof found === 'function' ? found() : found);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Sends a task to the worker at `/worker.js`, made for it when the page has none yet, and gives what it answers. */
export async function askWorker<Answer>(page: Page, task: object): Promise<Answer> {
  return page.evaluate(
    (sent) =>
      new Promise<Answer>((resolve, reject) => {
        const kept = globalThis as unknown as { worker?: Worker };
        kept.worker ??= new Worker('/worker.js', { type: 'module' });
        kept.worker.onmessage = (event: MessageEvent<Answer>) => resolve(event.data);
        kept.worker.onerror = (event) => reject(new Error(event.message));
        kept.worker.postMessage(sent);
      }),
    task,
  );
}
