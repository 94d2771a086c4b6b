// Writes what a guest of the lab starts with: an initramfs of busybox, the victim and a few modules, and a kernel that QEMU boots.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { architectureOf } from './architectures.js';
import { buildRootkit } from './rootkit/build.js';

const here = import.meta.dirname;
const MODULES = ['qemu_fw_cfg', 'dummy', 'loop', 'crc-itu-t', 'tun', 'veth'];

/** @returns {Buffer} the content of a module, whatever the kernel's packages compress modules with */
function plainModule(path) {
  const tool = { '.xz': 'xz', zst: 'zstd', '.gz': 'gzip' }[path.slice(-3)];
  return tool === undefined ? readFileSync(path) : execFileSync(tool, ['-dc', path], { maxBuffer: 1 << 28 });
}

/** Puts modules of a kernel into a folder, numbered in the order that they are to be loaded in; those built into it are left out. */
export function addModules(folder, kernel, names, prefix) {
  mkdirSync(folder, { recursive: true });
  const all = execFileSync('find', [join(kernel, 'modules'), '-name', '*.ko*'])
    .toString()
    .trim()
    .split('\n');
  for (const [order, name] of names.entries()) {
    const path = all.find(
      (file) =>
        (file.split('/').at(-1) ?? '').replace(/\.ko.*/, '').replaceAll('_', '-') ===
        name.replaceAll('_', '-'),
    );
    if (path === undefined) continue;
    const target = join(folder, `${String(order).padStart(2, '0')}-${name}.ko`);
    writeFileSync(target, plainModule(path));
    execFileSync(`${prefix}strip`, ['-g', target]);
  }
}

/** Puts programs of this machine with their libraries into a guest, where they lie here. */
export function copyPrograms(root, programs) {
  const libraries = execFileSync('ldd', programs)
    .toString()
    .matchAll(/(\/\S+) \(0x/g);
  for (const path of new Set([...programs, ...Array.from(libraries, (match) => match[1])])) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    copyFileSync(path, join(root, path));
  }
}

/** Puts an empty file system of 12 MiB into a guest. */
function addDisk(root) {
  const path = join(root, 'disk.img');
  execFileSync('mke2fs', ['-q', '-t', 'ext4', '-b', '4096', '-L', 'lab-disk', path, '12M'], {
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  });
}

/** Puts the rootkit, the programs beside it and the script that starts them into a guest. */
function addRootkit(machine, kernel, work, root) {
  const { prefix } = architectureOf(machine);
  copyFileSync(join(here, 'rootkit/init'), join(root, 'init-rootkit'));
  const source = join(here, 'rootkit/suspect.c');
  execFileSync(`${prefix}gcc`, ['-static', '-O1', '-s', '-o', join(root, 'suspect'), source]);
  copyFileSync(buildRootkit(machine, kernel, work), join(root, 'rootkit.ko'));
  execFileSync(`${prefix}strip`, ['-g', join(root, 'rootkit.ko')]);
}

/**
 * @param {object} machine a row of machines.json
 * @param {string} kernel folder of `fetchKernel`
 * @param {string} busybox path of a static busybox
 * @param {string} work folder to write in
 * @param {(root: string) => void} [more] puts more into the guest's root
 * @returns {string} path of the initramfs
 */
export function buildInitramfs(machine, kernel, busybox, work, more) {
  const { prefix } = architectureOf(machine);
  const root = join(work, 'root');
  for (const folder of ['bin', 'mods']) mkdirSync(join(root, folder), { recursive: true });
  copyFileSync(busybox, join(root, 'bin/busybox'));
  for (const file of ['init', 'init-rich', 'init-state']) copyFileSync(join(here, file), join(root, file));
  for (const file of ['bin/busybox', 'init']) chmodSync(join(root, file), 0o755);
  const rich = (machine.append ?? '').includes('lab_rich=1');
  const state = (machine.append ?? '').includes('lab_state=1');
  if (state) addDisk(root);
  for (const program of ['victim', ...(rich ? ['citizen'] : []), ...(state ? ['state'] : [])]) {
    const [source, target] = [join(here, `${program}.c`), join(root, program)];
    execFileSync(`${prefix}gcc`, ['-static', '-O1', '-pthread', '-s', '-o', target, source]);
  }
  if (prefix === '' && (rich || (machine.append ?? '').includes('lab_zswap=')))
    copyPrograms(root, ['/bin/bash']);
  if ((machine.append ?? '').includes('lab_rootkit=1')) addRootkit(machine, kernel, work, root);
  if ((machine.append ?? '').includes('lab_swap=1')) {
    copyFileSync(join(here, 'swap/init'), join(root, 'init-swap'));
    const source = join(here, 'swap/sleeper.c');
    execFileSync(`${prefix}gcc`, ['-static', '-O1', '-s', '-o', join(root, 'sleeper'), source]);
  }
  addModules(join(root, 'mods'), kernel, machine.modules ?? MODULES, prefix);
  more?.(root);
  execFileSync('sh', ['-c', `cd ${root} && find . | cpio -o -H newc --quiet | gzip -1 > ../initrd.gz`]);
  return join(work, 'initrd.gz');
}

/**
 * The kernel as QEMU 7.2 can boot it: on AArch64 and RISC-V the plain Image, out of gzip or an EFI zboot file, whose header is
 * "MZ", "zimg" at 4, offset and length of the payload at 8 and 12 (drivers/firmware/efi/libstub/zboot-header.S).
 * @param {object} machine a row of machines.json
 * @param {string} path the kernel image of the package
 * @param {string} work folder to write in
 * @returns {string} path of the image to boot
 */
export function bootableImage(machine, path, work) {
  if (!architectureOf(machine).raw) return path;
  let data = readFileSync(path);
  if (data.toString('latin1', 0, 2) === 'MZ' && data.toString('latin1', 4, 8) === 'zimg')
    data = data.subarray(data.readUInt32LE(8), data.readUInt32LE(8) + data.readUInt32LE(12));
  if (data.readUInt16LE(0) === 0x8b1f) data = gunzipSync(data);
  else if (data.readUInt32LE(0) === 0xfd2fb528)
    data = execFileSync('zstd', ['-dc'], { input: data, maxBuffer: 1 << 28 });
  const image = join(work, 'Image');
  writeFileSync(image, data);
  return image;
}
