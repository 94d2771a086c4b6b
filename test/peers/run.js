// `npm run test:peers [DUMP [PEER...]]`: other programs open what `convert` writes of a dump, and say the same as of the original.
// DUMP is a raw image of an x86-64 machine of the lab; as it is, the lab's cache is asked for one. Installs makedumpfile by apt, drgn and
// volatility3 from PyPI into folders of the lab's cache, once. makedumpfile and volatility3 follow page tables of 4 levels only.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LAB, MAIN, ours, rows } from '../differential/rows.js';
import { ensure } from '../dumps/host-tools.js';

/** Packages of PyPI, and the program by which each is known. */
const PYTHON = { drgn: ['0.3.0', 'drgn'], volatility3: ['2.28.2', 'vol'] };
/** What is written, by the name of its file, and what `convert` is told for it. */
const WRITTEN = {
  'a.raw': [],
  'a.elf': [],
  'a.lime': [],
  'a.avml': [],
  'zlib.kdump': ['--compress', 'zlib'],
  'zstd.kdump': ['--compress', 'zstd'],
};
/** Reads of 4 KiB by which libkdumpfile, through drgn, is timed. */
const RANDOM_READS = 4000;

/** @returns {string} the folder of a package's own environment */
function installed(name) {
  const [version, program] = PYTHON[name];
  const folder = join(LAB, `${name}-${version}`);
  if (existsSync(join(folder, 'bin', program))) return folder;
  execFileSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' });
  execFileSync(join(folder, 'bin/pip'), ['install', '-q', `${name}==${version}`], { stdio: 'inherit' });
  return folder;
}

function lacking() {
  const lack = ensure({
    makedumpfile: 'makedumpfile',
    python3: 'python3',
    '/usr/share/doc/python3-venv': 'python3-venv',
  });
  if (lack !== '') throw new Error(lack);
}

/** @returns {string} a dump of the lab's cache */
function anyDump() {
  const folder = join(LAB, 'dumps');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const found = names
    .map((name) => join(folder, name, 'ram.raw'))
    .find((path) => /x86_64-6\.1-pti/.test(path) && existsSync(path));
  if (found === undefined)
    throw new Error(
      'which dump? node test/dumps/make.js x86_64-6.1-pti makes one: npm run test:peers -- FILE',
    );
  return found;
}

/** SHA-256 of ranges of the raw image, which leaves out nothing. */
function digestOf(dump, ranges) {
  const hash = createHash('sha256');
  const file = openSync(dump, 'r');
  const piece = new Uint8Array(1 << 20);
  for (const [start, size] of ranges)
    for (let at = start; at < start + size; at += piece.length) {
      const got = readSync(file, piece, 0, Math.min(piece.length, start + size - at), at);
      hash.update(piece.subarray(0, got));
    }
  closeSync(file);
  return hash.digest('hex');
}

let wrong = 0;
function check(what, theirs, expected) {
  const same = theirs === expected;
  if (!same) wrong++;
  console.log(
    `${same ? 'same ' : 'WRONG'}  ${what}${same ? '' : `: ${theirs.slice(0, 200)} instead of ${expected.slice(0, 200)}`}`,
  );
}

/** Every byte of memory, as drgn reads it (libkdumpfile behind it reads kdumps). */
function askDrgn(at, dump, ranges) {
  const python = join(installed('drgn'), 'bin/python');
  const script = join(import.meta.dirname, 'drgn-read.py');
  const expected = digestOf(dump, ranges);
  for (const file of ['a.elf', 'zlib.kdump', 'zstd.kdump']) {
    const { stdout, stderr } = spawnSync(
      python,
      [script, at(file), JSON.stringify(ranges), String(RANDOM_READS)],
      {
        encoding: 'utf8',
      },
    );
    const answer = stdout === '' ? { sha256: stderr.trim().split('\n').at(-1) ?? '' } : JSON.parse(stdout);
    check(`drgn reads all memory of ${file}`, answer.sha256, expected);
    if (answer.seconds !== undefined)
      console.log(
        `       ${((answer.seconds / RANDOM_READS) * 1e6).toFixed(1)} us for a random read of 4 KiB`,
      );
  }
}

/** The kernel's log, as makedumpfile takes it from a dump; and a dump that it makes of ours, as we read it. */
function askMakedumpfile(at, dump) {
  // makedumpfile indents the further lines of a message.
  const texts = (text) => text.trim().replaceAll(/^(<\d+>)?(\[ *[\d.]+\])? */gm, '');
  const log = texts(
    ours('log', dump)
      .map(({ text }) => text)
      .join('\n'),
  );
  for (const file of ['a.elf', 'zlib.kdump']) {
    const into = at(`${file}.dmesg`);
    spawnSync('makedumpfile', ['--dump-dmesg', at(file), into]);
    check(
      `makedumpfile finds the log in ${file}`,
      existsSync(into) ? texts(readFileSync(into, 'utf8')) : 'no log',
      log,
    );
    const again = at(`${file}.again`);
    spawnSync('makedumpfile', [...(file.endsWith('.elf') ? ['-c'] : ['-l']), '-d', '0', at(file), again]);
    const processes = (path) =>
      JSON.stringify(ours('ps', path).map(({ pid, name, address }) => [pid, name, address]));
    check(
      `makedumpfile's own dump of ${file} has the same processes`,
      existsSync(again) ? processes(again) : 'no dump',
      processes(dump),
    );
  }
}

/** Processes, as volatility3 lists them from the original and from what it reads of ours. */
function askVolatility(at, dump) {
  const vol = join(installed('volatility3'), 'bin/vol');
  const symbols = at('symbols');
  mkdirSync(join(symbols, 'linux'), { recursive: true });
  execFileSync(process.execPath, [MAIN, 'export', dump, '--isf', '-O', join(symbols, 'linux/kernel.json')]);
  const processes = (file) => {
    const args = ['--offline', '-q', '-r', 'jsonl', '-s', symbols, '-f', file, 'linux.pslist'];
    const { stdout, stderr } = spawnSync(vol, args, { maxBuffer: 1 << 30, encoding: 'utf8' });
    const found = rows(stdout).map((r) => `${r.PID} ${r.PPID} ${r.COMM} ${r['OFFSET (V)']}`);
    return found.length === 0 ? (stderr.trim().split('\n').at(-1) ?? 'no rows') : found.join('\n');
  };
  const original = processes(dump);
  console.log(`       volatility3 lists ${original.split('\n').length} processes in the original`);
  for (const file of ['a.raw', 'a.elf', 'a.lime', 'a.avml'])
    check(`volatility3 lists processes of ${file}`, processes(at(file)), original);
}

/** What asks each peer. */
const PEERS = { drgn: askDrgn, makedumpfile: askMakedumpfile, volatility3: askVolatility };

lacking();
const [dump = anyDump(), ...chosen] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'pagewalk-peers-'));
try {
  const at = (name) => join(folder, name);
  for (const [name, options] of Object.entries(WRITTEN))
    execFileSync(process.execPath, [MAIN, 'convert', dump, at(name), ...options, '--no-checksum', '-q'], {
      stdio: 'ignore',
    });
  const [{ source }] = ours('info', at('a.elf'));
  const ranges = source.ranges.map(({ start, size }) => [Number(start), size]);
  for (const peer of chosen.length > 0 ? chosen : Object.keys(PEERS)) PEERS[peer](at, dump, ranges);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (wrong > 0) process.exitCode = 1;
console.log(wrong === 0 ? 'all the same' : `${wrong} differences`);
