// Boots a machine in which a real QEMU runs another one, dumps the outer machine, and then has both tell what is true.
import { execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseLayout } from '../boot.js';
import { addModules, buildInitramfs, copyPrograms } from '../initramfs.js';
import { saveStream } from '../qemu-files.js';
import { openQmp } from '../qmp.js';

const MIB = 1 << 20;
/** MiB of the outer machine. */
const MEMORY = 768;
/** Seconds that each step has. */
const PATIENCE = 900;
/** Modules of the outer kernel: disks, and the parts of KVM where the inner machine runs under it. */
const DISKS = [
  'virtio',
  'virtio_ring',
  'virtio_pci_legacy_dev',
  'virtio_pci_modern_dev',
  'virtio_pci',
  'virtio_blk',
];
const KVM = ['irqbypass', 'kvm', 'ccp', 'kvm-amd'];
const QEMU = '/usr/bin/qemu-system-x86_64';
const ACCELERATOR = '/usr/lib/x86_64-linux-gnu/qemu/accel-tcg-x86_64.so';
const FIRMWARE = [
  '/usr/share/seabios/bios-256k.bin',
  ...['linuxboot_dma.bin', 'kvmvapic.bin', 'linuxboot.bin'].map((name) => `/usr/share/qemu/${name}`),
];
const APPEND = 'console=ttyS0 panic=-1 loglevel=3';

const imageOf = (kernel) => join(kernel, readdirSync(kernel).find((file) => /^vmlinu[xz]/.test(file)) ?? '');
const told = (path) => (existsSync(path) ? readFileSync(path, 'latin1') : '');

/** Arguments of the inner QEMU that are the same here and there; a file of memory lies in `folder`. */
function innerArguments({ memory, machine = 'pc', cpu = 'qemu64', processors = 1, backend }, folder) {
  return [
    ...['-M', machine, '-cpu', cpu, '-m', String(memory), '-smp', String(processors)],
    ...['-display', 'none', '-nodefaults', '-no-reboot'],
    ...(backend === undefined
      ? []
      : [
          ...['-machine', 'memory-backend=pc.ram'],
          ...['-object', `${backend.replace('/dev/shm', folder)},id=pc.ram,size=${memory}M`],
        ]),
  ];
}

/** Physical ranges of the inner memory that the truth is told of. */
function rangesOf({ memory, machine = '' }) {
  const low = Number(/max-ram-below-4g=(\d+)M/.exec(machine)?.[1] ?? memory);
  const ranges = [[0, low * MIB]];
  if (memory > low) ranges.push([2 ** 32, (memory - low) * MIB]);
  return ranges.map(([base, size]) => `0x${base.toString(16)},${size}`).join(' ');
}

/** Waits for a word in a file that a QEMU writes. */
async function until(word, file, qemu, log) {
  const started = Date.now();
  while (!told(file).includes(word)) {
    if (qemu.exitCode !== null || told(file).includes('NESTED qemu ended'))
      throw new Error(`QEMU ended before '${word}': ${told(log)}${told(file).slice(-2000)}`);
    if (Date.now() - started > PATIENCE * 1000)
      throw new Error(`no '${word}' after ${PATIENCE} s: ${told(file).slice(-2000)}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Boots the inner machine on this host and saves its migration stream; gives the stream's path. */
async function migrated({ inner }, kernel, initrd, work, account, log) {
  const stream = join(work, 'stream');
  const args = [
    ...innerArguments(inner, work),
    ...['-accel', 'tcg', '-serial', `file:${account}`, '-qmp', `unix:${work}/inner-qmp,server=on,wait=off`],
    ...['-kernel', imageOf(kernel), '-initrd', initrd, '-append', APPEND],
  ];
  const qemu = spawn(QEMU, args, { stdio: ['ignore', 'ignore', openSync(log, 'a')] });
  try {
    await until('LAB-END', account, qemu, log);
    const qmp = await openQmp(`${work}/inner-qmp`);
    await qmp.execute('stop');
    await saveStream(qmp, stream);
    await qmp.execute('quit');
    qmp.close();
  } finally {
    if (qemu.exitCode === null) qemu.kill('SIGKILL');
  }
  // The guest reads it past its page cache, in whole MiB.
  truncateSync(stream, Math.ceil(statSync(stream).size / MIB) * MIB);
  return stream;
}

/** What the outer machine's root has besides that of others. */
function addQemu(machine, kernels, initrd) {
  const { inner, mode } = machine;
  return (root) => {
    copyFileSync(join(import.meta.dirname, 'init-outer'), join(root, 'init-outer'));
    execFileSync('chmod', ['755', join(root, 'init-outer')]);
    addModules(join(root, 'vmods'), kernels.outer, [...DISKS, ...(mode === 'kvm' ? KVM : [])], '');
    // QEMU finds its modules and firmware from its own place.
    copyPrograms(root, [QEMU, ACCELERATOR]);
    mkdirSync(join(root, 'usr/share/qemu'), { recursive: true });
    for (const path of FIRMWARE)
      copyFileSync(path, join(root, 'usr/share/qemu', path.split('/').at(-1) ?? ''));
    const start =
      mode === 'kvm'
        ? ['-accel kvm -kernel /inner.vmlinuz -initrd /inner.gz', `-append "${APPEND}"`]
        : ['-accel tcg,thread=multi -S', '-incoming "exec:dd if=/dev/vdb bs=1M iflag=direct"'];
    if (mode === 'kvm') {
      copyFileSync(imageOf(kernels.inner), join(root, 'inner.vmlinuz'));
      copyFileSync(initrd, join(root, 'inner.gz'));
    }
    const settings = {
      QEMU: [...innerArguments(inner, '/dev/shm'), ...start].join(' '),
      READY: mode,
      RANGES: rangesOf(inner),
      RUN: String(machine.run ?? 0),
      BEFORE: machine.before ?? '',
      AFTER: machine.after ?? '',
    };
    const quoted = Object.entries(settings).map(
      ([name, text]) => `${name}='${text.replaceAll("'", `'\\''`)}'\n`,
    );
    writeFileSync(join(root, 'nested.conf'), quoted.join(''));
  };
}

/** The outer QEMU's arguments. */
function outerArguments(machine, kernel, initrd, work, serial, second, disks) {
  return [
    ...['-M', 'pc', '-cpu', machine.cpu ?? 'max,la57=off', '-m', String(MEMORY), '-smp', '2'],
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
    ...[
      '-serial',
      `file:${serial}`,
      '-serial',
      `file:${second}`,
      '-qmp',
      `unix:${work}/qmp,server=on,wait=off`,
    ],
    ...['-object', `memory-backend-file,id=ram,size=${MEMORY}M,mem-path=${work}/ram,share=on`],
    ...['-machine', 'memory-backend=ram', '-kernel', imageOf(kernel), '-initrd', initrd],
    ...['-append', `${APPEND} rdinit=/init-outer ${machine.append ?? ''}`.trim()],
    ...disks.flatMap((path, i) => [
      ...['-drive', `if=none,id=d${i},format=raw,file=${path}`],
      ...['-device', `virtio-blk-pci,drive=d${i}`],
    ]),
  ];
}

/** Writes what the outer machine put on its disk: the inner memory as QEMU saves it, and the kernel's list of its frames. */
function keepTruth(text, disk, out) {
  const source = openSync(disk, 'r');
  const memory = openSync(join(out, 'inner.raw'), 'w');
  const frames = openSync(join(out, 'inner.pagemap'), 'w');
  const copy = (target, from, size) => {
    const bytes = Buffer.alloc(MIB);
    for (let at = 0; at < size; at += MIB) {
      const length = Math.min(MIB, size - at);
      readSync(source, bytes, 0, length, from + at);
      writeSync(target, bytes, 0, length);
    }
  };
  const layout = [];
  let offset = 0;
  for (const [, base, bytes, host, at] of text.matchAll(/^RANGE (\S+) (\d+) (\S*) (\d+)/gm)) {
    const size = Number(bytes);
    copy(frames, Number(at) * MIB, size / 512);
    copy(memory, (Number(at) + 1) * MIB, size);
    layout.push({ base: Number(base), size, offset, host });
    offset += size;
  }
  for (const file of [source, memory, frames]) closeSync(file);
  writeFileSync(join(out, 'inner-layout.json'), JSON.stringify(layout));
}

/**
 * Boots `machine` and writes into `out`: serial.txt, layout.json and ram.raw of the outer machine; inner.txt, inner.raw,
 * inner.pagemap and inner-layout.json of the inner one. Gives the seconds it took.
 * @param {object} machine a row of nested/machines.json
 * @param {{outer: string, inner: string}} kernels folders of `fetchKernel`
 * @param {string} busybox path of a static busybox
 * @param {string} out folder, made when missing
 */
export async function bootNested(machine, kernels, busybox, out) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const work = mkdtempSync(join(tmpdir(), 'pagewalk-nested-'));
  const started = Date.now();
  const log = join(out, 'qemu.log');
  const [serial, account, second] = ['serial.txt', 'inner.txt', 'told.txt'].map((name) => join(out, name));
  let qemu;
  try {
    const [innerWork, outerWork] = ['inner', 'outer'].map((name) => join(work, name));
    const inner = buildInitramfs({ modules: [] }, kernels.inner, busybox, innerWork);
    const disks = [join(work, 'truth')];
    writeFileSync(disks[0], '');
    truncateSync(disks[0], (machine.inner.memory + 16) * MIB);
    if (machine.mode === 'migrated')
      disks.push(await migrated(machine, kernels.inner, inner, work, account, log));
    if (machine.swap !== undefined) {
      disks.push(join(work, 'swap'));
      writeFileSync(join(work, 'swap'), '');
      truncateSync(join(work, 'swap'), machine.swap * MIB);
    }
    const outer = buildInitramfs({}, kernels.outer, busybox, outerWork, addQemu(machine, kernels, inner));
    const args = outerArguments(machine, kernels.outer, outer, work, serial, second, disks);
    qemu = spawn(QEMU, args, { stdio: ['ignore', 'ignore', openSync(log, 'a')] });
    await until('LAB-END', serial, qemu, log);
    const qmp = await openQmp(`${work}/qmp`);
    await qmp.execute('stop');
    writeFileSync(join(out, 'layout.json'), JSON.stringify(parseLayout(await qmp.monitor('info mtree -f'))));
    execFileSync('cp', ['--sparse=always', join(work, 'ram'), join(work, 'saved')]);
    // Only now is the inner QEMU asked, for that changes the outer machine's memory.
    await qmp.execute('cont');
    const truth = openSync(disks[0], 'r+');
    writeSync(truth, 'NESTED-GO\n'.padEnd(512, '\n'));
    closeSync(truth);
    await until('NESTED-END', second, qemu, log);
    await qmp.execute('quit');
    qmp.close();
    const text = told(second).replaceAll('\r', '');
    keepTruth(text, disks[0], out);
    if (machine.mode === 'kvm') writeFileSync(account, text.slice(text.indexOf('== inner account')));
    execFileSync('cp', ['--sparse=always', join(work, 'saved'), join(out, 'ram.raw')]);
    return Math.round((Date.now() - started) / 1000);
  } finally {
    if (qemu?.exitCode === null) qemu.kill('SIGKILL');
    rmSync(work, { recursive: true, force: true });
  }
}
