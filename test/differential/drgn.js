// Compares our rows with drgn's, which reads the dump as the ELF core that `pagewalk convert` makes of it, with a kernel's debug file.
//   node test/differential/drgn.js VMLINUX DUMP...     (x86-64; needs the network once, for pip)
// VMLINUX is the debug file of the dumps' kernel, such as /usr/lib/debug/boot/vmlinux-* of Debian's linux-image-*-dbg package.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { comm, eachProcess, endpoint, LAB, MAIN, ours, report, rows } from './rows.js';

const VERSION = '0.3.0';
const VENV = join(LAB, `drgn-${VERSION}`);

/** Installs drgn into a folder of its own, once. */
function install() {
  if (existsSync(join(VENV, 'bin/drgn'))) return;
  execFileSync('python3', ['-m', 'venv', VENV], { stdio: 'inherit' });
  execFileSync(join(VENV, 'bin/pip'), ['install', '-q', `drgn==${VERSION}`], { stdio: 'inherit' });
}

/** @returns {Map<string, object[]>} drgn's rows by kind */
function theirs(dump, vmlinux) {
  const folder = mkdtempSync(join(tmpdir(), 'pagewalk-drgn-'));
  try {
    const core = join(folder, 'core.elf');
    execFileSync(process.execPath, [MAIN, 'convert', dump, core, '--no-checksum', '-q']);
    const script = join(import.meta.dirname, 'drgn-rows.py');
    const text = execFileSync(join(VENV, 'bin/python'), [script, core, vmlinux], { maxBuffer: 1 << 30 });
    const groups = new Map();
    for (const record of rows(String(text)))
      groups.set(record.kind, [...(groups.get(record.kind) ?? []), record]);
    return groups;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// drgn's JSON has addresses as numbers beyond 2^53, of which JavaScript keeps the first 53 bits: so does this.
const near = (address) => Number(BigInt(address));
const seconds = (time) => time.toFixed(6);
/** drgn names a file of a pseudo file system by that alone: `[pipefs]` where /proc has `pipe:[1234]`. */
const PSEUDO = [
  [/^\/anon_hugepage$/, '[hugetlbfs]'],
  [/^pipe:\[\d+\]$/, '[pipefs]'],
  [/^socket:\[\d+\]$/, '[sockfs]'],
  [/^anon_inode:.*$/, '[anon_inodefs]'],
  [/^(\w+):\[\d+\]$/, '[nsfs]'],
];
/** drgn does not say that a file is deleted. */
const path = (text) =>
  PSEUDO.reduce((name, [pattern, other]) => name.replace(pattern, other), text.replace(/ \(deleted\)$/, ''));
/** include/net/tcp_states.h. */
const TCP =
  'ESTABLISHED SYN_SENT SYN_RECV FIN_WAIT1 FIN_WAIT2 TIME_WAIT CLOSE CLOSE_WAIT LAST_ACK LISTEN CLOSING'.split(
    ' ',
  );
/** A mapping's path, where it is a file's: names such as [heap] and [vdso] are no files. */
const filePath = (text) => (/^(\[|anon_inode:|$)/.test(text) ? '' : path(text));

/** What is compared: for each kind drgn's rows and ours as lines of text. */
const COMPARISONS = {
  process: {
    theirs: (r) =>
      `${r.pid} ${r.ppid} ${r.name} ${r.state} ${r.uid} ${r.gid} ${seconds(r.started)} ${r.cgroup} ${near(r.address)}`,
    ours: (dump) =>
      ours('ps', dump).map(
        (p) =>
          `${p.pid} ${p.ppid} ${comm(p.name)} ${p.state} ${p.uid} ${p.gid} ${seconds(p.started)} ${p.cgroup} ${near(p.address)}`,
      ),
  },
  thread: {
    theirs: (r) => `${r.pid} ${r.tid} ${r.name} ${r.state}`,
    ours: (dump) =>
      ours('threads', dump)
        .filter((t) => t.pid !== t.tid)
        .map((t) => `${t.pid} ${t.tid} ${comm(t.name)} ${t.state}`),
  },
  command: {
    theirs: (r) => `${r.pid} ${r.command}`,
    ours: (dump) =>
      ours('ps', dump)
        .filter((p) => p.root !== null)
        .map((p) => `${p.pid} ${p.command}`),
  },
  environment: {
    theirs: (r) => `${r.pid} ${r.setting}`,
    ours: (dump) => eachProcess(dump, 'env').map((e) => `${e.pid} ${e.name}=${e.value}`),
  },
  mapping: {
    theirs: (r) => `${r.pid} ${near(r.start)}-${near(r.end)} ${r.permissions} ${r.offset} ${r.path}`,
    ours: (dump) =>
      eachProcess(dump, 'maps')
        .filter((m) => m.path !== '[vsyscall]')
        .map(
          (m) =>
            `${m.pid} ${near(m.start)}-${near(m.end)} ${m.permissions} ${near(m.offset)} ${filePath(m.path)}`,
        ),
  },
  file: {
    theirs: (r) => `${r.pid} ${r.fd} ${r.path}`,
    ours: (dump) =>
      ours('files', dump)
        .filter((f) => typeof f.fd === 'number')
        .map((f) => `${f.pid} ${f.fd} ${path(f.path)}`),
  },
  socket: {
    theirs: (r) =>
      r.local === undefined
        ? `${r.pid} ${r.fd} ${r.inode}`
        : `${r.pid} ${r.fd} ${r.inode} ${r.local} ${r.remote}${r.type === 1 ? ` ${TCP[r.state - 1]}` : ''}`,
    ours: (dump) =>
      ours('sockets', dump)
        .filter((s) => s.pid !== null)
        .map((s) =>
          /^(tcp|udp|raw|icmp)/.test(s.protocol)
            ? `${s.pid} ${s.fd} ${s.inode} ${endpoint(s.local)} ${endpoint(s.remote)}${s.type === 'stream' ? ` ${s.state}` : ''}`
            : `${s.pid} ${s.fd} ${s.inode}`,
        ),
  },
  module: {
    theirs: (r) => `${r.name} ${near(r.base)} ${r.size}`,
    ours: (dump) => ours('modules', dump).map((m) => `${m.name} ${near(m.base)} ${m.size}`),
  },
  mount: {
    theirs: (r) => `${r.source} ${r.target} ${r.type}`,
    ours: (dump) => ours('mounts', dump, '--pid', '1').map((m) => `${m.device} ${m.mountpoint} ${m.type}`),
  },
  interface: {
    theirs: (r) => `${r.namespace} ${r.name} ${r.mtu}`,
    ours: (dump) => ours('interfaces', dump).map((i) => `${i.namespace} ${i.name} ${i.mtu}`),
  },
  address: {
    theirs: (r) => `${r.namespace} ${r.name} ${r.address}`,
    ours: (dump) =>
      ours('interfaces', dump).flatMap((i) =>
        i.addresses.map((address) => `${i.namespace} ${i.name} ${address.replace(/\/.*$/, '')}`),
      ),
  },
  log: {
    theirs: (r) => `${seconds(r.time)} ${r.text}`,
    ours: (dump) => ours('log', dump).map((l) => `${seconds(l.time)} ${l.text}`),
  },
  program: {
    theirs: (r) => `${r.id} ${r.name}`,
    ours: (dump) =>
      ours('bpf', dump)
        .filter((b) => b.kind === 'program')
        .map((b) => `${b.id} ${b.name}`),
  },
  map: {
    theirs: (r) => `${r.id} ${r.name}`,
    ours: (dump) =>
      ours('bpf', dump)
        .filter((b) => b.kind === 'map')
        .map((b) => `${b.id} ${b.name}`),
  },
};

const [vmlinux, ...dumps] = process.argv.slice(2);
if (vmlinux === undefined || dumps.length === 0) {
  console.error('usage: node test/differential/drgn.js VMLINUX DUMP...');
  process.exitCode = 2;
} else {
  install();
  for (const dump of dumps) {
    console.log(dump);
    const found = theirs(dump, vmlinux);
    for (const [kind, { theirs: line, ours: list }] of Object.entries(COMPARISONS))
      report(kind, (found.get(kind) ?? []).map(line), list(dump));
  }
}
