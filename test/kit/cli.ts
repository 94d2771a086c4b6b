/** Runs the built command line as a user does, with a cache of its own and a time limit. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../dist/bin/pagewalk.js');

/** How a run ended. */
export interface Run {
  /** Exit status; null when it was killed, for it took too long. */
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
  readonly seconds: number;
}

/** Runs `pagewalk ARGS…`, killed after `limit` seconds. `cache`: a folder that outlives the run; none by default. */
export async function pagewalk(args: readonly string[], limit = 60, cache?: string): Promise<Run> {
  const folder = cache ?? mkdtempSync(join(tmpdir(), 'pagewalk-cache-'));
  const started = Date.now();
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, XDG_CACHE_HOME: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: limit * 1000,
    killSignal: 'SIGKILL',
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const status = await new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)));
  if (cache === undefined) rmSync(folder, { recursive: true, force: true });
  return { status, out, err, seconds: (Date.now() - started) / 1000 };
}
