/** Structure layouts of a kernel that describes no types, from what is always true of its data. */
import { DerivedLayouts } from './layouts.js';
import { deriveControlGroups } from './control-groups.js';
import { deriveCredentials } from './credentials.js';
import { dentriesOf, deriveDentries } from './dentries.js';
import { addFacts } from './facts.js';
import { deriveFiles } from './files.js';
import { deriveInodes, FILE_FUNCTIONS } from './inodes.js';
import { deriveMappings } from './mappings.js';
import { deriveMemory } from './memory.js';
import { deriveInterfaces } from './interfaces.js';
import { Sampler, type Source } from './sample.js';
import { deriveModules } from './modules.js';
import { deriveMountNamespaces } from './mount-namespaces.js';
import { deriveDevices, deriveMounts } from './mounts.js';
import { deriveNamespaces } from './namespaces.js';
import { deriveOperations, NAME_MAKERS } from './operations.js';
import { deriveProcessIds } from './process-ids.js';
import { deriveSockets } from './sockets.js';
import { deriveSuperBlocks, OPTION_PRINTERS } from './super-blocks.js';
import { deriveTaskStates } from './task-states.js';
import { deriveTasks } from './tasks.js';

/** All symbols that the derivation asks for, so that the names are gone through once. */
const SYMBOLS = [
  'init_task',
  'modules',
  'init_user_ns',
  'init_pid_ns',
  'init_uts_ns',
  'init_net',
  'net_namespace_list',
  'special_mapping_name',
  ...NAME_MAKERS,
  ...FILE_FUNCTIONS,
  ...OPTION_PRINTERS,
];

/**
 * Derives what can be derived; a member that nothing in memory names for sure is left out, and listings say what they
 * lack. Left out always: a file's position, an inode's size, names given to anonymous memory, the tables of sockets that no
 * process holds and the names of unix, netlink and packet sockets (no object of every machine shows their members), what
 * tmpfs, devpts, proc and control groups keep of their options (small numbers that look like any other). Left out where no
 * object shows it: full names of kernel threads, the network's types without a TCP socket in use, a module's taints where
 * fewer than two are loaded, an interface's index and packet size where only the loopback device is, addresses of a
 * protocol that no interface uses, the name of a file system behind another.
 */
export async function inferLayouts(source: Source): Promise<DerivedLayouts> {
  const layouts = new DerivedLayouts(source.wordSize);
  addFacts(layouts);
  source.symbols.find(SYMBOLS);
  const sampler = new Sampler(source);
  await deriveModules(source, sampler, layouts);
  const tasks = await deriveTasks(source, sampler, layouts);
  if (tasks === undefined) return layouts;
  const mms = await deriveMemory(source, sampler, tasks, layouts);
  await deriveTaskStates(tasks, sampler, layouts);
  await deriveCredentials(source, sampler, tasks, layouts);
  const mappings = await deriveMappings(source, sampler, mms, layouts);
  await deriveProcessIds(source, sampler, tasks, layouts);
  await deriveNamespaces(source, sampler, tasks, layouts);
  await deriveControlGroups(sampler, tasks, layouts);
  const named = await deriveDentries(sampler, mappings, layouts);
  const files = await deriveFiles(sampler, tasks, mappings, named, layouts);
  const held = await deriveMounts(sampler, files, layouts);
  const mounts = await deriveMountNamespaces(sampler, tasks, held, layouts);
  await deriveDevices(sampler, mounts, layouts);
  await deriveInodes(source, sampler, files, layouts);
  await deriveSuperBlocks(source, sampler, mounts, layouts);
  await deriveSockets(source, sampler, files, layouts);
  await deriveInterfaces(source, sampler, layouts);
  const dentries = await dentriesOf(sampler, files, layouts);
  await deriveOperations(source, sampler, { mappings: mappings.all, dentries }, layouts);
  return layouts;
}

export { DerivedLayouts, type DerivedField, type KeptLayouts } from './layouts.js';
export type { Source } from './sample.js';
export { findModuleList } from './module-list.js';
