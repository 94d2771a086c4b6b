// Builds the lab's rootkit for a machine's kernel, against the headers that Debian brings for it.
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { architectureOf } from '../architectures.js';
import { CACHE, openApt, unpacked } from '../kernel.js';

/** What building it needs beside what booting needs; objtool of the headers is linked with libelf. */
export const ROOTKIT_TOOLS = { make: 'make', '/usr/lib/x86_64-linux-gnu/libelf.so.1': 'libelf1' };

/** @returns {{tree: string, release: string}} where the headers of a fetched kernel lie, as /usr/src has them, and their release */
function fetchHeaders(suite, kernel, debian) {
  const release = /^linux-(?:image|binary)-(\d\S*?)_/m.exec(
    readFileSync(join(kernel, 'packages'), 'utf8'),
  )?.[1];
  if (release === undefined) throw new Error(`${kernel} does not say which kernel it is`);
  const out = join(CACHE, 'headers', release);
  const tree = join(out, 'usr/src', `linux-headers-${release}`);
  if (existsSync(join(out, 'whole'))) return { tree, release };
  console.log(`fetching linux-headers-${release} of ${suite}`);
  const apt = openApt(suite, debian);
  const depends = /^Depends: (.*)$/m.exec(
    apt('apt-cache', ['show', '--no-all-versions', `linux-headers-${release}`]),
  )?.[1];
  const parts = [...(depends ?? '').matchAll(/\blinux-(?:headers|kbuild)-[0-9][^ ,]*/g)].map(
    ([name]) => name,
  );
  unpacked(apt, [`linux-headers-${release}`, ...parts], (root) => {
    rmSync(out, { recursive: true, force: true });
    mkdirSync(out, { recursive: true });
    cpSync(root, out, { recursive: true, verbatimSymlinks: true });
  });
  const makefile = join(tree, 'Makefile');
  const text = readFileSync(makefile, 'utf8');
  writeFileSync(makefile, text.replace(/^include \/usr/m, `include ${join(out, 'usr')}`));
  writeFileSync(join(out, 'whole'), '');
  return { tree, release };
}

/**
 * @param {object} machine a row of machines.json
 * @param {string} kernel folder of `fetchKernel`
 * @param {string} work folder to write in
 * @returns {string} path of the module
 */
export function buildRootkit(machine, kernel, work) {
  const { tree } = fetchHeaders(machine.suite, kernel, architectureOf(machine).debian);
  const folder = join(work, 'rootkit');
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(import.meta.dirname, 'rootkit.c'), join(folder, 'rootkit.c'));
  writeFileSync(join(folder, 'Makefile'), 'obj-m := rootkit.o\n');
  execFileSync('make', ['-C', tree, `M=${folder}`, 'CC=gcc', 'modules'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return join(folder, 'rootkit.ko');
}
