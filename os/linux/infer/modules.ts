/**
 * Members of struct module. Sources for what is invariant: include/linux/module.h, kernel/module/kallsyms.c,
 * kernel/module/tree_lookup.c.
 */
import type { DerivedLayouts } from './layouts.js';
import { isModule, MODULE_BYTES } from './module-list.js';
import { deriveModuleUses } from './module-uses.js';
import type { Block, Sampler, Source } from './sample.js';
import { clearOffset, offsetsWhere } from './votes.js';

const MAX_MODULES = 64;
/** include/linux/moduleparam.h: MODULE_NAME_LEN is so much less a word. */
const NAME_BYTES = 64;
/** enum mod_mem_type: since 6.4 so many kinds of memory; before two, each a base and four sizes. */
const KINDS = 7;
const SIZES = ['size', 'text_size', 'ro_size', 'ro_after_init_size'];
const MAX_SIZE = 64 << 20;
const MAX_SYMBOLS = 1 << 18;
const PAGE = 4096n;

/** Derives them from the loaded modules. */
export async function deriveModules(
  { symbols }: Source,
  sampler: Sampler,
  layouts: DerivedLayouts,
): Promise<void> {
  const { wordSize: word } = sampler;
  const head = symbols.address('modules');
  if (head === undefined) return;
  const modules: Block[] = [];
  let node = (await sampler.one(head, word)).word(0);
  while (sampler.isPointer(node) && node !== head && modules.length < MAX_MODULES) {
    const module = await sampler.one(node - BigInt(word), MODULE_BYTES);
    if (!isModule(module)) break;
    modules.push(module);
    node = module.word(word);
  }
  if (modules.length === 0) return;
  const witnesses = modules.length;
  layouts.set('module', 'state', { offset: 0, size: 4, witnesses });
  layouts.set('module', 'list', { offset: word, size: 2 * word, witnesses });
  const length = NAME_BYTES - word;
  layouts.set('module', 'name', { offset: 3 * word, size: length, count: length, witnesses });
  const range = { from: 3 * word, to: MODULE_BYTES, step: word };
  const [object, ...own] = offsetsWhere(modules, range, (module, at) => module.word(at) === module.address);
  if (object === undefined) return;
  layouts.set('module', 'mkobj.mod', object);
  const places = own.map(({ offset }) => offset);
  if (places.length === KINDS) deriveKinds(modules, places, layouts);
  else if (places.length === 2) deriveParts(modules, places, layouts);
  await deriveModuleUses(sampler, modules, object.offset, layouts);
  await deriveSymbols(sampler, modules, layouts);
}

/** Since 6.4: an array of {base, size, node of the tree that leads back to the module}. */
function deriveKinds(modules: readonly Block[], places: readonly number[], layouts: DerivedLayouts): void {
  const { wordSize: word } = layouts;
  const [first = 0, second = 0] = places;
  const stride = second - first;
  if (places.some((place, i) => place !== first + i * stride)) return;
  const witnesses = modules.length;
  // The base is page-aligned in all kinds that have one; the module itself lies in its data, the second kind.
  const bases = offsetsWhere(modules, { from: first - 3 * word, to: first, step: word }, (module, at) => {
    const base = module.word(at + stride) ?? 1n;
    return base !== 0n && base % PAGE === 0n && base <= module.address;
  });
  for (const { offset: base } of bases) {
    const size = clearOffset(modules, { from: base + word, to: first, step: 4 }, (module, at) => {
      const bytes = BigInt(module.u32(at + stride) ?? 0);
      const start = module.word(base + stride) ?? 0n;
      return bytes < BigInt(MAX_SIZE) && start + bytes > module.address;
    });
    if (size === undefined) continue;
    layouts.set('module', 'mem', { offset: base, size: KINDS * stride, count: KINDS, witnesses });
    layouts.set('module_memory', 'base', { offset: 0, witnesses });
    layouts.set('module_memory', 'size', { offset: size.offset - base, size: 4, witnesses });
    layouts.setSize('module_memory', stride);
    return;
  }
}

/** Before: the core, which the module itself lies in, and what is freed after it has started. */
function deriveParts(modules: readonly Block[], places: readonly number[], layouts: DerivedLayouts): void {
  const { wordSize: word } = layouts;
  const before = word + 4 * SIZES.length;
  const [core = 0] = places;
  const right = modules.filter((module) => {
    const base = module.word(core - before) ?? 1n;
    const size = BigInt(module.u32(core - before + word) ?? 0);
    return base % PAGE === 0n && base <= module.address && base + size > module.address;
  });
  if (right.length < modules.length * 0.9) return;
  ['core_layout', 'init_layout'].forEach((part, i) => {
    const base = (places[i] ?? 0) - before;
    layouts.set('module', `${part}.base`, { offset: base, witnesses: right.length });
    SIZES.forEach((name, k) =>
      layouts.set('module', `${part}.${name}`, {
        offset: base + word + 4 * k,
        size: 4,
        witnesses: right.length,
      }),
    );
  });
}

/** The table of symbols that is kept lies in the module: an array of symbols, their number, names, and letters. */
async function deriveSymbols(
  sampler: Sampler,
  modules: readonly Block[],
  layouts: DerivedLayouts,
): Promise<void> {
  const { wordSize: word } = sampler;
  const range = { from: 3 * word, to: MODULE_BYTES, step: word };
  const isTable = (module: Block, at: number): boolean => {
    const count = module.u32(at + word) ?? 0;
    return (
      sampler.isPointer(module.word(at)) &&
      count > 0 &&
      count < MAX_SYMBOLS &&
      [2, 3].every((i) => sampler.isPointer((module.word(at + i * word) ?? 0n) & ~BigInt(word - 1)))
    );
  };
  const found = clearOffset(modules, range, (module, at) => {
    const inside = Number((module.word(at) ?? 0n) - module.address);
    return inside > at && inside < MODULE_BYTES && inside % word === 0 && isTable(module, inside);
  });
  if (found === undefined) return;
  const tables = modules.map((module) => Number((module.word(found.offset) ?? 0n) - module.address));
  const names = await sampler.many(
    modules.map((module, i) => module.word((tables[i] ?? 0) + 2 * word) ?? 0n),
    2,
  );
  // A table of names starts with the empty one.
  if (
    names.filter((block) => block.u16(0) !== undefined && ((block.u16(0) ?? 1) & 0xff) === 0).length <
    modules.length * 0.9
  )
    return;
  const { witnesses } = found;
  layouts.set('module', 'kallsyms', found);
  layouts.set('mod_kallsyms', 'symtab', { offset: 0, witnesses });
  layouts.set('mod_kallsyms', 'num_symtab', { offset: word, size: 4, witnesses });
  layouts.set('mod_kallsyms', 'strtab', { offset: 2 * word, witnesses });
  layouts.set('mod_kallsyms', 'typetab', { offset: 3 * word, witnesses });
}
