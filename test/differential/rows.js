// What the comparisons with other programs share: our rows, rows as lines of text, and which of two lists' lines are alone.
import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';

export const MAIN = join(import.meta.dirname, '../../dist/bin/pagewalk.js');
/** Where other programs are installed. */
export const LAB = process.env['PAGEWALK_LAB_CACHE'] ?? join(homedir(), '.cache', 'pagewalk-lab');

/** @returns {object[]} JSON lines among lines of text */
export const rows = (text) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));

/** @returns {object[]} records of one of our commands */
export function ours(...args) {
  const { stdout, status, stderr } = spawnSync(process.execPath, [MAIN, ...args, '--format', 'jsonl', '-q'], {
    maxBuffer: 1 << 30,
    encoding: 'utf8',
  });
  if (status !== 0 && status !== 3) throw new Error(`pagewalk ${args.join(' ')}: ${stderr}`);
  return rows(stdout);
}

/** @returns {object[]} records of one of our commands for each process that has memory, with its pid */
export const eachProcess = (dump, command) =>
  ours('ps', dump)
    .filter((p) => p.root !== null)
    .flatMap(({ pid }) => ours(command, dump, '--pid', String(pid)).map((record) => ({ ...record, pid })));

/** comm as the kernel has it: we add what a worker works on, as /proc does, and show the whole name of a kernel thread. */
export const comm = (name) => name.replace(/^(kworker\/[^-+]*)[-+].*$/, '$1').slice(0, 15);

/** `[::1]:80`, `127.0.0.1:80` as address and port. */
export const endpoint = (text) => text.replace(/^\[?(.*?)\]?:(\d+)$/, '$1 $2');

/** Lines of `a` that `b` lacks, counting each. */
function without(a, b) {
  const left = new Map();
  for (const line of b) left.set(line, (left.get(line) ?? 0) + 1);
  return a.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}

/** Prints how many lines are the same, and some of those that are not. */
export function report(what, theirs, ours) {
  const [onlyThem, onlyUs] = [without(theirs, ours), without(ours, theirs)];
  console.log(
    `  ${what}: ${theirs.length - onlyThem.length} rows the same, ${onlyThem.length} only theirs, ${onlyUs.length} only ours`,
  );
  for (const text of onlyThem.slice(0, 8)) console.log(`    theirs  ${text}`);
  for (const text of onlyUs.slice(0, 8)) console.log(`    ours    ${text}`);
}
