/** Starts the worker and gives its analyst; starts another when one is lost. */
import * as Comlink from 'comlink';
import coreUrl from '../../dist/core.wasm?inline';
import type { WorkerAnalyst } from './worker.js';
import InlineWorker from './worker?worker&inline';

/** The bytes of a base64 data: URL, without a request. */
export function dataUrlBytes(url: string): Uint8Array {
  const text = atob(url.slice(url.indexOf(',') + 1));
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}

/** A running worker. */
export interface Client {
  readonly analyst: Comlink.Remote<WorkerAnalyst>;
  readonly core: Uint8Array;
  stop(): void;
}

/** Starts a worker; `onLost` is called once when it dies. */
export function startWorker(onLost: (why: string) => void): Client {
  allowBlobWorkers();
  const worker = new InlineWorker();
  worker.addEventListener('error', (event) => onLost(event.message || 'the worker stopped'));
  return {
    analyst: Comlink.wrap<WorkerAnalyst>(worker),
    core: dataUrlBytes(coreUrl),
    stop: () => worker.terminate(),
  };
}

interface PolicyFactory {
  readonly defaultPolicy: unknown;
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): unknown;
}

/** Trusted Types: the one thing that this page may make a script of is its own worker's blob. */
function allowBlobWorkers(): void {
  const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
  if (factory === undefined || factory.defaultPolicy !== null) return;
  factory.createPolicy('default', {
    createScriptURL: (url) => {
      if (!url.startsWith('blob:')) throw new TypeError(`not a worker of this page: ${url}`);
      return url;
    },
  });
}
