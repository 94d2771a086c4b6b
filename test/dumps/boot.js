// Boots one machine of the lab under QEMU, keeps what the guest says of itself, stops it and saves its memory.
import { execFileSync, spawn } from 'node:child_process';
import {
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
import { askAll, runningOn, translationsOf } from './answers.js';
import { architectureOf } from './architectures.js';
import { systemRegisters } from './gdb.js';
import { bootableImage, buildInitramfs } from './initramfs.js';
import { openQmp } from './qmp.js';
import { saveSnapshot, saveStream } from './qemu-files.js';
import { spacesOf } from './registers.js';

/** Processors of a machine that does not say. */
const PROCESSORS = 2;
const processorsOf = (machine) => machine.processors ?? PROCESSORS;
/** Seconds a guest has to give its account; under TCG with both processors busy it takes about a minute. */
const PATIENCE = 1500;

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

/** QEMU's own device tree for these arguments with one text replaced by another of its length. */
function patchedTree(qemu, args, machine, work, [from, to]) {
  const path = join(work, 'dtb');
  const described = args.map((arg, i) => (args[i - 1] === '-M' ? `${machine},dumpdtb=${path}` : arg));
  execFileSync(qemu, described, { stdio: 'ignore' });
  writeFileSync(path, readFileSync(path, 'latin1').replaceAll(from, to), 'latin1');
  return path;
}

/** QEMU's command line, without the program. */
function commandLine(machine, kernel, busybox, work, serial) {
  const { console, cpu, machine: board } = architectureOf(machine);
  const image = readdirSync(kernel).find((file) => /^vmlinu[xz]/.test(file));
  const hardware = [
    ...['-M', machine.machine ?? board, '-cpu', machine.cpu ?? cpu, '-m', String(machine.memory)],
    ...['-smp', String(processorsOf(machine)), '-display', 'none', '-nodefaults'],
  ];
  const size = `size=${machine.memory}M`;
  return [
    ...hardware,
    ...['-accel', 'tcg,thread=multi', '-no-reboot'],
    ...(machine.arch === 'riscv64' ? [] : ['-device', 'vmcoreinfo']),
    ...['-serial', `file:${serial}`, '-qmp', `unix:${work}/qmp,server=on,wait=off`],
    ...['-gdb', `unix:${work}/gdb,server=on,wait=off`],
    ...['-object', `memory-backend-file,id=ram,${size},mem-path=${work}/ram,share=on,prealloc=off`],
    ...['-machine', 'memory-backend=ram'],
    ...['-kernel', bootableImage(machine, join(kernel, image ?? ''), work)],
    ...['-initrd', buildInitramfs(machine, kernel, busybox, work)],
    ...['-append', `console=${console} panic=-1 loglevel=3 ${machine.append ?? ''}`.trim()],
    ...(machine.dtb === undefined
      ? []
      : ['-dtb', patchedTree(program(machine), hardware, machine.machine ?? board, work, machine.dtb)]),
  ];
}

/** The emulator of a machine's architecture. */
const program = (machine) => `qemu-system-${machine.arch ?? 'x86_64'}`;

/** Stops the guest while one processor runs a process and another the kernel, so that both can be asked; at the worst anyhow. */
async function stopApart(qmp, processors) {
  for (let tries = 0; tries < 40; tries++) {
    await qmp.execute('stop');
    const all = [];
    for (let processor = 0; processor < processors; processor++)
      all.push(runningOn(await qmp.monitor('info registers', processor)));
    if (all.includes('user') && all.includes('kernel')) return;
    await qmp.execute('cont');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await qmp.execute('stop');
}

/** Types the first key, and holds the others down. */
async function hold(qmp, [typed, ...held]) {
  const event = (key, down) => ({ type: 'key', data: { down, key: { type: 'qcode', data: key } } });
  const send = (events) => qmp.execute('input-send-event', { events });
  await send([event(typed, true)]);
  await send([event(typed, false)]);
  await send(held.map((key) => event(key, true)));
  // The guest takes them one by one.
  await new Promise((resolve) => setTimeout(resolve, 3000));
}

/**
 * Boots `machine` and writes serial.txt, layout.json, qemu.json and the dumps into `out`.
 * @param {object} machine a row of machines.json
 * @param {string} kernel folder of {@link fetchKernel}
 * @param {string} busybox path of a static busybox of the architecture
 * @param {string} out folder, made when missing
 */
export async function boot(machine, kernel, busybox, out) {
  mkdirSync(out, { recursive: true });
  const work = mkdtempSync(join(tmpdir(), 'pagewalk-lab-'));
  const serial = join(out, 'serial.txt');
  for (const file of [
    'serial.txt',
    'ram.raw',
    'dump.elf',
    'dump.qemu',
    'dump.qcow2',
    'qemu.json',
    'layout.json',
  ])
    rmSync(join(out, file), { force: true });
  const args = commandLine(machine, kernel, busybox, work, serial);
  const log = join(out, 'qemu.log');
  const started = Date.now();
  const qemu = spawn(program(machine), args, { stdio: ['ignore', 'ignore', openSync(log, 'w')] });
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
    const processors = processorsOf(machine);
    if (machine.keys !== undefined) await hold(qmp, machine.keys);
    await stopApart(qmp, processors);
    writeFileSync(join(out, 'layout.json'), JSON.stringify(parseLayout(await qmp.monitor('info mtree -f'))));
    const cpus = await askAll(qmp, machine, account(), processors);
    const system = /^(aarch64|arm)$/.test(machine.arch)
      ? await systemRegisters(`${work}/gdb`, processors)
      : [];
    const truth = {
      machine,
      packages: readFileSync(join(kernel, 'packages'), 'utf8').trim().split('\n'),
      bootSeconds,
      translations: translationsOf(cpus, account(), architectureOf(machine).kernelHalf),
      cpus: cpus.map((cpu, i) => ({
        spaces: spacesOf(machine.arch ?? 'x86_64', cpu.registers, system[i]),
        system: system[i] ?? {},
        ...cpu,
      })),
    };
    writeFileSync(join(out, 'qemu.json'), `${JSON.stringify(truth, null, 1)}\n`);
    if (machine.formats.includes('elf')) {
      await qmp.execute('dump-guest-memory', { paging: false, protocol: `file:${join(out, 'dump.elf')}` });
    }
    if (machine.formats.includes('qcow2')) await saveSnapshot(qmp, join(out, 'dump.qcow2'));
    if (machine.formats.includes('migration')) await saveStream(qmp, join(out, 'dump.qemu'));
    execFileSync('cp', ['--sparse=always', `${work}/ram`, join(out, 'ram.raw')]);
    await qmp.execute('quit');
    qmp.close();
    return bootSeconds;
  } finally {
    if (qemu.exitCode === null) qemu.kill('SIGKILL');
    rmSync(work, { recursive: true, force: true });
  }
}
