/**
 * Finds the running kernel in physical memory with no prior knowledge. Each stage (folder `discovery`) is checked by the
 * next: token tables, images around them, the page table that maps an image, what the kernel says of itself.
 */
import { PagewalkError, type Engine } from '../../engine/index.js';
import { openKernel } from './discovery/open.js';
import { sightings, type Sighting } from './discovery/sightings.js';
import { hex, type Findings, type FindOptions, type KernelChoice } from './discovery/types.js';
import type { LinuxKernel } from './kernel.js';

export { openKernel } from './discovery/open.js';
export type { Sighting } from './discovery/sightings.js';
export type { Findings, FindOptions, KernelChoice } from './discovery/types.js';

/**
 * Finds a kernel: the first that runs, or the one that `options.kernel` chooses. Rejects with kind `not-recognised` when
 * there is none, saying what was looked at; with `not-found` or `unsupported` when the chosen one is not there or cannot
 * be opened.
 */
export async function findKernel(
  engine: Engine,
  options: FindOptions = {},
): Promise<{ kernel: LinuxKernel; findings: Findings }> {
  const { kernel: choice } = options;
  const { seen, looked } = await look(engine, options, (sighting) => ends(sighting, choice));
  const chosen = choice === undefined ? seen.find(({ state }) => state === 'running') : pick(seen, choice);
  if (chosen?.findings !== undefined) {
    const alsoSeen = seen
      .filter((other) => other !== chosen)
      .map(({ address, state, banner, why }) => ({
        address,
        text: `${state}: ${banner ?? 'no banner'}; ${why}`,
      }));
    const findings = { ...chosen.findings, alsoSeen };
    return { kernel: await openKernel(engine, findings, options), findings };
  }
  const { name } = engine.connector;
  if (choice !== undefined) throw notChosen(name, choice, chosen, seen.length);
  const rejected = seen.map(
    ({ address, why }) => `symbol table at ${hex(address)} belongs to no running kernel: ${why}`,
  );
  throw new PagewalkError(
    'os',
    'not-recognised',
    `${name}: no Linux kernel found: ${[looked, ...rejected].join('; ')}`,
    {
      source: name,
      expected: 'a kallsyms symbol table, and a page table that maps it',
      hint: 'pagewalk vtop and read work on physical addresses without an operating system',
    },
  );
}

/** All kernels in memory, running ones first, each group by address: what `kernel=N` counts. Looks through all memory. */
export async function listKernels(engine: Engine, options: FindOptions = {}): Promise<Sighting[]> {
  return (await look(engine, options, () => false)).seen;
}

/** What is met until `enough`, in the order of {@link listKernels}. */
async function look(
  engine: Engine,
  options: FindOptions,
  enough: (sighting: Sighting) => boolean,
): Promise<{ seen: Sighting[]; looked: string }> {
  const seen = new Map<number, Sighting>();
  const kernels = sightings(engine, options);
  let step = await kernels.next();
  for (; step.done !== true; step = await kernels.next()) {
    seen.set(step.value.address, step.value);
    if (enough(step.value)) break;
  }
  const rank = ({ state }: Sighting): number => (state === 'running' ? 0 : 1);
  return {
    seen: [...seen.values()].sort((a, b) => rank(a) - rank(b) || a.address - b.address),
    looked: step.done === true ? step.value : '',
  };
}

function ends({ state, address }: Sighting, choice: KernelChoice | undefined): boolean {
  if (choice === undefined) return state === 'running';
  return 'address' in choice && BigInt(address) === choice.address;
}

const pick = (seen: readonly Sighting[], choice: KernelChoice): Sighting | undefined =>
  'index' in choice ? seen[choice.index] : seen.find(({ address }) => BigInt(address) === choice.address);

function notChosen(
  name: string,
  choice: KernelChoice,
  chosen: Sighting | undefined,
  count: number,
): PagewalkError {
  if (chosen === undefined) {
    const which = 'index' in choice ? `number ${choice.index}` : `at ${hex(choice.address)}`;
    return new PagewalkError('os', 'not-found', `${name}: there is no kernel ${which}; ${count} were found`, {
      hint: 'pagewalk kernels lists them',
    });
  }
  const what = chosen.state === 'guest' ? "is a guest's" : 'does not run';
  return new PagewalkError(
    'os',
    'unsupported',
    `${name}: the kernel at ${hex(chosen.address)} ${what}: ${chosen.why}`,
    { hint: 'only kernels that run on the machine itself are opened' },
  );
}
