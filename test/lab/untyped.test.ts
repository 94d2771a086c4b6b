/**
 * Machines whose kernels describe no types, and those that do with their types hidden, against the guest's account: what the
 * data betrays is enough for these comparisons.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openConnector } from '../../connectors/index.js';
import { Engine } from '../../engine/index.js';
import { coreBytes, openFile } from '../../host-node/index.js';
import type { LinuxOs } from '../../os/index.js';
import { findKernel } from '../../os/linux/find-kernel.js';
import { inferLayouts } from '../../os/linux/infer/index.js';
import { LinuxOs as LinuxLayer } from '../../os/linux/linux-os.js';
import { RememberedTypes } from '../../os/symbols/remembered.js';
import { compareDetails } from './compare-details.js';
import { compareEnvironments } from './compare-files.js';
import { compareInterfaces, compareMounts } from './compare-mounts.js';
import { compareSocketOwners, compareSocketUsers } from './compare-sockets.js';
import { compareUntypedBpf } from './compare-unseen.js';
import { compareKeys } from './compare-keys.js';
import {
  compareBoot,
  compareCpus,
  compareIomem,
  compareModuleLines,
  compareStatistics,
} from './compare-state.js';
import { compareTerminals } from './compare-tty.js';
import { compareModules, compareProcesses, compareSurplus, compareThreads, told } from './compare.js';
import { parseTruth, type Truth } from './truth.js';
import { MACHINES, isChosen, labFile } from './chosen.js';

/** The sample is the demo's; the rest have accounts of their own kind. */
const OTHERS = /^sample$|-(rootkit|swap|zswap)$/;
const machines = MACHINES.filter(({ name }) => !OTHERS.test(name) && isChosen(name));

/** What needs no types that the data does not betray. */
const COMPARISONS = {
  processes: compareProcesses,
  'no process too many': compareSurplus,
  threads: compareThreads,
  'details of processes': compareDetails,
  modules: compareModules,
  'users of modules': compareModuleLines,
  environments: compareEnvironments,
  mounts: compareMounts,
  interfaces: compareInterfaces,
  'owners of sockets': compareSocketOwners,
  'users of sockets': compareSocketUsers,
  'boot record': compareBoot,
  'address map': compareIomem,
  'memory statistics': compareStatistics,
} as const;
/** What only the account of a rich machine allows. */
const RICH_COMPARISONS = { keys: compareKeys, terminals: compareTerminals, processors: compareCpus } as const;

/** And what that of a machine with BPF objects. */
const STATE_COMPARISONS = { 'BPF objects': compareUntypedBpf } as const;

test('there is a machine to look at', () => {
  expect(machines.length).toBeGreaterThan(0);
});

for (const { name } of machines) {
  describe(`${name} without types`, () => {
    let os: LinuxOs;
    let truth: Truth;
    let close: () => Promise<void>;
    beforeAll(async () => {
      truth = parseTruth(readFileSync(labFile(name, 'serial.txt'), 'latin1'));
      const connector = await openConnector(openFile(labFile(name)));
      close = () => connector.close();
      const engine = await Engine.create({ core: coreBytes(), connector });
      const { kernel, findings } = await findKernel(engine);
      const layouts = await inferLayouts({ ...kernel, delta: findings.delta });
      os = new LinuxLayer({ ...kernel, types: new RememberedTypes({}, () => layouts) });
    });
    afterAll(() => close?.());

    const comparisons = {
      ...COMPARISONS,
      ...(name.endsWith('-rich') ? RICH_COMPARISONS : {}),
      ...(name.endsWith('-state') ? STATE_COMPARISONS : {}),
    };
    for (const [what, compare] of Object.entries(comparisons)) {
      test(what, async () => {
        const verdict = await compare(os, truth);
        expect(told(verdict)).toBe(`${verdict.of} of ${verdict.of}`);
        expect(verdict.of).toBeGreaterThan(0);
      });
    }
  });
}
