/** One machine's memory as several kinds of files: the list of processes is the same by each. */
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { open, type OpenOptions } from '../../host-node/index.js';
import { processRecord } from '../../os/index.js';
import type { GuestRange } from '../dumps/boot.js';
import { vmwareState } from '../kit/vmware-writer.js';
import { isMade, labFile } from './chosen.js';

/** Machines whose memory is cut at 4 GiB first; any will do. */
const MACHINES = ['x86_64-6.1-vm', 'x86_64-6.1-hole', 'x86_64-6.1-la57', 'x86_64-7.2'];
const machine = MACHINES.find(isMade) ?? 'none';
const folder = mkdtempSync(join(tmpdir(), 'pagewalk-same-'));
const at = (name: string): string => join(folder, name);
/** Parts of a split set. */
const PARTS = 3;
let layout: readonly GuestRange[] = [];
let wanted = '';

async function processes(path: string, options: OpenOptions = {}): Promise<string> {
  const opened = await open(path, { store: null, ...options });
  const { items, complete } = await opened.os.processes();
  await opened.close();
  expect(complete).toBe(true);
  return JSON.stringify(items.map(processRecord));
}

beforeAll(async () => {
  const raw = labFile(machine);
  const bytes = readFileSync(raw);
  layout = JSON.parse(readFileSync(labFile(machine, 'layout.json'), 'utf8')) as GuestRange[];
  const memory = layout.map(({ base, size, offset }) => ({
    start: base,
    data: bytes.subarray(offset, offset + size),
  }));
  writeFileSync(at('a.vmss'), vmwareState(memory).vmss);
  for (const name of ['a.vmem', 'alone.vmem', 'a.raw']) symlinkSync(raw, at(name));
  const part = Math.ceil(bytes.length / PARTS / 4096) * 4096;
  for (let i = 0; i < PARTS; i++)
    writeFileSync(at(`parts.00${i + 1}`), bytes.subarray(i * part, (i + 1) * part));
  wanted = await processes(at('a.raw'));
  expect(JSON.parse(wanted)).not.toHaveLength(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(['a.vmss', 'a.vmem', 'alone.vmem', 'parts.001', 'parts.003'])('%s', async (name) => {
  expect(await processes(at(name))).toBe(wanted);
});

test('a raw image with its gaps given', async () => {
  const gaps = layout.flatMap(({ base, size }, i) => {
    const next = layout[i + 1];
    return next === undefined || next.base === base + size
      ? []
      : [{ start: base + size, size: next.base - base - size }];
  });
  expect(await processes(at('a.raw'), { format: 'raw', args: { gaps } })).toBe(wanted);
});
