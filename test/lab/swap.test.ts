/** Processes whose pages were swapped out: each entry says what the guest's own pagemap said, and the pages come out of zram and zswap. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { AddressRange } from '../../engine/index.js';
import { swapEntry, type LinuxOs } from '../../os/index.js';
import { openDump } from '../kit/open-dump.js';
import { isChosen, isMade, labFile } from './chosen.js';

const MACHINES = [
  'x86_64-7.2-swap',
  ...['5.10', '6.1', '6.12', '7.2'].map((kernel) => `x86_64-${kernel}-zswap`),
];
const wanted = MACHINES.filter(isChosen);
const PAGES = 256;
const encoder = new TextEncoder();

/** What test/dumps/swap/sleeper.c fills page `number` with; without `kinds` with text only. */
function filled(number: number, kinds: boolean): Uint8Array {
  const page = new Uint8Array(4096);
  const words = new BigUint64Array(page.buffer);
  const kind = kinds ? number % 8 : 0;
  if (kind === 5) {
    let noise = BigInt.asUintN(64, 0x9e3779b97f4a7c15n * BigInt(number + 1));
    for (let i = 0; i < words.length; i++) {
      noise = BigInt.asUintN(64, noise * 6364136223846793005n + 1442695040888963407n);
      words[i] = noise ^ (noise >> 29n);
    }
  } else if (kind === 6) words.fill(0x0101010101010101n * BigInt(number + 1));
  else if (kind < 5)
    for (let line = 0; line < 64; line++)
      page.set(encoder.encode(`page ${number} line ${line} of the sleeper`), line * 64);
  return page;
}

/** The account of a machine's swapped processes. */
function accountOf(machine: string) {
  const serial = readFileSync(labFile(machine, 'serial.txt'), 'latin1').replaceAll('\r', '');
  const [, pid, start, kinds] = /^SLEEPER pid (\d+) at 0x([0-9a-f]+)( kinds)?$/m.exec(serial) ?? [];
  const [, quiet, shell] = /^QUIET pid (\d+) shell (\d+)$/m.exec(serial) ?? [];
  return {
    pid: Number(pid),
    start: BigInt(`0x${start}`),
    kinds: kinds !== undefined,
    swapped: [...serial.matchAll(/^SWAPPED ([0-9a-f]+) type (\d+) offset ([0-9a-f]+)$/gm)],
    away: [...serial.matchAll(/^AWAY (\d+) ([0-9a-f]+) type (\d+) offset ([0-9a-f]+)$/gm)],
    quiet: quiet === undefined ? undefined : { pid: Number(quiet), shell: Number(shell) },
  };
}

async function opened<T>(machine: string, use: (os: LinuxOs) => Promise<T>): Promise<T> {
  const dump = await openDump(labFile(machine));
  try {
    return await use(dump.os);
  } finally {
    await dump.close();
  }
}

test('machines that were asked for are there', () => {
  for (const machine of wanted) expect(isMade(machine), machine).toBe(true);
});

describe.each(wanted)('%s', (machine) => {
  test('every swapped page is told with its type and offset', async () => {
    const { pid, swapped } = accountOf(machine);
    const got = await opened(machine, async (os) => {
      const memory = await os.memory(pid);
      const answers = await memory.translate(swapped.map(([, address]) => BigInt(`0x${address}`)));
      return answers.map((answer) =>
        answer.ok || answer.reason.kind !== 'not-present'
          ? undefined
          : swapEntry(memory.mode, answer.reason.entry),
      );
    });
    expect(swapped.length).toBeGreaterThan(100);
    expect(got).toEqual(
      swapped.map(([, , type, offset]) => ({ type: Number(type), offset: BigInt(`0x${offset}`) })),
    );
  });

  test('every page of the sleeper reads as it was filled, and is in its ELF core', async () => {
    const { pid, start, kinds } = accountOf(machine);
    await opened(machine, async (os) => {
      const memory = await os.memory(pid);
      const { data, missing } = await memory.readPartial(start, PAGES * 4096);
      expect(missing).toEqual([]);
      const pages = Array.from({ length: PAGES }, (_, i) => data.subarray(i * 4096, (i + 1) * 4096));
      expect(pages.flatMap((page, i) => (Buffer.compare(page, filled(i, kinds)) === 0 ? [] : [i]))).toEqual(
        [],
      );
      const core = await os.core(pid);
      const runs =
        core.mappings.find(({ mapping }) => mapping.start <= start && mapping.end > start)?.runs ?? [];
      expect(runs.filter(({ what }) => what === 'missing')).toEqual([]);
    });
  });

  const { quiet, away } = accountOf(machine);
  test.runIf(quiet !== undefined)(
    'processes that are away as a whole: environment, history, all pages',
    async () => {
      const { pid, shell } = quiet as { pid: number; shell: number };
      await opened(machine, async (os) => {
        for (const one of [pid, shell]) {
          const memory = await os.memory(one);
          const pages = away.filter(([, whose]) => Number(whose) === one);
          expect(pages.length).toBeGreaterThan(40);
          for (const [, , address] of pages)
            expect((await memory.readPartial(BigInt(`0x${address}`), 4096)).missing).toEqual([]);
        }
        const environment = await os.environment(pid);
        expect(environment.complete).toBe(true);
        expect(environment.items).toContainEqual({ name: 'QUIET_SECRET', value: 'kept-in-the-environment' });
        const history = (await os.bash(shell)).items.map(({ command }) => command);
        expect(history).toEqual([1, 2, 3, 4, 5].map((i) => `echo command ${i} of the quiet shell`));
        const found: string[] = [];
        const memory = await os.memory(pid);
        const pattern = { bytes: encoder.encode('page 100 line 63 of the sleeper') };
        for await (const { address } of memory.search([pattern], { range: memory.ranges[0] as AddressRange }))
          found.push(address.toString(16));
        expect(found).toHaveLength(1);
      });
    },
  );
});
