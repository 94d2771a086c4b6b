/** A process whose pages were swapped out: each entry says what the guest's own pagemap said. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { swapEntry } from '../../os/index.js';
import { openDump } from '../kit/open-dump.js';

const MACHINE = 'x86_64-7.2-swap';
const cache = process.env['PAGEWALK_LAB_CACHE'] ?? join(homedir(), '.cache', 'pagewalk-lab');
const folder = join(process.env['PAGEWALK_LAB'] ?? join(cache, 'dumps'), MACHINE);
const named = process.env['PAGEWALK_LAB_MACHINES']?.split(',');
const wanted = named === undefined ? existsSync(join(folder, 'ram.raw')) : named.includes(MACHINE);

test(`${MACHINE}: every swapped page is told with its type and offset`, async () => {
  if (!wanted) {
    expect(named ?? []).not.toContain(MACHINE);
    return;
  }
  const serial = readFileSync(join(folder, 'serial.txt'), 'latin1').replaceAll('\r', '');
  const pid = Number(/^SLEEPER pid (\d+)/m.exec(serial)?.[1]);
  const lines = [...serial.matchAll(/^SWAPPED ([0-9a-f]+) type (\d+) offset ([0-9a-f]+)$/gm)];
  const dump = await openDump(join(folder, 'ram.raw'));
  const memory = await dump.os.memory(pid);
  const got = await memory.translate(lines.map(([, address]) => BigInt(`0x${address}`)));
  await dump.close();
  expect(lines.length).toBeGreaterThan(100);
  expect(
    got.map((answer) =>
      answer.ok || answer.reason.kind !== 'not-present'
        ? undefined
        : swapEntry(memory.mode, answer.reason.entry),
    ),
  ).toEqual(lines.map(([, , type, offset]) => ({ type: Number(type), offset: BigInt(`0x${offset}`) })));
});
