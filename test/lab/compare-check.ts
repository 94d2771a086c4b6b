/** A machine that nobody manipulated has no findings, and everything can be checked where the kernel names its data. */
import { FINDING_KINDS, type LinuxOs } from '../../os/index.js';
import type { Verdict } from './compare.js';

/** Sorts of findings that do not come up. */
export async function compareFindings(os: LinuxOs): Promise<Verdict> {
  const { items, complete, reason } = await os.check();
  return {
    of: Object.keys(FINDING_KINDS).length,
    wrong: [
      ...items.map(({ kind, what, detail }) => `${kind}: ${what}: ${detail}`),
      ...(complete || os.symbolAddress('runqueues') === undefined ? [] : [reason ?? 'not whole']),
    ],
  };
}
