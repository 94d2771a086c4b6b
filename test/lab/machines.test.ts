/** Every machine of the lab whose dump is there, or those that PAGEWALK_LAB_MACHINES names, against the guest's account. */
import { readFileSync } from 'node:fs';
import { openConnector } from '../../connectors/index.js';
import type { PhysicalRead } from '../../engine/index.js';
import { openFile } from '../../host-node/index.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDump, type OpenDump } from '../kit/open-dump.js';
import { COMPARISONS, RICH_COMPARISONS, compareKernel, told } from './compare.js';
import { UNSEEN_COMPARISONS } from './compare-unseen.js';
import { parseTruth, type Truth } from './truth.js';
import { MACHINES, NAMED, isChosen, labFile } from './chosen.js';

/** Architectures whose kernels of the lab carry their types. */
const TYPED = ['x86_64', 'aarch64', 'riscv64'];
/** Machines that tell more than the account, or less. */
const SPECIAL = /-(rootkit|z?swap)$/;
// The operating-system layer reads x86-64 kernels; tables.test.ts looks at the other machines, rootkit.test.ts and
// swap.test.ts at theirs.
const ORDINARY = MACHINES.filter(
  ({ name, arch }) => name !== 'sample' && !SPECIAL.test(name) && TYPED.includes(arch ?? 'x86_64'),
);
const named = NAMED?.filter((name) => !SPECIAL.test(name));
const chosen = ORDINARY.filter(({ name }) => isChosen(name));
const FILES: Record<string, string> = {
  raw: 'ram.raw',
  elf: 'dump.elf',
  migration: 'dump.qemu',
  qcow2: 'dump.qcow2',
};

test('there is a machine to look at', () => {
  expect(chosen.map(({ name }) => name)).toEqual(
    named === undefined ? expect.arrayContaining([expect.any(String)]) : expect.arrayContaining(named),
  );
});

/** Bytes compared at once. */
const STEP = 1 << 24;

for (const { name, formats } of chosen) {
  for (const format of formats.filter((one) => one !== 'raw')) {
    test(`${name}: ${format} holds what the flat image holds`, async () => {
      const file = (part: string) => labFile(name, part);
      const layout = JSON.parse(readFileSync(file('layout.json'), 'utf8')) as {
        base: number;
        size: number;
        offset: number;
      }[];
      const connector = await openConnector(openFile(file(FILES[format] ?? format)));
      expect(connector.format).toBe(format);
      const raw = openFile(file('ram.raw'));
      for (const { base, size, offset } of layout) {
        for (let at = 0; at < size; at += STEP) {
          const length = Math.min(STEP, size - at);
          const read: PhysicalRead = { phys: base + at, into: new Uint8Array(length), got: 0 };
          const flat = { offset: offset + at, into: new Uint8Array(length), got: 0 };
          await connector.read([read]);
          await raw.read([flat]);
          expect(read.got).toBe(length);
          expect(Buffer.compare(read.into, flat.into)).toBe(0);
        }
      }
      await connector.close();
      await raw.close();
    });
  }
  for (const format of formats) {
    describe(`${name}, ${format}`, () => {
      let dump: OpenDump;
      let truth: Truth;
      beforeAll(async () => {
        truth = parseTruth(readFileSync(labFile(name, 'serial.txt'), 'latin1'));
        dump = await openDump(labFile(name, FILES[format] ?? format));
      });
      afterAll(() => dump?.close());

      test('banner', () => {
        expect(dump.os.banner.trim()).toBe(truth.version.trim());
      });
      const comparisons = {
        ...COMPARISONS,
        ...(name.endsWith('-rich') ? RICH_COMPARISONS : {}),
        ...(name.endsWith('-state') ? UNSEEN_COMPARISONS : {}),
      };
      for (const [what, compare] of Object.entries(comparisons)) {
        test(what, async () => {
          const verdict = await compare(dump.os, truth);
          expect(told(verdict)).toBe(`${verdict.of} of ${verdict.of}`);
          expect(verdict.of).toBeGreaterThan(0);
        });
      }
      test("QEMU's translations of kernel addresses", async () => {
        const { translations = [] } = JSON.parse(readFileSync(labFile(name, 'qemu.json'), 'utf8')) as {
          translations?: [string, string, string | null][];
        };
        const verdict = await compareKernel(dump.os, translations);
        expect(told(verdict)).toBe(`${verdict.of} of ${verdict.of}`);
      });
    });
  }
}
