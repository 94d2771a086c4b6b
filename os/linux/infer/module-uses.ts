/**
 * Members of struct module that say who uses it and what it did to the kernel. Sources for what is invariant:
 * include/linux/module.h (struct module, struct module_use), lib/bug.c (module_bug_finalize), kernel/module/main.c.
 */
import type { DerivedLayouts } from './layouts.js';
import { MODULE_BYTES } from './module-list.js';
import type { Block, Sampler } from './sample.js';
import { clearOffset, offsetsWhere } from './votes.js';

/** Modules lie within this distance of what they hold, bytes. */
const NEAR = 1n << 27n;
/** More references than a module can have. */
const MAX_REFERENCES = 1 << 20;
/** kernel/panic.c, TAINT_FLAGS_COUNT is 20 at most. */
const TAINT_BITS = 20n;

/** Derives them from all loaded modules; `from` is the first offset behind a module's memory. */
export async function deriveModuleUses(
  sampler: Sampler,
  modules: readonly Block[],
  from: number,
  layouts: DerivedLayouts,
): Promise<void> {
  const { wordSize: word } = sampler;
  deriveTaints(modules, from, layouts);
  const isNear = (module: Block, at: number): boolean => {
    const value = module.word(at) ?? 0n;
    const distance = value - module.address;
    return value === 0n || (distance < NEAR && -distance < NEAR);
  };
  const fits = (module: Block, at: number): boolean => {
    const count = module.u32(at + 5 * word) ?? 0;
    const lists = [0, 1, 2, 3].every((i) => sampler.isPointer(module.word(at + i * word)));
    return lists && isNear(module, at + 4 * word) && count > 0 && count < MAX_REFERENCES;
  };
  // Who uses it, whom it uses, the way out, and the count, which is 1 when nobody does.
  const places: number[] = [];
  for (const { offset } of offsetsWhere(modules, { from, to: MODULE_BYTES - 6 * word, step: word }, fits))
    if (await areLists(sampler, modules, [offset, offset + 2 * word])) places.push(offset);
  const [uses] = places;
  if (uses === undefined || places.length > 1) return;
  const witnesses = modules.length;
  layouts.set('module', 'source_list', { offset: uses, size: 2 * word, witnesses });
  layouts.set('module', 'target_list', { offset: uses + 2 * word, size: 2 * word, witnesses });
  layouts.set('module', 'exit', { offset: uses + 4 * word, witnesses });
  layouts.set('module', 'refcnt', { offset: uses + 5 * word, size: 4, witnesses });
  ['source_list', 'target_list'].forEach((name, i) =>
    layouts.set('module_use', name, { offset: 2 * i * word, size: 2 * word, witnesses: 0 }),
  );
  ['source', 'target'].forEach((name, i) =>
    layouts.set('module_use', name, { offset: (4 + i) * word, witnesses: 0 }),
  );
  deriveStart(modules, uses + 4 * word, isNear, layouts);
}

/** Whether these members are heads of lists in all modules: what follows a head names it. */
async function areLists(
  sampler: Sampler,
  modules: readonly Block[],
  offsets: readonly number[],
): Promise<boolean> {
  const { wordSize: word } = sampler;
  const heads = modules.flatMap((module) => offsets.map((offset) => ({ module, offset })));
  const next = await sampler.many(
    heads.map(({ module, offset }) => module.word(offset) ?? 0n),
    2 * word,
  );
  const right = heads.filter(
    ({ module, offset }, i) => next[i]?.word(word) === module.address + BigInt(offset),
  );
  return right.length >= heads.length * 0.9;
}

/** The last member before a module's memory is the way in; whoever has a way out has one. */
function deriveStart(
  modules: readonly Block[],
  exit: number,
  isNear: (module: Block, at: number) => boolean,
  layouts: DerivedLayouts,
): void {
  const { wordSize: word } = layouts;
  const memory = layouts.offset('module', 'mem') ?? layouts.offset('module', 'core_layout.base');
  if (memory === undefined) return;
  let at = memory - word;
  while (at > 0 && modules.every((module) => module.word(at) === 0n)) at -= word;
  const right = modules.filter(
    (module) => isNear(module, at) && (module.word(exit) === 0n || module.word(at) !== 0n),
  );
  if (right.length >= modules.length * 0.9)
    layouts.set('module', 'init', { offset: at, witnesses: right.length });
}

/** The list of the modules that may report bugs, which are all, is behind their number, which is behind the taints. */
function deriveTaints(modules: readonly Block[], from: number, layouts: DerivedLayouts): void {
  const { wordSize: word } = layouts;
  const byAddress = new Map(modules.map((module) => [module.address, module]));
  const links = (module: Block, at: number): boolean => {
    const next = byAddress.get((module.word(at) ?? 0n) - BigInt(at));
    // An empty list leads to its own head.
    return next !== undefined && next !== module && next.word(at + word) === module.address + BigInt(at);
  };
  const range = { from: from + 2 * word, to: MODULE_BYTES - 2 * word, step: word };
  // Both lists have the newest first; the oldest is followed by the head, which is in no module.
  const oldest = modules.at(-1);
  const list = clearOffset(modules, range, (module, at) => module === oldest || links(module, at));
  if (list === undefined || modules.length < 2) return;
  const offset = list.offset - 2 * word;
  if (modules.some((module) => (module.word(offset) ?? -1n) >> TAINT_BITS !== 0n)) return;
  layouts.set('module', 'taints', { offset, witnesses: list.witnesses });
}
