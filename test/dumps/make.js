// Makes dumps of booted Linux machines with the guests' own accounts: `node test/dumps/make.js list | all | NAME... [-o FOLDER]`.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { architectureOf } from './architectures.js';
import { boot } from './boot.js';
import { ensure, labTools } from './host-tools.js';
import { ROOTKIT_TOOLS } from './rootkit/build.js';
import { CACHE, fetchBusybox, fetchKernel } from './kernel.js';
import { bootNested } from './nested/boot.js';

/** The table of machines. */
export const MACHINES = JSON.parse(readFileSync(join(import.meta.dirname, 'machines.json'), 'utf8'));

/** The table of machines in which another machine runs. */
export const NESTED = JSON.parse(readFileSync(join(import.meta.dirname, 'nested/machines.json'), 'utf8'));

/** Where dumps lie: one folder a machine. */
export const DUMPS = process.env.PAGEWALK_LAB ?? join(CACHE, 'dumps');

/** @returns {boolean} whether the machine's dump is there, whole: the memory is written last */
export const made = (name, folder = DUMPS) => existsSync(join(folder, name, 'ram.raw'));

/** Boots the named machine unless its dump is there, and gives its folder. */
export async function make(name, folder = DUMPS) {
  const nested = NESTED.find((row) => row.name === name);
  if (nested !== undefined) return makeNested(nested, folder);
  const machine = MACHINES.find((row) => row.name === name);
  if (machine === undefined) throw new Error(`no machine named ${name}: see \`list\``);
  const out = join(folder, name);
  if (made(name, folder)) return out;
  const lack = ensure({
    ...labTools(machine.arch ?? 'x86_64'),
    ...((machine.append ?? '').includes('lab_rootkit=1') ? ROOTKIT_TOOLS : {}),
  });
  if (lack !== '') throw new Error(lack);
  const { debian } = architectureOf(machine);
  const kernel = fetchKernel(machine.suite, machine.package, debian);
  const busybox = fetchBusybox(debian === 'riscv64' ? 'sid' : 'bookworm', debian);
  console.log(`booting ${name} (${machine.memory} MiB) under QEMU: about a minute`);
  console.log(`${name}: account complete after ${await boot(machine, kernel, busybox, out)} s`);
  return out;
}

/** Boots a machine with another one inside unless its dump is there, and gives its folder. */
async function makeNested(machine, folder) {
  const { name, inner } = machine;
  const out = join(folder, name);
  if (made(name, folder)) return out;
  const lack = ensure(labTools('x86_64'));
  if (lack !== '') throw new Error(lack);
  const kernels = {
    outer: fetchKernel('bookworm', 'linux-image-amd64'),
    inner: fetchKernel(inner.suite, inner.package),
  };
  console.log(`booting ${name}, a machine in a machine, under QEMU: about two minutes`);
  console.log(
    `${name}: done after ${await bootNested(machine, kernels, fetchBusybox('bookworm', 'amd64'), out)} s`,
  );
  return out;
}

/** Makes the shipped sample anew: boots its machine, compresses the memory, keeps the account beside it. */
async function makeSample() {
  rmSync(join(DUMPS, 'sample'), { recursive: true, force: true });
  const from = await make('sample');
  const to = resolve(import.meta.dirname, '../../sample');
  mkdirSync(to, { recursive: true });
  const packed = join(to, 'linux-6.1.raw.zst');
  // --long=27 is the largest window (128 MiB) that every decoder accepts without being asked.
  execFileSync('zstd', ['-q', '-f', '--ultra', '-22', '--long=27', join(from, 'ram.raw'), '-o', packed]);
  copyFileSync(join(from, 'serial.txt'), join(to, 'truth.txt'));
  console.log(`${packed}: ${(statSync(packed).size / 1e6).toFixed(1)} MB`);
}

/** The command line. */
async function main(args) {
  const names = [];
  let folder = DUMPS;
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '-o') folder = resolve(args[++i] ?? '.');
    else names.push(args[i]);
  }
  if (names.length === 0) throw new Error('name a machine, or `list`, `all`, `sample`');
  if (names[0] === 'list') {
    for (const row of MACHINES)
      console.log(`${row.name.padEnd(20)} ${row.suite.padEnd(20)} ${row.memory} MiB`);
    for (const { name, about } of NESTED) console.log(`${name.padEnd(20)} ${about}`);
    return;
  }
  if (names[0] === 'sample') return makeSample();
  const wanted =
    names[0] === 'all'
      ? [...MACHINES, ...NESTED].filter((row) => row.name !== 'sample').map((row) => row.name)
      : names;
  for (const name of wanted) console.log(await make(name, folder));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    console.error(`make.js: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
