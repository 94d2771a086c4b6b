// Which branches of the core's Wasm code the random calls never take, by gcov on the C that wasm2c makes of it.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Counts after runs of the `coverage` build in `folder`. Only conditions and jumps of the Wasm code count, not those that
 * wasm2c adds for its own checks.
 * @param {string} folder where core.c was compiled
 * @returns {{total: number, left: Map<string, number>}} branches, and those not taken by function
 */
export function branches(folder) {
  const source = readFileSync(join(folder, 'core.c'), 'utf8').split('\n');
  const json = execFileSync('gcov', ['--json-format', '-b', '-t', 'core-coverage.gcda'], {
    cwd: folder,
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  }).toString();
  const file = JSON.parse(json).files.find(({ file: name }) => name.endsWith('core.c'));
  const left = new Map();
  let total = 0;
  for (const { line_number: number, function_name: name, branches: all } of file.lines) {
    if (!/^\s*(if \(w2c_|switch)/.test(source[number - 1] ?? '')) continue;
    total += all.length;
    const open = all.filter(({ count }) => count === 0).length;
    // Functions of modes are one text compiled for each: `walkTables` of nine modes is one row.
    const short =
      /_(?:abi|index|layout|batch|cache|mmu|scan)_?([a-z_]*?_)?([a-zA-Z0-9]+?)(?:_core_as_.*)?$/.exec(name);
    const row = short?.[2] ?? name;
    if (open > 0) left.set(row, (left.get(row) ?? 0) + open);
  }
  return { total, left };
}
