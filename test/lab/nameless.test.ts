/**
 * Machines whose kernels name and describe nothing, neither in kallsyms nor by exported symbols, vmcoreinfo or BTF, against
 * the guest's account: all four are hidden from discovery, wherever they or copies of them lie.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openConnector } from '../../connectors/index.js';
import { Engine } from '../../engine/index.js';
import { coreBytes, openFile } from '../../host-node/index.js';
import type { LinuxOs } from '../../os/index.js';
import { findKernel } from '../../os/linux/find-kernel.js';
import { LinuxOs as LinuxLayer } from '../../os/linux/linux-os.js';
import { withoutNames } from '../kit/nameless-memory.js';
import { MACHINES, isChosen, labFile } from './chosen.js';
import { compareEnvironments } from './compare-files.js';
import {
  compareTranslations,
  compareMappings,
  compareModules,
  compareProcesses,
  compareSurplus,
  compareThreads,
  told,
  type Verdict,
} from './compare.js';
import { parseTruth, type Truth } from './truth.js';

/** The sample is the demo's; the rest have accounts of their own kind. */
const OTHERS = /^sample$|-(rootkit|swap|zswap|hole)$/;
const machines = MACHINES.filter(({ name }) => !OTHERS.test(name) && isChosen(name));

/** Functions that name deleted files, and where 32-bit Arm's vectors lie, are known by their symbols alone: what they name is left out. */
async function compareNamedMappings(os: LinuxOs, truth: Truth): Promise<Verdict> {
  const { of, wrong } = await compareMappings(os, truth);
  return { of, wrong: wrong.filter((line) => !/want .*(\(deleted\)|\[vectors\]), got/.test(line)) };
}

const COMPARISONS = {
  processes: compareProcesses,
  'no process too many': compareSurplus,
  threads: compareThreads,
  modules: compareModules,
  environments: compareEnvironments,
  translations: compareTranslations,
  mappings: compareNamedMappings,
} as const;

test('there is a machine to look at', () => {
  expect(machines.length).toBeGreaterThan(0);
});

for (const { name } of machines) {
  describe(`${name} without names`, () => {
    let os: LinuxOs;
    let truth: Truth;
    let close: () => Promise<void>;
    let evidence: readonly string[];
    let idle: { readonly named: bigint | undefined; readonly found: bigint | undefined };
    beforeAll(async () => {
      truth = parseTruth(readFileSync(labFile(name, 'serial.txt'), 'latin1'));
      const connector = await openConnector(openFile(labFile(name)));
      close = () => connector.close();
      const engine = await Engine.create({ core: coreBytes(), connector });
      const known = await findKernel(engine);
      const hidden = await engine.withConnector(await withoutNames(engine, known.findings));
      const { kernel } = await findKernel(hidden);
      evidence = kernel.evidence.map(({ what }) => what);
      idle = {
        named: known.kernel.symbols.address('init_task'),
        found: kernel.symbols.address('init_task'),
      };
      os = new LinuxLayer(kernel);
    });
    afterAll(() => close?.());

    test('the idle task is the one that names would tell', () => {
      expect(evidence).toContain('idle task');
      expect(evidence).not.toContain('btf');
      expect(idle.found).toBe(idle.named);
    });
    for (const [what, compare] of Object.entries(COMPARISONS)) {
      test(what, async () => {
        const verdict = await compare(os, truth);
        expect(told(verdict)).toBe(`${verdict.of} of ${verdict.of}`);
        expect(verdict.of).toBeGreaterThan(0);
      });
    }
  });
}
