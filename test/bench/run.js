// `npm run bench`: our engine, a plain loop in C and memflow 0.2.4 side by side in one run, on one dump and the same addresses.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chart } from './chart.js';
import { EngineProcess } from './engine-process.js';
import { figuresOf } from './figures.js';
import { FULL, measure, QUICK } from './measure.js';
import { ROWS } from './rows.js';
import { buildFloor, buildMemflow, inputs, version } from './set-up.js';
import { markdownTable, terminalHead, terminalRow } from './table.js';

const ROOT = join(import.meta.dirname, '../..');
const USAGE = `npm run bench -- [options]
  --quick          few short windows, for development: figures of no worth
  --only TEXT      rows whose id has this text; repeatable
  --without NAME   leaves out floor or memflow; repeatable
  --rounds N       windows of each engine, at least 15 unless --quick (default ${FULL.rounds})
  --dump FOLDER    a lab machine's folder with ram.raw and serial.txt, instead of the lab's own (PAGEWALK_BENCH_DUMP)
  --save           keeps the results in docs/`;

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    save: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    without: { type: 'string', multiple: true, default: [] },
    rounds: { type: 'string' },
    dump: { type: 'string', default: process.env.PAGEWALK_BENCH_DUMP },
  },
});

/** Starts the engines that can be had; says why others are left out. */
async function startEngines(folder) {
  const engines = new Map();
  const start = async (name, command, args) => {
    const engine = new EngineProcess(name, command, args);
    await engine.line();
    engines.set(name, engine);
  };
  for (const [name, build] of [
    ['floor', buildFloor],
    ['memflow', buildMemflow],
  ]) {
    if (options.without.includes(name)) continue;
    const { path, lack } = build();
    if (path === undefined) console.log(`left out: ${name}: ${lack}`);
    else await start(name, path, [folder]);
  }
  await start('ours', process.execPath, [join(import.meta.dirname, 'ours.js'), folder]);
  return engines;
}

/** What was measured on. */
function machine() {
  const [first] = cpus();
  return {
    processor: first?.model.trim() ?? 'unknown',
    processors: cpus().length,
    load: loadavg()[0],
    linux: release(),
    node: process.version,
    v8: process.versions.v8,
    gcc: version('gcc'),
    rustc: version('rustc'),
    memflow: '0.2.4',
  };
}

/** Keeps table, figures and chart in docs/. */
async function save(result, rows, caption) {
  const { format } = await import('prettier');
  const folder = join(ROOT, 'docs/benchmarks');
  mkdirSync(folder, { recursive: true });
  const json = await format(JSON.stringify(result), { parser: 'json', printWidth: 110 });
  writeFileSync(join(folder, 'results.json'), json);
  writeFileSync(join(folder, 'chart.svg'), chart(rows, caption));
  const page = join(ROOT, 'docs/benchmarks.md');
  const [head, , tail] = readFileSync(page, 'utf8').split(/<!-- (?:results|end of results) -->/);
  const body = `${caption}\n\n${markdownTable(rows)}`;
  const whole = `${head}<!-- results -->\n\n${body}\n\n<!-- end of results -->${tail}`;
  writeFileSync(page, await format(whole, { parser: 'markdown', printWidth: 110 }));
  console.log('kept in docs/benchmarks.md and docs/benchmarks/');
}

async function main() {
  if (options.help) return console.log(USAGE);
  if (!existsSync(join(ROOT, 'dist/core.wasm'))) throw new Error('the package is not built: npm run build');
  const pace = { ...(options.quick ? QUICK : FULL) };
  if (options.rounds !== undefined) pace.rounds = Number(options.rounds);
  if (!options.quick && !(pace.rounds >= 15)) throw new Error('--rounds must be at least 15');
  const { folder, expected, dump } = await inputs(options.dump);
  const engines = await startEngines(folder);
  const on = machine();
  const date = new Date().toISOString().slice(0, 10);
  const rows = [];
  console.log(terminalHead());
  for (const row of ROWS) {
    if (options.only.length > 0 && !options.only.some((part) => row.id.includes(part))) continue;
    let measured;
    try {
      measured = await measure(row, engines, pace, expected.get(row.list));
    } catch (error) {
      measured = { row, lanes: [], wrong: [error instanceof Error ? error.message : String(error)] };
    }
    const figures = figuresOf(measured, dump.bytes);
    console.log(terminalRow(figures, rows.at(-1)?.group));
    rows.push(figures);
  }
  for (const engine of engines.values()) engine.close();
  const reached = rows.filter(({ goals }) => goals.every((goal) => goal.reached === true)).length;
  const wrong = rows.filter((row) => row.wrong.length > 0).length;
  console.log(
    `\n${reached} of ${rows.length} rows reach their goal${wrong > 0 ? `; ${wrong} with wrong answers` : ''}`,
  );
  const caption = `${date}, ${on.processor}, ${on.processors} processors, load ${on.load.toFixed(1)}, Node ${on.node}`;
  const result = { date, machine: on, dump, pace, rows };
  const out = join(folder, '..');
  writeFileSync(join(out, 'results.json'), JSON.stringify(result, null, 2));
  writeFileSync(join(out, 'chart.svg'), chart(rows, caption));
  console.log(`figures and chart: ${join(out, 'results.json')}, ${join(out, 'chart.svg')}`);
  if (options.save) await save(result, rows, caption);
  if (wrong > 0) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
