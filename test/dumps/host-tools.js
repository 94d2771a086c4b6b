// Installs the Debian packages whose commands a run needs and this machine lacks, and says so.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { ARCHITECTURES } from './architectures.js';

/** Command or file, and the Debian package that brings it: what booting any machine needs. */
const COMMON_TOOLS = {
  busybox: 'busybox-static',
  cpio: 'cpio',
  gcc: 'gcc',
  strip: 'binutils',
  zstd: 'zstd',
  xz: 'xz-utils',
};

/** @param {string} arch a key of ARCHITECTURES @returns {Record<string, string>} what booting one of its machines needs */
export const labTools = (arch) => ({ ...COMMON_TOOLS, ...ARCHITECTURES[arch].tools });

/** What booting x86-64 machines needs. */
export const LAB_TOOLS = labTools('x86_64');

/** @param {string} command @returns {boolean} whether the command is on the path */
export function has(command) {
  return (process.env.PATH ?? '').split(':').some((folder) => {
    try {
      accessSync(`${folder}/${command}`, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** @returns {string[]} packages of `tools` whose command or file is missing; busybox needs a closer look */
function missing(tools) {
  const wanted = Object.entries(tools)
    .filter(([wants]) => (wants.startsWith('/') ? !existsSync(wants) : !has(wants)))
    .map(([, name]) => name);
  // A busybox that needs shared libraries does not start in an initramfs without them.
  if ('busybox' in tools && spawnSync('dpkg-query', ['-W', 'busybox-static']).status !== 0)
    wanted.push('busybox-static');
  return [...new Set(wanted)];
}

/**
 * Makes the commands and files of `tools` available, by apt when it must.
 * @param {Record<string, string>} tools command or absolute path: package
 * @returns {string} empty when all are there, else what is missing and why
 */
export function ensure(tools) {
  const wanted = missing(tools);
  if (wanted.length === 0) return '';
  if (!has('apt-get') || process.getuid?.() !== 0)
    return `${wanted.join(', ')} missing, and this is not root on Debian`;
  console.log(`installing Debian packages: ${wanted.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = (args) =>
    spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'pipe'], timeout: 900_000 });
  run(['update', '-q']);
  const result = run(['install', '-q', '-y', '--no-install-recommends', ...wanted]);
  const left = missing(tools);
  if (left.length === 0) return '';
  return `${left.join(', ')} could not be installed: ${result.stderr?.toString().trim().split('\n').at(-1) ?? 'apt failed'}`;
}
