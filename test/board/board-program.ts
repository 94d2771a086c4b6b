/** The simulated board as a program of its own, so that it and its reader each have a processor. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'vite';
import type { BoardOptions } from '../kit/fake-board.js';

/** Makes a program of a TypeScript file beside this one; returns its path. */
export async function bundle(folder: string, name: string, file = `${name}.mjs`): Promise<string> {
  await build({
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: {
      outDir: folder,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      lib: { entry: join(import.meta.dirname, `${name}.ts`), formats: ['es'], fileName: () => file },
      rollupOptions: { external: [/^node:/, 'usb'], output: { codeSplitting: false } },
    },
  });
  return join(folder, file);
}

/** Makes the program that serves a board. */
export const bundleBoard = (folder: string): Promise<string> => bundle(folder, 'board-main');

/** Starts it over a dump, which shows at 0 and at 4 GiB; resolves when it listens. */
export async function startBoard(
  program: string,
  socket: string,
  dump: string,
  options: BoardOptions,
  kind: 'libusb' | 'usbredir' = 'libusb',
): Promise<{ readonly stop: () => void }> {
  const child = spawn(process.execPath, [program, kind, socket, dump, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', (status) => reject(new Error(`the board's program ended with ${status}`)));
  });
  return { stop: () => child.kill('SIGKILL') };
}
