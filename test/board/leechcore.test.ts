/**
 * LeechCore, unmodified, reads the sample's memory through the simulated board: every page it gets is the memory's. Then our connector
 * reads the same through the same socket, and both speeds are shown. Installs LeechCore by pip, once.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPcileech } from '../../connectors/pcileech.js';
import type { PhysicalRead } from '../../engine/index.js';
import type { BoardOptions } from '../kit/fake-board.js';
import { random } from '../kit/random.js';
import { samplePath } from '../kit/sample.js';
import { bundleBoard, startBoard } from './board-program.js';
import { remoteBoard } from './board-server.js';

const VERSION = '2.23.3';
const SECONDS = 3;
const LAB = process.env['PAGEWALK_LAB_CACHE'] ?? join(homedir(), '.cache', 'pagewalk-lab');
const VENV = join(LAB, `leechcorepyc-${VERSION}`);
const HIGH = 2 ** 32;
const MEGABYTE = 2 ** 20;

/** What leechcore.py prints. */
interface Account {
  readonly tiny: number;
  readonly large: { readonly reads: number; readonly failed: number; readonly megabytesPerSecond: number };
  readonly pages: { readonly asked: number; readonly got: number };
  readonly pagesPerSecond: number;
  readonly pageMicroseconds: number;
  readonly wrong: number;
  readonly written: boolean;
}

/** The settings, and whether LeechCore gets every page in them. */
const SETTINGS: Readonly<Record<string, { readonly options: BoardOptions; readonly lossless: boolean }>> = {
  plain: { options: {}, lossless: true },
  'completions of 256 bytes': { options: { mps: 256 }, lossless: true },
  'split completions': { options: { splitAt64: true }, lossless: true },
  'swapped completions': { options: { swap: true }, lossless: true },
  'lost completions': { options: { drop: 0.0003 }, lossless: false },
  'short transfers': { options: { maxPerIn: 1024 }, lossless: true },
  'only 128 bytes at once': { options: { maxRead: 128 }, lossless: true },
  'old gateware': { options: { firstFlag: false }, lossless: true },
  'words from elsewhere': { options: { noise: 0.01 }, lossless: true },
};

const folder = mkdtempSync(join(tmpdir(), 'pagewalk-board-'));
const socket = join(folder, 'board');
let dump: Buffer;
let path: string;
let program: string;

function install(): void {
  if (!existsSync(join(VENV, 'bin/python'))) {
    mkdirSync(LAB, { recursive: true });
    execFileSync('python3', ['-m', 'venv', VENV]);
  }
  execFileSync(join(VENV, 'bin/pip'), ['install', '-q', `leechcorepyc==${VERSION}`]);
  execFileSync('gcc', [
    ...['-O2', '-Wall', '-Wextra', '-shared', '-fPIC', '-pthread'],
    join(import.meta.dirname, 'libusb-stand-in.c'),
    ...['-o', join(folder, 'libusb-1.0.so.0')],
  ]);
}

async function leechcore(options: BoardOptions): Promise<Account> {
  const board = await startBoard(program, socket, path, options);
  const script = join(import.meta.dirname, 'leechcore.py');
  const child = spawn(join(VENV, 'bin/python'), [script, path, String(SECONDS)], {
    env: { ...process.env, LD_LIBRARY_PATH: folder, BOARD_SOCKET: socket },
  });
  let text = '';
  let trouble = '';
  child.stdout.on('data', (piece: Buffer) => (text += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (trouble += piece.toString()));
  await new Promise((resolve) => child.on('close', resolve));
  board.stop();
  const line = text.split('\n').find((one) => one.startsWith('{"id"'));
  if (line === undefined) throw new Error(`LeechCore did not answer: ${text}${trouble}`);
  return JSON.parse(line) as Account;
}

/** The same reads by our connector through the same socket. */
async function ours(options: BoardOptions): Promise<Account> {
  const board = await startBoard(program, socket, path, options);
  const ranges = [0, HIGH].map((start) => ({ start, size: dump.length }));
  const connector = await openPcileech(await remoteBoard(socket), { ranges, writable: true });
  const readAt = (phys: number, length: number): PhysicalRead => ({
    phys,
    into: new Uint8Array(length),
    got: 0,
  });
  let wrong = 0;
  const check = ({ phys, into, got }: PhysicalRead): void => {
    const at = phys % HIGH;
    if (Buffer.compare(into.subarray(0, got), dump.subarray(at, at + got)) !== 0) wrong++;
  };
  let [reads, failed, spent] = [0, 0, 0];
  while (spent < SECONDS * 1000) {
    const read = readAt((MEGABYTE + reads * MEGABYTE) % (dump.length - 2 * MEGABYTE), MEGABYTE);
    reads++;
    const begin = performance.now();
    await connector.read([read]);
    spent += performance.now() - begin;
    check(read);
    if (read.got < MEGABYTE) failed++;
  }
  const large = { reads, failed, megabytesPerSecond: ((reads - failed) * 1048.576) / spent };
  const draw = random(1);
  const pages = [0, HIGH].flatMap((base) =>
    Array.from(
      { length: 1000 },
      () => base + (0x1000 + Math.floor(draw() * ((dump.length >> 12) - 0x1000))) * 4096,
    ),
  );
  const begin = performance.now();
  const answers: PhysicalRead[] = [];
  for (let first = 0; first < pages.length; first += 100) {
    const some = pages.slice(first, first + 100).map((page) => readAt(page, 4096));
    await connector.read(some);
    answers.push(...some);
  }
  const pagesPerSecond = (pages.length / (performance.now() - begin)) * 1000;
  answers.forEach(check);
  const times: number[] = [];
  for (const page of pages.slice(0, 300)) {
    const start = performance.now();
    await connector.read([readAt(page, 4096)]);
    times.push(performance.now() - start);
  }
  const text = new Uint8Array(300).map(() => Math.floor(draw() * 256));
  await connector.write?.([{ phys: 0x3000001, from: text, put: 0 }]);
  const back = readAt(0x3000000, 4096);
  await connector.read([back]);
  const expected = Buffer.from(dump.subarray(0x3000000, 0x3001000));
  expected.set(text, 1);
  await connector.close();
  board.stop();
  return {
    tiny: connector.notes.some((note) => note.includes('128 bytes')) ? 1 : 0,
    large,
    pages: { asked: pages.length, got: answers.filter(({ got }) => got === 4096).length },
    pagesPerSecond,
    pageMicroseconds: (times.sort((a, b) => a - b)[150] as number) * 1000,
    wrong,
    written: Buffer.compare(back.into, expected) === 0,
  };
}

const line = ({ large, pages, pagesPerSecond, pageMicroseconds, tiny }: Account): string =>
  `${large.megabytesPerSecond.toFixed(1)} MB/s (${large.failed} of ${large.reads} failed), ` +
  `${pagesPerSecond.toFixed(0)} pages/s (${pages.got} of ${pages.asked}), ${pageMicroseconds.toFixed(0)} us a page, tiny ${tiny}`;

describe('LeechCore and our connector over the same simulated board', () => {
  beforeAll(async () => {
    install();
    program = await bundleBoard(folder);
    path = await samplePath();
    dump = readFileSync(path);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(Object.keys(SETTINGS))('%s', async (name) => {
    const { options, lossless } = SETTINGS[name] as (typeof SETTINGS)[string];
    const theirs = await leechcore(options);
    const mine = await ours(options);
    console.log(`${name}\n  LeechCore ${line(theirs)}\n  pagewalk  ${line(mine)}`);
    for (const { wrong, written } of [theirs, mine])
      expect({ wrong, written }).toEqual({ wrong: 0, written: true });
    expect(mine.pages.got).toBe(mine.pages.asked);
    expect(mine.large.failed).toBe(0);
    if (lossless) expect(theirs.pages.got).toBe(theirs.pages.asked);
  });
});
