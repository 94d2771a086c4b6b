// Boots one machine of the lab under QEMU, keeps what the guest says of itself, stops it and saves its memory.
import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openQmp } from './qmp.js';

const here = import.meta.dirname;
const MODULES = ['qemu_fw_cfg', 'dummy', 'loop', 'crc-itu-t', 'tun', 'veth'];
/** Seconds a guest has to give its account; under TCG with both processors busy it takes about a minute. */
const PATIENCE = 600;

/** @returns {Buffer} the content of a module, whatever the kernel's packages compress modules with */
function plainModule(path) {
  const tool = { '.xz': 'xz', zst: 'zstd', '.gz': 'gzip' }[path.slice(-3)];
  return tool === undefined ? readFileSync(path) : execFileSync(tool, ['-dc', path], { maxBuffer: 1 << 28 });
}

/** Writes the initramfs: busybox, the victim, this folder's init and a few modules. */
function buildInitramfs(machine, kernel, work) {
  const root = join(work, 'root');
  for (const folder of ['bin', 'mods']) mkdirSync(join(root, folder), { recursive: true });
  copyFileSync(execFileSync('which', ['busybox']).toString().trim(), join(root, 'bin/busybox'));
  copyFileSync(join(here, 'init'), join(root, 'init'));
  for (const file of ['bin/busybox', 'init']) chmodSync(join(root, file), 0o755);
  execFileSync('gcc', [
    '-static',
    '-O1',
    '-pthread',
    '-s',
    '-o',
    join(root, 'victim'),
    join(here, 'victim.c'),
  ]);
  const all = execFileSync('find', [join(kernel, 'modules'), '-name', '*.ko*'])
    .toString()
    .trim()
    .split('\n');
  for (const [order, name] of (machine.modules ?? MODULES).entries()) {
    const path = all.find(
      (file) =>
        (file.split('/').at(-1) ?? '').replace(/\.ko.*/, '').replaceAll('_', '-') ===
        name.replaceAll('_', '-'),
    );
    if (path === undefined) continue; // built into this kernel
    const target = join(root, 'mods', `${String(order).padStart(2, '0')}-${name}.ko`);
    writeFileSync(target, plainModule(path));
    execFileSync('strip', ['-g', target]);
  }
  execFileSync('sh', ['-c', `cd ${root} && find . | cpio -o -H newc --quiet | gzip -1 > ../initrd.gz`]);
}

/** @returns {{base: number, size: number, offset: number}[]} guest RAM and ROM, and where each range lies in the memory file */
export function parseLayout(mtree) {
  const memory = mtree.split('FlatView #').find((view) => view.includes('AS "memory"')) ?? '';
  const merged = [];
  for (const [, first, last, offset] of memory.matchAll(
    /^ +([0-9a-f]{16})-([0-9a-f]{16}) \(prio \d+, (?:ram|rom)\): ram(?: @([0-9a-f]+))?/gm,
  )) {
    const range = {
      base: parseInt(first, 16),
      size: parseInt(last, 16) - parseInt(first, 16) + 1,
      offset: parseInt(offset ?? '0', 16),
    };
    const before = merged.at(-1);
    if (before && before.base + before.size === range.base && before.offset + before.size === range.offset)
      before.size += range.size;
    else merged.push(range);
  }
  return merged;
}

/** Asks QEMU to translate the kernel addresses that the guest printed. Each result: name, virtual, physical or null, in hex. */
async function translations(qmp, account) {
  const section = (name) => account.split(`== ${name}`)[1]?.split('\n== ')[0] ?? '';
  const named = [
    ...[...section('kallsyms-some').matchAll(/^([0-9a-f]{16}) [A-Za-z] (\w+)\r?$/gm)].map(
      ([, address, name]) => [name, address],
    ),
    ...[...section('modules').matchAll(/^(\w+) \d+ \d+ \S+ \w+ 0x([0-9a-f]+)/gm)].map(([, name, address]) => [
      `module ${name}`,
      address,
    ]),
  ].filter(([, address]) => address.startsWith('ffff'));
  const found = [];
  for (const [name, address] of named) {
    const physical = /gpa: (?:0x)?([0-9a-f]+)/.exec(await qmp.monitor(`gva2gpa 0x${address}`))?.[1];
    found.push([name, address, physical ?? null]);
  }
  return found;
}

/**
 * Boots `machine` and writes serial.txt, layout.json, qemu.json and the dumps into `out`.
 * @param {object} machine a row of machines.json
 * @param {string} kernel folder of {@link fetchKernel}
 * @param {string} out folder, made when missing
 */
export async function boot(machine, kernel, out) {
  mkdirSync(out, { recursive: true });
  const work = mkdtempSync(join(tmpdir(), 'pagewalk-lab-'));
  const serial = join(out, 'serial.txt');
  for (const file of ['serial.txt', 'ram.raw', 'dump.elf', 'qemu.json', 'layout.json'])
    rmSync(join(out, file), { force: true });
  buildInitramfs(machine, kernel, work);
  const image = readdirSync(kernel).find((file) => file.startsWith('vmlinuz'));
  const args = [
    ...[
      '-M',
      machine.machine ?? 'pc',
      '-cpu',
      machine.cpu ?? 'max',
      '-m',
      String(machine.memory),
      '-smp',
      '2',
    ],
    ...[
      '-accel',
      'tcg,thread=multi',
      '-display',
      'none',
      '-nodefaults',
      '-no-reboot',
      '-device',
      'vmcoreinfo',
    ],
    ...['-serial', `file:${serial}`, '-qmp', `unix:${work}/qmp,server=on,wait=off`],
    ...[
      '-object',
      `memory-backend-file,id=ram,size=${machine.memory}M,mem-path=${work}/ram,share=on,prealloc=off`,
    ],
    ...[
      '-machine',
      'memory-backend=ram',
      '-kernel',
      join(kernel, image ?? ''),
      '-initrd',
      join(work, 'initrd.gz'),
    ],
    ...['-append', `console=ttyS0 panic=-1 loglevel=3 ${machine.append ?? ''}`.trim()],
  ];
  const log = join(out, 'qemu.log');
  const started = Date.now();
  const qemu = spawn('qemu-system-x86_64', args, { stdio: ['ignore', 'ignore', openSync(log, 'w')] });
  const account = () => (existsSync(serial) ? readFileSync(serial, 'latin1') : '');
  try {
    while (!account().includes('LAB-END')) {
      if (qemu.exitCode !== null)
        throw new Error(`QEMU ended: ${readFileSync(log, 'utf8')}${account().slice(-2000)}`);
      if (Date.now() - started > PATIENCE * 1000)
        throw new Error(`no account after ${PATIENCE} s: ${account().slice(-2000)}`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    if (!/^VTOP secret /m.test(account()))
      throw new Error('the victim did not live to the end: the guest ran out of memory');
    const bootSeconds = Math.round((Date.now() - started) / 1000);
    const qmp = await openQmp(`${work}/qmp`);
    await qmp.execute('stop');
    writeFileSync(join(out, 'layout.json'), JSON.stringify(parseLayout(await qmp.monitor('info mtree -f'))));
    const truth = {
      machine,
      packages: readFileSync(join(kernel, 'packages'), 'utf8').trim().split('\n'),
      bootSeconds,
      registers: await qmp.monitor('info registers -a'),
      translations: await translations(qmp, account()),
    };
    writeFileSync(join(out, 'qemu.json'), `${JSON.stringify(truth, null, 1)}\n`);
    if (machine.formats.includes('elf')) {
      await qmp.execute('dump-guest-memory', { paging: false, protocol: `file:${join(out, 'dump.elf')}` });
    }
    execFileSync('cp', ['--sparse=always', `${work}/ram`, join(out, 'ram.raw')]);
    await qmp.execute('quit');
    qmp.close();
    return bootSeconds;
  } finally {
    if (qemu.exitCode === null) qemu.kill('SIGKILL');
    rmSync(work, { recursive: true, force: true });
  }
}
