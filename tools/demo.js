// `npm run demo [-- FILE]`: builds everything, then asks the command line about the sample (or FILE) what an analyst asks first.
import { spawnSync } from 'node:child_process';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unpackSample } from './sample.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const cli = `${root}dist/bin/pagewalk.js`;
/** The worst exit status of what was shown: 0 whole, 3 partial, else the run ends there. */
let worst = 0;

/** Builds one part; says what it printed only when it failed. */
function build(script) {
  const started = Date.now();
  process.stdout.write(`building: ${script} … `);
  const run = spawnSync('npm', ['run', '--silent', script], { cwd: root, encoding: 'utf8' });
  if (run.status !== 0) {
    console.log(`failed\n${run.stdout}${run.stderr}`);
    process.exit(1);
  }
  console.log(`${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/** Runs one command of the CLI and prints its answer, or its first `rows` lines. */
function show(heading, args, rows = Infinity) {
  console.log(
    `\n── ${heading}\n$ pagewalk ${args.map((word) => (word === file ? basename(file) : word)).join(' ')}`,
  );
  const run = spawnSync(process.execPath, [cli, ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const lines = run.stdout.trimEnd().split('\n');
  console.log(lines.slice(0, rows).join('\n'));
  if (lines.length > rows) console.log(`… and ${lines.length - rows} more lines`);
  process.stderr.write(run.stderr);
  const status = run.status ?? 1;
  if (status !== 0 && status !== 3) process.exit(status);
  worst = Math.max(worst, status);
}

for (const script of ['build:core', 'build:ts', 'build:cli', 'build:web']) build(script);
const given = process.argv[2];
const file = given === undefined ? await unpackSample() : resolve(process.env.INIT_CWD ?? '.', given);
console.log(given === undefined ? `sample: ${file}` : `dump: ${file}`);

show('what it is, and how that was found', ['info', file]);
show('processes', ['ps', '--tree', file], 60);
const listed = spawnSync(process.execPath, [cli, 'ps', '--format', 'json', file], {
  encoding: 'utf8',
  maxBuffer: 1 << 28,
});
const processes = JSON.parse(listed.stdout || '[]').filter((one) => one.exe);
const chosen = processes.find((one) => one.name === 'victim' && one.threads > 1) ?? processes[0];
if (chosen)
  show(
    `what process ${chosen.pid} (${chosen.name}) has mapped`,
    ['maps', file, '--pid', String(chosen.pid)],
    40,
  );
show('kernel modules', ['modules', file], 20);
show('kernel log', ['log', file], 15);

const pid = chosen ? chosen.pid : 1;
const run = 'node dist/bin/pagewalk.js';
console.log(`
── what to try next
  the same in a browser tab, nothing uploaded:  npm run page   (http://127.0.0.1:8317/, then drop the file)
  a process's memory:   ${run} find ${file} VICTIM-SECRET --pid ${pid}
  a kernel structure:   ${run} types ${file} task_struct
  one translation:      ${run} vtop ${file} init_task
  your own dump:        npm run demo -- FILE
  every command:        ${run} --help`);
process.exitCode = worst;
