// Installs the Debian packages whose commands a run needs and this machine lacks, and says so.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';

/** Command and the Debian package that brings it. */
export const LAB_TOOLS = {
  'qemu-system-x86_64': 'qemu-system-x86',
  busybox: 'busybox-static',
  cpio: 'cpio',
  gcc: 'gcc',
  strip: 'binutils',
  zstd: 'zstd',
  xz: 'xz-utils',
};

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

/** @returns {string[]} packages of `tools` whose command is missing; static libc and busybox need a closer look */
function missing(tools) {
  const wanted = Object.entries(tools)
    .filter(([command]) => !has(command))
    .map(([, name]) => name);
  if ('gcc' in tools && spawnSync('test', ['-e', '/usr/lib/x86_64-linux-gnu/libc.a']).status !== 0)
    wanted.push('libc6-dev');
  // A busybox that needs shared libraries does not start in an initramfs without them.
  if ('busybox' in tools && spawnSync('dpkg-query', ['-W', 'busybox-static']).status !== 0)
    wanted.push('busybox-static');
  return [...new Set(wanted)];
}

/**
 * Makes the commands of `tools` available, by apt when it must.
 * @param {Record<string, string>} tools command: package
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
