/**
 * Finds the running kernel in physical memory with no prior knowledge. Each stage (folder `discovery`) is checked by the
 * next: token tables, images around them, the page table that maps an image, what the kernel says of itself.
 */
import { PagewalkError, throwIfAborted, type Engine } from '../../engine/index.js';
import { imagesAt } from './discovery/image.js';
import { openKernel } from './discovery/open.js';
import { prove } from './discovery/prove.js';
import { tokenTables } from './discovery/token-tables.js';
import { hex, type Findings, type FindOptions } from './discovery/types.js';
import type { LinuxKernel } from './kernel.js';

export { openKernel } from './discovery/open.js';
export type { Findings, FindOptions } from './discovery/types.js';

/** Finds a kernel. Rejects with kind `not-recognised` when there is none, saying what was looked at. */
export async function findKernel(
  engine: Engine,
  options: FindOptions = {},
): Promise<{ kernel: LinuxKernel; findings: Findings }> {
  const kernels = findKernels(engine, options);
  const step = await kernels.next();
  if (step.done !== true)
    return { kernel: await openKernel(engine, step.value, options), findings: step.value };
  throw new PagewalkError(
    'os',
    'not-recognised',
    `${engine.connector.name}: no Linux kernel for x86-64 found: ${step.value}`,
    {
      source: engine.connector.name,
      expected: 'a kallsyms symbol table, and a page table that maps it',
      hint: 'a kernel without kallsyms, or of another architecture, is not found by this version',
    },
  );
}

/** Every running kernel, as it is found. The return value says what was looked at, and what was refused and why. */
export async function* findKernels(engine: Engine, options: FindOptions): AsyncGenerator<Findings, string> {
  const rejected: string[] = [];
  const tables = tokenTables(engine, options);
  let step = await tables.next();
  for (; step.done !== true; step = await tables.next()) {
    let images = 0;
    let found: Findings | undefined;
    for await (const image of imagesAt(engine, step.value, options)) {
      throwIfAborted(options.signal);
      images++;
      found = await prove(engine, image, options);
      if (found !== undefined) break;
    }
    if (found !== undefined) yield found;
    else if (images > 0)
      rejected.push(`symbol table at ${hex(step.value)} belongs to no running kernel: no page table maps it`);
  }
  return [step.value, ...rejected].join('; ');
}
