/** What one command costs: processor time and memory of `ps` on the sample, first and again, as the least of five runs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pagewalk } from '../kit/cli.js';
import { samplePath } from '../kit/sample.js';

const RUNS = 5;

/** Seconds of CPU and MiB resident of one run, as --stats prints them. */
async function cost(cache: string): Promise<{ cpu: number; resident: number }> {
  const run = await pagewalk(['ps', await samplePath(), '--stats'], 60, cache);
  expect(run.status).toBe(0);
  const [, cpu, resident] = /, ([\d.]+) s of CPU, (\d+) MiB resident/.exec(run.err) ?? [];
  return { cpu: Number(cpu), resident: Number(resident) };
}

/** Makes a folder, hands it out, removes it. */
async function withCache<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'pagewalk-bench-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('the first ps on a dump: at most 0.7 s of CPU and 200 MiB', { timeout: 120_000 }, async () => {
  const costs = [];
  for (let i = 0; i < RUNS; i++) costs.push(await withCache(cost));
  const cpu = Math.min(...costs.map((one) => one.cpu));
  const resident = Math.max(...costs.map((one) => one.resident));
  console.log(`first ps: ${cpu} s of CPU, ${resident} MiB resident`);
  expect(cpu).toBeLessThanOrEqual(0.7);
  expect(resident).toBeLessThanOrEqual(200);
});

test('a second command on the same dump: at most 0.3 s of CPU', { timeout: 120_000 }, async () => {
  const cpu = await withCache(async (folder) => {
    await cost(folder);
    const costs = [];
    for (let i = 0; i < RUNS; i++) costs.push(await cost(folder));
    return Math.min(...costs.map((one) => one.cpu));
  });
  console.log(`second ps: ${cpu} s of CPU`);
  expect(cpu).toBeLessThanOrEqual(0.3);
});
