/** Structure layouts of a kernel that describes no types, from what is always true of its data. */
import { DerivedLayouts } from './layouts.js';
import { deriveMappings } from './mappings.js';
import { deriveMemory } from './memory.js';
import { Sampler, type Source } from './sample.js';
import { deriveTasks } from './tasks.js';

/** Derives what can be derived; a member that nothing in memory names for sure is left out. */
export async function inferLayouts(source: Source): Promise<DerivedLayouts> {
  const layouts = new DerivedLayouts(source.wordSize);
  const sampler = new Sampler(source);
  const tasks = await deriveTasks(source, sampler, layouts);
  if (tasks === undefined) return layouts;
  const mms = await deriveMemory(source, sampler, tasks, layouts);
  const mappings = await deriveMappings(source, sampler, mms, layouts);
  void mappings;
  return layouts;
}

export { DerivedLayouts, type DerivedField, type KeptLayouts } from './layouts.js';
export type { Source } from './sample.js';
