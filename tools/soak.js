// `npm run soak [MINUTES]`: the core as C under sanitizers with new seeds for so long (10), then which of its branches were never taken.
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ensure } from '../test/dumps/host-tools.js';
import { compile, generateC, NATIVE_TOOLS } from '../test/native/build.js';
import { branches } from '../test/native/coverage.js';

const lack = ensure(NATIVE_TOOLS);
if (lack !== '') throw new Error(lack);
const folder = mkdtempSync(join(tmpdir(), 'pagewalk-soak-'));
const run = promisify(execFile);
try {
  generateC(folder);
  const program = compile(folder, 'sanitized');
  const end = Date.now() + Number(process.argv[2] ?? 10) * 60_000;
  let seed = Date.now() % 2 ** 32;
  const worker = async () => {
    while (Date.now() < end) console.log((await run(program, [String(seed++), '4000'])).stdout.trim());
  };
  await Promise.all(cpus().map(worker));
  const counted = compile(folder, 'coverage');
  for (let i = 1; i <= 6; i++) execFileSync(counted, [String(i), '1500'], { cwd: folder, stdio: 'ignore' });
  const { total, left } = branches(folder);
  const open = [...left.values()].reduce((sum, count) => sum + count, 0);
  console.log(
    `branches of the Wasm code: ${total - open} of ${total} taken; test/native/branches.md says what is left`,
  );
  for (const [name, count] of left) console.log(`  ${name}: ${count}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
