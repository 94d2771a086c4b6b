// `npm test`: installs what is missing, builds, checks, runs every test and some machines of the lab; ends on one line of counts.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensure, LAB_TOOLS } from '../test/dumps/host-tools.js';
import { make } from '../test/dumps/make.js';
import { NATIVE_TOOLS } from '../test/native/build.js';

const root = fileURLToPath(new URL('..', import.meta.url));
/** One five-level machine, the newest kernel, the one with the rootkit, and the one whose keys are held; `npm run test:lab` runs the others too. */
const MACHINES = ['x86_64-6.1-la57', 'x86_64-7.2', 'x86_64-6.1-rootkit', 'x86_64-6.1-keyboard'];
const counts = { passed: 0, failed: 0, skipped: 0 };
const failures = [];

/** Counts one thing that is right or wrong as a whole. */
function count(name, good) {
  if (good) counts.passed++;
  else {
    counts.failed++;
    failures.push(name);
  }
  return good;
}

/** Leaves something out, aloud. */
function skip(name, why, number = 1) {
  console.log(`skipped: ${name}: ${why}`);
  counts.skipped += number;
}

/** Runs an npm script as one check; its output shows only when it fails. */
function check(script) {
  const started = Date.now();
  const run = spawnSync('npm', ['run', '--silent', script], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const good = run.status === 0;
  console.log(`${good ? 'ok    ' : 'FAILED'} ${script} (${((Date.now() - started) / 1000).toFixed(0)} s)`);
  if (!good) console.log(`${run.stdout}${run.stderr}`);
  return count(script, good);
}

/** Runs vitest and adds up its tests; a file that could not even be loaded is one failure. */
function vitest(name, args, env = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'pagewalk-test-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const run = spawnSync('npx', ['vitest', 'run', ...args, ...reporters], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  try {
    const result = JSON.parse(readFileSync(report, 'utf8'));
    counts.passed += result.numPassedTests;
    counts.skipped += result.numPendingTests + result.numTodoTests;
    for (const file of result.testResults) {
      const bad = file.assertionResults
        .filter((test) => test.status === 'failed')
        .map((test) => test.fullName);
      if (file.status === 'failed' && bad.length === 0)
        bad.push(`${file.name}: ${file.message.split('\n')[0]}`);
      counts.failed += bad.length;
      failures.push(...bad);
    }
    if (run.status !== 0 && result.success) count(`${name}: vitest ended with ${run.status}`, false);
  } catch {
    count(`${name}: no report from vitest`, false);
  }
  rmSync(folder, { recursive: true, force: true });
}

const files = (folder) =>
  readdirSync(join(root, folder), { recursive: true }).filter((file) => file.endsWith('.test.ts'));
const noChromium = ensure({ chromium: 'chromium' });
const noNative = ensure(NATIVE_TOOLS);
const noLab = process.arch === 'x64' ? ensure(LAB_TOOLS) : 'the lab boots x86-64 machines';

const built = ['build:core', 'build:ts', 'build:cli', 'build:web'].map(check).every(Boolean);
for (const script of ['format:check', 'lint', 'typecheck', 'publint']) check(script);
if (built) {
  const made = [];
  for (const name of MACHINES) {
    if (noLab !== '') {
      skip(`lab machine ${name}`, noLab);
      continue;
    }
    try {
      await make(name);
      made.push(name);
    } catch (error) {
      skip(`lab machine ${name}`, error instanceof Error ? error.message.split('\n')[0] : String(error));
    }
  }
  if (noChromium !== '') skip('tests in Chromium', noChromium, files('test/browser').length);
  if (noNative !== '') skip('the core as C', noNative, files('test/native').length);
  const noQemu = ensure({ 'qemu-system-x86_64': 'qemu-system-x86' });
  if (noQemu !== '') skip('live machines', noQemu, files('test/live').length);
  const left = [
    noChromium === '' ? '' : 'test/browser/**',
    noNative === '' ? '' : 'test/native/**',
    noQemu === '' ? '' : 'test/live/**',
  ];
  vitest(
    'tests',
    left.filter((pattern) => pattern !== '').flatMap((pattern) => ['--exclude', pattern]),
  );
  const only = { PAGEWALK_LAB_MACHINES: made.join(',') };
  if (made.length > 0) vitest('lab', ['--config', 'vitest.lab.config.ts'], only);
} else {
  count('tests: not run, for the build failed', false);
}

for (const failure of failures) console.log(`failed: ${failure}`);
console.log(
  `${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}`,
);
process.exitCode = counts.failed > 0 ? 1 : 0;
