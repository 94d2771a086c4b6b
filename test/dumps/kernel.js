// Fetches a Debian kernel of any suite with apt, in a state of its own, and keeps its image and modules.
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
function mirror() {
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
    return `deb [arch=amd64${existsSync(keyring) ? ` signed-by=${keyring}` : ''}] ${uri}`;
  }
  throw new Error('no Debian mirror in /etc/apt: cannot fetch a kernel');
}

/**
 * @param {string} suite Debian suite: `bookworm`, `sid`
 * @param {string} name package, may be a metapackage: the versioned image it depends on is taken
 * @returns {string} folder with `vmlinuz-*`, `modules/` and `packages` (the file names, one a line)
 */
export function fetchKernel(suite, name) {
  const out = join(CACHE, 'kernels', `${suite}-${name}`);
  if (existsSync(join(out, 'packages'))) return out;
  const state = join(CACHE, 'apt', suite);
  for (const part of ['lists/partial', 'cache/archives/partial'])
    mkdirSync(join(state, part), { recursive: true });
  writeFileSync(join(state, 'sources.list'), `${mirror()} ${suite} main\n`);
  const options = [
    ['APT::Architecture', 'amd64'],
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
  console.log(`fetching ${name} of ${suite}`);
  if (!readdirSync(join(state, 'lists')).some((file) => file.includes('_Packages')))
    apt('apt-get', ['update', '-q']);
  const depends = (pkg) =>
    /^Depends: (.*)$/m.exec(apt('apt-cache', ['show', '--no-all-versions', pkg]))?.[1] ?? '';
  const image = /\blinux-image-[0-9][^ ,]*/.exec(depends(name))?.[0] ?? name;
  // From 7.x on Debian splits the package: the image lies in linux-binary-*, the modules in linux-modules-*.
  const parts = [...depends(image).matchAll(/\blinux-(?:binary|modules)-[0-9][^ ,]*/g)].map(
    (match) => match[0],
  );
  const work = mkdtempSync(join(tmpdir(), 'pagewalk-kernel-'));
  try {
    apt('apt-get', ['download', '-q', image, ...parts], work);
    const debs = readdirSync(work).filter((file) => file.endsWith('.deb'));
    for (const deb of debs) execFileSync('dpkg-deb', ['-x', join(work, deb), join(work, 'root')]);
    mkdirSync(out, { recursive: true });
    const found = execFileSync('find', [join(work, 'root'), '-type', 'f', '-name', 'vmlinuz*'])
      .toString()
      .trim()
      .split('\n');
    for (const path of found) cpSync(path, join(out, path.split('/').at(-1) ?? ''));
    const modules = ['usr/lib/modules', 'lib/modules']
      .map((path) => join(work, 'root', path))
      .find((path) => existsSync(path));
    if (modules !== undefined) cpSync(modules, join(out, 'modules'), { recursive: true });
    writeFileSync(join(out, 'packages'), `${debs.join('\n')}\n`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return out;
}
