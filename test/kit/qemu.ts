/** Starts real QEMU machines for tests of the live connector: stopped ones without a kernel unless the arguments say otherwise. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A machine that runs. */
export interface RunningQemu {
  readonly pid: number;
  /** Path of its QMP socket. */
  readonly qmp: string;
  /** A folder of its own, for files of the machine; removed with it. */
  readonly folder: string;
  /** What it wrote to its stderr. */
  complaints(): string;
  stop(): Promise<void>;
}

/** Starts QEMU and waits for its QMP socket. `args` may name the folder. */
export async function startQemu(
  program: string,
  args: (folder: string) => readonly string[],
): Promise<RunningQemu> {
  const folder = mkdtempSync(join(tmpdir(), 'pagewalk-qemu-'));
  const qmp = join(folder, 'qmp');
  const all = ['-display', 'none', '-qmp', `unix:${qmp},server=on,wait=off`, ...args(folder)];
  const child = spawn(program, all, { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    if (running(child)) child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  for (let waited = 0; !(await listens(qmp)); waited += 20) {
    if (!running(child) || waited > 20_000) {
      await stop();
      throw new Error(`${program} ${all.join(' ')}: ${complaints}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { pid: child.pid as number, qmp, folder, complaints: () => complaints, stop };
}

const running = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

/** Whether somebody takes connections there: a socket has its name before it does. */
function listens(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
