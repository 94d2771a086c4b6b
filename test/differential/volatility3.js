// Compares our rows with volatility3's, which reads the same dump through the symbol file that `pagewalk export --isf` writes.
//   node test/differential/volatility3.js DUMP...     (x86-64 kernels with 4-level page tables; needs the network once, for pip)
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

const VERSION = '2.28.2';
const MAIN = join(import.meta.dirname, '../../dist/bin/pagewalk.js');
const LAB = process.env['PAGEWALK_LAB_CACHE'] ?? join(homedir(), '.cache', 'pagewalk-lab');
const VENV = join(LAB, `volatility3-${VERSION}`);

/** Installs volatility3 into a folder of its own, once. */
function install() {
  if (existsSync(join(VENV, 'bin/vol'))) return;
  execFileSync('python3', ['-m', 'venv', VENV], { stdio: 'inherit' });
  execFileSync(join(VENV, 'bin/pip'), ['install', '-q', `volatility3==${VERSION}`], { stdio: 'inherit' });
}

/** @returns {object[]} records of one of our commands */
function ours(...args) {
  const { stdout, status, stderr } = spawnSync(process.execPath, [MAIN, ...args, '--format', 'jsonl', '-q'], {
    maxBuffer: 1 << 30,
    encoding: 'utf8',
  });
  if (status !== 0 && status !== 3) throw new Error(`pagewalk ${args.join(' ')}: ${stderr}`);
  return rows(stdout);
}

/** @returns {object[]} rows of one of volatility's plugins */
function theirs(dump, symbols, plugin) {
  const args = ['--offline', '-q', '-r', 'jsonl', '-s', symbols, '-f', dump, plugin];
  const { stdout, stderr } = spawnSync(join(VENV, 'bin/vol'), args, { maxBuffer: 1 << 30, encoding: 'utf8' });
  const found = rows(stdout);
  if (found.length === 0) console.log(`    ${plugin}: no rows: ${stderr.trim().split('\n').at(-1)}`);
  return found;
}

const rows = (text) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
// Volatility's JSON has addresses as numbers beyond 2^53, of which JavaScript keeps the first 53 bits: so does this.
const near = (address) => Number(BigInt(address));
const kernelAddress = (address) => BigInt.asUintN(48, BigInt(near(address)));

/** Volatility has no name for the kernel's data pages that every process sees. */
const named = (path) => (path === '' || /^\[(vvar|vvar_vclock)\]$/.test(path) ? 'Anonymous Mapping' : path);

/** What is compared: for each plugin its rows and ours as lines of text. */
const COMPARISONS = {
  'linux.pslist': {
    theirs: (r) => `${r.PID} ${r.PPID} ${r.COMM} uid ${r.UID} ${kernelAddress(r['OFFSET (V)'])}`,
    // volatility shows comm, which has 15 bytes; we show the whole name of a kernel thread.
    ours: (dump) =>
      ours('ps', dump).map(
        (p) =>
          `${p.pid} ${p.ppid} ${p.name.slice(0, 15)} uid ${p.uid} ${kernelAddress(BigInt.asUintN(48, BigInt(p.address)))}`,
      ),
  },
  'linux.psaux': {
    theirs: (r) => `${r.PID} ${r.ARGS}`,
    ours: (dump) =>
      ours('ps', dump).map((p) => `${p.pid} ${p.root === null ? `[${p.name.slice(0, 15)}]` : p.command}`),
  },
  'linux.lsmod': {
    theirs: (r) => `${r['Module Name']} ${r['Code Size']}`,
    ours: (dump) => ours('modules', dump).map((m) => `${m.name} ${m.size}`),
  },
  'linux.proc.Maps': {
    theirs: (r) => `${r.PID} ${near(r.Start)}-${near(r.End)} ${r.Flags} ${r['File Path']}`,
    ours: (dump) =>
      ours('ps', dump)
        .filter((p) => p.root !== null)
        .flatMap((p) =>
          ours('maps', dump, '--pid', String(p.pid))
            .filter((m) => m.path !== '[vsyscall]')
            .map(
              (m) => `${p.pid} ${near(m.start)}-${near(m.end)} ${m.permissions.slice(0, 3)} ${named(m.path)}`,
            ),
        ),
  },
  'linux.lsof': {
    // Threads share their process's files: volatility lists them for each thread.
    theirs: (r) => (r.TID === r.PID ? `${r.PID} ${r.FD} ${r.Path}` : undefined),
    ours: (dump) =>
      ours('files', dump)
        .filter((f) => typeof f.fd === 'number')
        .map((f) => `${f.pid} ${f.fd} ${f.path}`),
  },
  'linux.envars': {
    theirs: (r) => `${r.PID} ${r.KEY}=${r.VALUE}`,
    ours: (dump) =>
      ours('ps', dump)
        .filter((p) => p.root !== null)
        .flatMap((p) =>
          ours('env', dump, '--pid', String(p.pid)).map((e) => `${p.pid} ${e.name}=${e.value}`),
        ),
  },
  'linux.mountinfo': {
    theirs: (r) => `${r.MOUNT_SRC} ${r.MOUNT_POINT} ${r.FSTYPE}`,
    ours: (dump) => ours('mounts', dump).map((m) => `${m.device} ${m.mountpoint} ${m.type}`),
  },
  'linux.kmsg': {
    theirs: (r) => `${Number(r.timestamp).toFixed(6)} ${r.line}`,
    ours: (dump) => ours('log', dump).map((l) => `${l.time.toFixed(6)} ${l.text}`),
  },
};

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

function compare(dump) {
  console.log(dump);
  const symbols = mkdtempSync(join(tmpdir(), 'pagewalk-isf-'));
  try {
    mkdirSync(join(symbols, 'linux'));
    execFileSync(process.execPath, [MAIN, 'export', dump, '--isf', '-O', join(symbols, 'linux/kernel.json')]);
    for (const [plugin, { theirs: line, ours: list }] of Object.entries(COMPARISONS)) {
      const them = theirs(dump, symbols, plugin)
        .map(line)
        .filter((text) => text !== undefined);
      const us = list(dump);
      const [onlyThem, onlyUs] = [without(them, us), without(us, them)];
      console.log(
        `  ${plugin}: ${them.length - onlyThem.length} rows the same, ${onlyThem.length} only theirs, ${onlyUs.length} only ours`,
      );
      for (const text of onlyThem.slice(0, 8)) console.log(`    theirs  ${text}`);
      for (const text of onlyUs.slice(0, 8)) console.log(`    ours    ${text}`);
    }
  } finally {
    rmSync(symbols, { recursive: true, force: true });
  }
}

const dumps = process.argv.slice(2);
if (dumps.length === 0) {
  console.error('usage: node test/differential/volatility3.js DUMP...');
  process.exitCode = 2;
} else {
  install();
  for (const dump of dumps) compare(dump);
}
