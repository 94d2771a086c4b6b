/** The simulated board as a program of its own, so that it and its reader each have a processor. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { bundle } from '../kit/bundle.js';
import type { BoardOptions } from '../kit/fake-board.js';

/** Makes a program for Node of a TypeScript file beside this one; returns its path. */
export const program = (folder: string, name: string): Promise<string> =>
  bundle(folder, join(import.meta.dirname, `${name}.ts`), `${name}.mjs`, { packages: ['usb'] });

/** Makes the program that serves a board. */
export const bundleBoard = (folder: string): Promise<string> => program(folder, 'board-main');

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
