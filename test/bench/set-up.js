// Gets ready what the benchmark needs: the dump, the made-up guest, the address lists, the floor and memflow's program.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE } from '../dumps/kernel.js';
import { make } from '../dumps/make.js';
import { dumpLists, syntheticLists } from './lists.js';
import { ROOT, syntheticGuest } from './synthetic.js';

/** memflow walks 4 levels at most, so the guest of the benchmark is booted without the fifth. */
const MACHINE = 'x86_64-6.1-no5lvl';
/** Bytes of the dump that the rows of the core's window look at: where the kernel's image lies. */
const WINDOW_AT = 32 << 20;
const WINDOW = 1 << 20;
const BUILD = join(CACHE, 'bench');
const hex = (number) => number.toString(16);

/** Writes a list as n virtual, then n physical addresses; gives the sum of the latter, modulo 2^64. */
function writeList(folder, name, pairs) {
  const words = new BigUint64Array(pairs.length * 2);
  let sum = 0n;
  pairs.forEach(([virtual, physical], i) => {
    words[i] = virtual;
    words[pairs.length + i] = BigInt(physical);
    sum += BigInt(physical);
  });
  writeFileSync(join(folder, `${name}.bin`), words);
  return { sum: hex(BigInt.asUintN(64, sum)), count: pairs.length };
}

/**
 * Makes the inputs that all engines share, in a folder of the user's cache.
 * @param {string | undefined} dump folder of a lab machine; default: the lab's own, booted when it is not there
 * @returns the folder, what each list must translate to, and what the dump is
 */
export async function inputs(dump) {
  const machine = dump ?? (await make(MACHINE));
  const folder = join(BUILD, 'inputs');
  mkdirSync(folder, { recursive: true });
  const found = dumpLists(machine);
  const guest = syntheticGuest();
  const ram = join(machine, 'ram.raw');
  const synthetic = join(folder, 'synthetic.raw');
  writeFileSync(synthetic, guest.bytes);
  const lists = { ...found.lists, ...syntheticLists(guest.physical) };
  const expected = new Map(
    Object.entries(lists).map(([name, pairs]) => [name, writeList(folder, name, pairs)]),
  );
  const plan = [
    ['dump', ram],
    ['synthetic', synthetic],
    ['user-root', hex(found.userRoot)],
    ['dmap-root', hex(found.dmapRoot)],
    ['synthetic-root', hex(ROOT)],
    ['blocks-at', hex(found.start)],
    ['blocks', hex(found.blocks)],
    ['window-at', hex(WINDOW_AT)],
    ['window', hex(WINDOW)],
    ['search-u32', hex(found.searchU32)],
    ['search-u64', hex(found.searchU64)],
    ['signature', Buffer.from(found.signature).toString('hex')],
    ['signature-mask', hex(found.signatureMask)],
    ...Object.keys(lists).map((name) => ['list', name]),
  ];
  writeFileSync(join(folder, 'plan.txt'), plan.map((line) => `${line.join(' ')}\n`).join(''));
  const bytes = readFileSync(ram);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { folder, expected, dump: { machine: MACHINE, bytes: bytes.length, sha256 } };
}

/** Runs a tool; its output is shown when it fails. @returns {string | undefined} why it failed */
function tool(command, args, env = {}) {
  const run = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 1 << 26,
  });
  if (run.error !== undefined) return `${command}: ${run.error.message}`;
  return run.status === 0 ? undefined : `${command} ended with ${run.status}\n${run.stderr}`;
}

/** First line of what a tool says of its version. */
export function version(command, args = ['--version']) {
  const run = spawnSync(command, args, { encoding: 'utf8' });
  return run.status === 0 ? run.stdout.split('\n')[0] : undefined;
}

/** Compiles the floor for this machine's processor. @returns {{ path?: string, lack?: string }} */
export function buildFloor() {
  mkdirSync(BUILD, { recursive: true });
  const path = join(BUILD, 'floor');
  const source = join(import.meta.dirname, 'floor.c');
  const lack = tool('gcc', ['-O3', '-march=native', '-Wall', '-Wextra', '-o', path, source]);
  return lack === undefined ? { path } : { lack };
}

/** Builds memflow's program from its crate, in the user's cache folder; minutes the first time. */
export function buildMemflow() {
  const target = join(BUILD, 'memflow');
  const manifest = join(import.meta.dirname, 'memflow/Cargo.toml');
  if (!existsSync(target)) console.log('building memflow 0.2.4 from its crate: some minutes, once');
  const lack = tool('cargo', ['build', '--release', '--locked', '--manifest-path', manifest], {
    CARGO_TARGET_DIR: target,
  });
  return lack === undefined ? { path: join(target, 'release/pagewalk-bench-memflow') } : { lack };
}
