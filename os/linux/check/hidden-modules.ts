/**
 * Modules that the list lacks: the kernel's other registers of modules, and every struct module in memory (it holds a
 * pointer to itself), against the list. Sources: include/linux/module.h (struct module_kobject), kernel/module/tree_lookup.c
 * (mod_tree), lib/kobject.c (struct kset), include/linux/rbtree_latch.h.
 */
import { throwIfAborted } from '../../../engine/index.js';
import type { Evidence } from '../../types.js';
import { readWord, type LinuxKernel } from '../kernel.js';
import { structsOnList } from '../lists.js';
import { StructReader } from '../structs.js';
import { textAt } from '../texts.js';
import { variable } from '../variables/index.js';
import type { Check } from './check.js';
import { ModuleReader, type LoadedModule } from './loaded-modules.js';
import { hex } from './report.js';

const MAX_NODES = 1 << 16;
/** arch/x86/include/asm/pgtable_64_types.h, MODULES_END: behind it lie devices. */
const X86_MODULES_END = 0xffffffffff000000n;
/** Candidates read at a time. */
const STEP = 1024;

/** A module that the list lacks, with where it was seen. */
export interface HiddenModule extends LoadedModule {
  readonly evidence: readonly Evidence[];
}

/** All hidden modules, and what could not be looked at. */
export interface HiddenModules {
  readonly modules: readonly HiddenModule[];
  readonly reasons: readonly string[];
}

/** Tells what was found. */
export const hiddenModules: Check = {
  name: 'hidden modules',
  async run(facts, report, signal) {
    const { modules, reasons } = await facts.hiddenModules(signal);
    for (const reason of reasons) report.unchecked(`hidden modules: ${reason}`);
    for (const { name, address, texts, parts, evidence } of modules)
      report.found({
        kind: 'hidden-module',
        what: `module ${name}`,
        address,
        detail: `the list of modules lacks it; seen in: ${[...new Set(evidence.map(({ what }) => what))].join(', ')}`,
        evidence: [
          ...evidence,
          ...parts.map(({ start, end }) => ({
            what: texts.some((text) => text.start === start) ? 'code' : 'data',
            where: hex(start),
            value: `${end - start} bytes`,
          })),
        ],
      });
  },
};

/** Compares sysfs, the address tree and memory with the list of modules. */
export async function findHiddenModules(
  kernel: LinuxKernel,
  list: { readonly modules: readonly LoadedModule[]; readonly reason?: string },
  signal?: AbortSignal,
): Promise<HiddenModules> {
  kernel.symbols.find(['modules', 'module_kset', 'mod_tree']);
  if (list.reason !== undefined)
    return { modules: [], reasons: [`the list of modules is not whole (${list.reason})`] };
  const listed = new Set(list.modules.map(({ address }) => address));
  const reader = new ModuleReader(kernel);
  const seen = new Map<bigint, Evidence[]>();
  const reasons: string[] = [];
  for (const { what, find } of SOURCES) {
    const found = await find(kernel, reader, signal);
    if (found.reason !== undefined) reasons.push(found.reason);
    for (const { address, where } of found.modules)
      if (address !== 0n && !listed.has(address))
        seen.set(address, [...(seen.get(address) ?? []), { what, where: hex(where), value: hex(address) }]);
  }
  const modules: HiddenModule[] = [];
  for (const [address, evidence] of seen) {
    const struct = await reader.reader.at(address);
    // What is named as a module but is none is damage.
    if (struct === undefined || !isModuleName(struct.text('name')) || struct.word('mkobj.mod') !== address)
      reasons.push(`${hex(address)} is named as a module but holds none`);
    else {
      const module = await reader.describe(struct);
      if (await isLoaded(kernel, module)) modules.push({ ...module, evidence });
      else if (evidence.some(({ what }) => what !== 'memory'))
        reasons.push(`the module at ${hex(address)} has no code that is mapped`);
    }
  }
  return { modules, reasons };
}

interface Seen {
  readonly modules: { readonly address: bigint; readonly where: bigint }[];
  readonly reason?: string;
}

type Source = (kernel: LinuxKernel, reader: ModuleReader, signal?: AbortSignal) => Promise<Seen>;

/** kernel/params.c: module_kset points at the kset whose list links the kobjects of struct module_kobject. */
async function sysfsModules(kernel: LinuxKernel, _: ModuleReader, signal?: AbortSignal): Promise<Seen> {
  const unknown = { modules: [], reason: 'module_kset is unknown or cannot be read' };
  if (kernel.types.struct('kset') === undefined) return unknown;
  const sets = new StructReader(kernel, 'kset', ['list', 'kobj.name?']);
  // Users: kernel/module/sysfs.c, drivers/base/module.c.
  const pointer = await variable(kernel, {
    name: 'module_kset',
    users: ['mod_sysfs_setup', 'module_add_driver'],
    fits: async (address) => {
      const struct = sets.has('kobj.name')
        ? await sets.at((await readWord(kernel, address)) ?? 0n)
        : undefined;
      return struct !== undefined && (await textAt(kernel, struct.word('kobj.name'))) === 'module';
    },
  });
  const set = pointer === undefined ? undefined : await readWord(kernel, pointer);
  if (set === undefined) return unknown;
  const objects = new StructReader(kernel, 'module_kobject', ['kobj.entry', 'mod']);
  const head = set + BigInt(sets.offset('list'));
  const { structs, reason } = await structsOnList(kernel, objects, head, 'kobj.entry', signal);
  const modules = structs.map((object) => ({ address: object.word('mod'), where: object.address }));
  return reason === undefined ? { modules } : { modules, reason };
}

/** The tree that finds the module of an address. Built with CONFIG_MODULES_TREE_LOOKUP. */
async function treeModules(kernel: LinuxKernel, _: ModuleReader, signal?: AbortSignal): Promise<Seen> {
  const root = kernel.symbols.address('mod_tree');
  if (root === undefined || kernel.types.struct('mod_tree_root')?.field('root.tree') === undefined)
    return { modules: [] };
  const roots = new StructReader(kernel, 'mod_tree_root', ['root.tree']);
  const nodes = new StructReader(kernel, 'mod_tree_node', ['mod', 'node']);
  const links = new StructReader(kernel, 'rb_node', ['rb_left', 'rb_right']);
  // The first of the two trees that the latch keeps.
  const top = await readWord(kernel, root + BigInt(roots.offset('root.tree')));
  if (top === undefined) return { modules: [], reason: 'mod_tree cannot be read' };
  const modules: { address: bigint; where: bigint }[] = [];
  const seen = new Set<bigint>();
  let lost = 0;
  for (const waiting = [top]; waiting.length > 0;) {
    throwIfAborted(signal);
    const address = waiting.pop() as bigint;
    if (address === 0n || seen.has(address)) continue;
    if (seen.size >= MAX_NODES) return { modules, reason: 'mod_tree has more nodes than make sense' };
    seen.add(address);
    const link = await links.at(address);
    const node = await nodes.at(address - BigInt(nodes.offset('node')));
    if (link === undefined || node === undefined) {
      lost++;
      continue;
    }
    modules.push({ address: node.word('mod'), where: node.address });
    waiting.push(link.word('rb_left'), link.word('rb_right'));
  }
  return lost === 0 ? { modules } : { modules, reason: `${lost} nodes of mod_tree cannot be read` };
}

/** Whether an address lies between the ends of the source's memory: beyond them are devices. */
function isRam(kernel: LinuxKernel, physical: bigint): boolean {
  const { ranges } = kernel.engine.physical;
  return physical >= (ranges[0]?.start ?? 0n) && physical < (ranges.at(-1)?.end ?? 0n);
}

/** Every struct module in the kernel's memory outside its image: one whose mkobj.mod is its own address. */
async function carvedModules(kernel: LinuxKernel, reader: ModuleReader, signal?: AbortSignal): Promise<Seen> {
  const offset = BigInt(reader.reader.offset('mkobj.mod'));
  const modules: { address: bigint; where: bigint }[] = [];
  let lost = 0;
  const range = moduleSpace(kernel);
  let places: bigint[] = [];
  const look = async (): Promise<void> => {
    const structs = await reader.reader.many(places);
    for (const struct of structs)
      if (struct !== undefined && isModuleName(struct.text('name')))
        modules.push({ address: struct.address, where: struct.address });
    places = [];
  };
  for await (const { addresses, values } of kernel.space.scanPointers(
    { ranges: [range], width: kernel.wordSize },
    {
      range,
      ...(signal && { signal }),
      onMissing: ({ reason }) =>
        (lost += reason.kind === 'missing-page' && isRam(kernel, reason.phys) ? 1 : 0),
    },
  )) {
    for (let i = 0; i < addresses.length; i++)
      if ((addresses[i] as bigint) === (values[i] as bigint) + offset) places.push(values[i] as bigint);
    if (places.length >= STEP) await look();
  }
  await look();
  return lost === 0 ? { modules } : { modules, reason: `${lost} ranges of module memory cannot be read` };
}

/**
 * Where modules can lie: within the reach of a branch from the kernel's image (Documentation/arch of each architecture),
 * on 32-bit machines anywhere in the kernel's half.
 */
function moduleSpace(kernel: LinuxKernel): { start: bigint; end: bigint } {
  const top = 1n << BigInt(8 * kernel.wordSize);
  const image = kernel.symbols.address('_stext') ?? kernel.symbols.address('_text');
  if (kernel.wordSize === 4 || image === undefined) return { start: kernel.kernelStart, end: top };
  const reach = 2n << 30n;
  const limit = kernel.space.mode.startsWith('x86') ? X86_MODULES_END : top;
  return { start: image - reach, end: image + reach < limit ? image + reach : limit };
}

/** Whether a module's code is there: what only looks like one in memory has none, and is not spoken of. */
async function isLoaded(kernel: LinuxKernel, { texts, parts }: LoadedModule): Promise<boolean> {
  const page = 1n << BigInt(kernel.pageShift);
  const whole = parts.every(({ start }) => start >= kernel.kernelStart && start % page === 0n);
  const [first] = texts;
  if (!whole || first === undefined) return false;
  const [translated] = await kernel.space.translate([first.start]);
  return translated?.ok === true && translated.permissions.kernelExecute;
}

/** include/linux/moduleparam.h, MODULE_NAME_LEN: names are identifiers. */
function isModuleName(name: string): boolean {
  return /^[A-Za-z0-9_-]{1,63}$/.test(name);
}

/** Registers of modules beside the list. */
const SOURCES: readonly { readonly what: string; readonly find: Source }[] = [
  { what: 'sysfs', find: sysfsModules },
  { what: 'address tree', find: treeModules },
  { what: 'memory', find: carvedModules },
];
