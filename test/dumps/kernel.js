// Fetches Debian packages of any suite and architecture with apt, in a state of its own: kernels (image and modules) and busybox.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where kernels, package lists and dumps are kept; deleting it costs downloads and time, nothing else. */
export const CACHE = process.env.PAGEWALK_LAB_CACHE ?? join(homedir(), '.cache', 'pagewalk-lab');

/** @returns {string} the mirror and keyring that this machine's own apt uses for Debian, as the start of a source line */
function mirror(debian) {
  const folder = '/etc/apt/sources.list.d';
  const paths = [
    '/etc/apt/sources.list',
    ...(existsSync(folder) ? readdirSync(folder).map((name) => `${folder}/${name}`) : []),
  ];
  for (const path of paths.filter((name) => existsSync(name))) {
    const text = readFileSync(path, 'utf8');
    const uris = path.endsWith('.sources')
      ? [...text.matchAll(/^URIs:\s*(\S+)/gm)]
      : path.endsWith('.list')
        ? [...text.matchAll(/^deb\s+(?:\[[^\]]*\]\s+)?(\S+)/gm)]
        : [];
    const uri = uris.map((match) => match[1]).find((name) => /\/debian\/?$/.test(name));
    if (uri === undefined) continue;
    const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
    return `deb [arch=${debian}${existsSync(keyring) ? ` signed-by=${keyring}` : ''}] ${uri}`;
  }
  throw new Error('no Debian mirror in /etc/apt: cannot fetch a kernel');
}

/** @returns {Function} runs an apt tool (tool, arguments, folder) on the lists of one suite and architecture, and gives its output */
export function openApt(suite, debian) {
  const state = join(CACHE, 'apt', debian === 'amd64' ? suite : `${suite}-${debian}`);
  for (const part of ['lists/partial', 'cache/archives/partial'])
    mkdirSync(join(state, part), { recursive: true });
  writeFileSync(join(state, 'sources.list'), `${mirror(debian)} ${suite} main\n`);
  const options = [
    ['APT::Architecture', debian],
    ['APT::Architectures::', debian],
    ['Dir::Etc::sourcelist', join(state, 'sources.list')],
    ['Dir::Etc::sourceparts', '/dev/null'],
    ['Dir::State::lists', join(state, 'lists')],
    ['Dir::Cache', join(state, 'cache')],
    ['Dir::State::status', '/dev/null'],
    ['Acquire::Languages', 'none'],
    ['APT::Sandbox::User', 'root'],
  ].flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  const apt = (tool, args, cwd) =>
    execFileSync(tool, [...options, ...args], {
      cwd,
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'pipe'],
    }).toString();
  if (!readdirSync(join(state, 'lists')).some((file) => file.includes('_Packages')))
    apt('apt-get', ['update', '-q']);
  return apt;
}

/** Downloads packages, unpacks them into one tree, hands its path and the packages' file names to `keep`, and clears up. */
export function unpacked(apt, names, keep) {
  const work = mkdtempSync(join(tmpdir(), 'pagewalk-kernel-'));
  try {
    apt('apt-get', ['download', '-q', ...names], work);
    const debs = readdirSync(work).filter((file) => file.endsWith('.deb'));
    for (const deb of debs) execFileSync('dpkg-deb', ['-x', join(work, deb), join(work, 'root')]);
    keep(join(work, 'root'), debs);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** @returns {string[]} the files below a folder whose name fits a pattern of find's */
const filesNamed = (folder, pattern) =>
  execFileSync('find', [folder, '-type', 'f', '-name', pattern]).toString().trim().split('\n');

/**
 * @param {string} suite Debian suite: `bookworm`, `sid`
 * @param {string} name package, may be a metapackage: the versioned image it depends on is taken
 * @param {string} debian Debian's name of the architecture
 * @returns {string} folder with `vmlinu*`, `modules/` and `packages` (the file names, one a line)
 */
export function fetchKernel(suite, name, debian = 'amd64') {
  const out = join(CACHE, 'kernels', `${suite}-${name}${debian === 'amd64' ? '' : `-${debian}`}`);
  if (existsSync(join(out, 'packages'))) return out;
  console.log(`fetching ${name} of ${suite}, ${debian}`);
  const apt = openApt(suite, debian);
  const depends = (pkg) =>
    /^Depends: (.*)$/m.exec(apt('apt-cache', ['show', '--no-all-versions', pkg]))?.[1] ?? '';
  const image = /\blinux-image-[0-9][^ ,]*/.exec(depends(name))?.[0] ?? name;
  // From 7.x on Debian splits the package: the image lies in linux-binary-*, the modules in linux-modules-*.
  const parts = [...depends(image).matchAll(/\blinux-(?:binary|modules)-[0-9][^ ,]*/g)].map(
    (match) => match[0],
  );
  unpacked(apt, [image, ...parts], (root, debs) => {
    mkdirSync(out, { recursive: true });
    for (const path of filesNamed(root, 'vmlinu[xz]*'))
      if (!path.includes('/kernel/')) cpSync(path, join(out, path.split('/').at(-1) ?? ''));
    const modules = ['usr/lib/modules', 'lib/modules']
      .map((path) => join(root, path))
      .find((path) => existsSync(path));
    if (modules !== undefined) cpSync(modules, join(out, 'modules'), { recursive: true });
    writeFileSync(join(out, 'packages'), `${debs.join('\n')}\n`);
  });
  return out;
}

/** @returns {string} path of a static busybox for an architecture; this machine's own for amd64 */
export function fetchBusybox(suite, debian) {
  if (debian === 'amd64') return execFileSync('which', ['busybox']).toString().trim();
  const out = join(CACHE, 'busybox', debian);
  const path = join(out, 'busybox');
  if (existsSync(path)) return path;
  console.log(`fetching busybox-static of ${suite}, ${debian}`);
  unpacked(openApt(suite, debian), ['busybox-static'], (root) => {
    mkdirSync(out, { recursive: true });
    cpSync(filesNamed(root, 'busybox').find((file) => file.endsWith('/bin/busybox')) ?? '', path);
  });
  return path;
}
