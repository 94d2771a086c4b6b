/** A machine whose keys are held down while its memory is saved: QEMU held them, the dump says so. */
import { expect, test } from 'vitest';
import { openDump } from '../kit/open-dump.js';
import { isChosen, labFile } from './chosen.js';

const MACHINE = 'x86_64-6.1-keyboard';

test.runIf(isChosen(MACHINE))(
  'keys that are held down, and the light of the one that was typed',
  async () => {
    const dump = await openDump(labFile(MACHINE));
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
  },
);
