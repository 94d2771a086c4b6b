/** A machine whose keys are held down while its memory is saved: QEMU held them, the dump says so. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDump } from '../kit/open-dump.js';

const MACHINE = 'x86_64-6.1-keyboard';
const cache = process.env['PAGEWALK_LAB_CACHE'] ?? join(homedir(), '.cache', 'pagewalk-lab');
const image = join(process.env['PAGEWALK_LAB'] ?? join(cache, 'dumps'), MACHINE, 'ram.raw');
const wanted = process.env['PAGEWALK_LAB_MACHINES']?.split(',').includes(MACHINE) ?? existsSync(image);

test.runIf(wanted)('keys that are held down, and the light of the one that was typed', async () => {
  const dump = await openDump(image);
  const { items, complete } = await dump.os.inputDevices();
  await dump.close();
  expect(complete).toBe(true);
  expect(items).toMatchObject([
    {
      name: 'AT Translated Set 2 keyboard',
      path: 'isa0060/serio0/input0',
      pressed: ['KEY_ENTER', 'KEY_A', 'KEY_LEFTSHIFT'],
      lights: ['capsl'],
      complete: true,
    },
  ]);
});
