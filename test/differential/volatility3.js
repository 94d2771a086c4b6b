// Compares our rows with volatility3's, which reads the same dump through the symbol file that `pagewalk export --isf` writes.
//   node test/differential/volatility3.js DUMP...     (x86-64 kernels with 4-level page tables; needs the network once, for pip)
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { comm, eachProcess, endpoint, LAB, MAIN, ours, report, rows } from './rows.js';

const VERSION = '2.28.2';
const VENV = join(LAB, `volatility3-${VERSION}`);

/** Installs volatility3 into a folder of its own, once. */
function install() {
  if (existsSync(join(VENV, 'bin/vol'))) return;
  execFileSync('python3', ['-m', 'venv', VENV], { stdio: 'inherit' });
  execFileSync(join(VENV, 'bin/pip'), ['install', '-q', `volatility3==${VERSION}`], { stdio: 'inherit' });
}

/** @returns {object[]} rows of one of volatility's plugins */
function theirs(dump, symbols, plugin) {
  const args = ['--offline', '-q', '-r', 'jsonl', '-s', symbols, '-f', dump, plugin];
  const { stdout, stderr } = spawnSync(join(VENV, 'bin/vol'), args, { maxBuffer: 1 << 30, encoding: 'utf8' });
  const found = rows(stdout);
  if (found.length === 0) console.log(`    ${plugin}: no rows: ${stderr.trim().split('\n').at(-1)}`);
  return found;
}

// Volatility's JSON has addresses as numbers beyond 2^53, of which JavaScript keeps the first 53 bits: so does this.
const near = (address) => Number(BigInt(address));
const kernelAddress = (address) => BigInt.asUintN(48, BigInt(near(address)));

/** Volatility has no name for the kernel's data pages that every process sees. */
const named = (path) => (path === '' || /^\[(vvar|vvar_vclock)\]$/.test(path) ? 'Anonymous Mapping' : path);

/** What is compared: for each plugin its rows and ours as lines of text. */
const COMPARISONS = {
  'linux.pslist': {
    theirs: (r) => `${r.PID} ${r.PPID} ${r.COMM} uid ${r.UID} ${kernelAddress(r['OFFSET (V)'])}`,
    ours: (dump) =>
      ours('ps', dump).map(
        (p) =>
          `${p.pid} ${p.ppid} ${comm(p.name)} uid ${p.uid} ${kernelAddress(BigInt.asUintN(48, BigInt(p.address)))}`,
      ),
  },
  'linux.psaux': {
    theirs: (r) => `${r.PID} ${r.ARGS}`,
    ours: (dump) =>
      ours('ps', dump).map((p) => `${p.pid} ${p.root === null ? `[${comm(p.name)}]` : p.command}`),
  },
  'linux.lsmod': {
    theirs: (r) => `${r['Module Name']} ${r['Code Size']}`,
    ours: (dump) => ours('modules', dump).map((m) => `${m.name} ${m.size}`),
  },
  'linux.proc.Maps': {
    theirs: (r) => `${r.PID} ${near(r.Start)}-${near(r.End)} ${r.Flags} ${r['File Path']}`,
    ours: (dump) =>
      eachProcess(dump, 'maps')
        .filter((m) => m.path !== '[vsyscall]')
        .map((m) => `${m.pid} ${near(m.start)}-${near(m.end)} ${m.permissions.slice(0, 3)} ${named(m.path)}`),
  },
  'linux.lsof': {
    // Threads share their process's files: volatility lists them for each thread.
    theirs: (r) => (r.TID === r.PID ? `${r.PID} ${r.FD} ${r.Path}` : undefined),
    ours: (dump) =>
      ours('files', dump)
        .filter((f) => typeof f.fd === 'number')
        .map((f) => `${f.pid} ${f.fd} ${f.path}`),
  },
  'linux.sockstat': {
    // Its rows are sockets that a thread has open: those of processes are compared, and of unix and netlink sockets that they are there.
    theirs: (r) =>
      r.TID !== r.PID
        ? undefined
        : r.Family.startsWith('AF_INET')
          ? `${r.PID} ${r.FD} ${r.NetNS} ${r['Source Addr']} ${r['Source Port']} ${r['Destination Addr']} ${r['Destination Port']} ${r.Type === 'STREAM' ? r.State : ''}`
          : `${r.PID} ${r.FD} ${r.NetNS}`,
    ours: (dump) =>
      ours('sockets', dump)
        .filter((s) => s.pid !== null)
        .map((s) =>
          /^(tcp|udp|raw|icmp)/.test(s.protocol)
            ? `${s.pid} ${s.fd} ${s.namespace} ${endpoint(s.local)} ${endpoint(s.remote)} ${s.type === 'stream' ? s.state : ''}`
            : `${s.pid} ${s.fd} ${s.namespace}`,
        ),
  },
  'linux.envars': {
    theirs: (r) => `${r.PID} ${r.KEY}=${r.VALUE}`,
    ours: (dump) => eachProcess(dump, 'env').map((e) => `${e.pid} ${e.name}=${e.value}`),
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
      report(plugin, them, list(dump));
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
