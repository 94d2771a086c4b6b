/** Loaded modules. Sources: include/linux/module.h; kernel/module/procfs.c and main.c (kernel/module.c before 5.19). */
import type { KernelModule, KernelSymbol, Listing, ModuleSection } from '../types.js';
import type { LinuxKernel } from './kernel.js';
import { generatedSymbols } from './generated-symbols.js';
import { structsOnList } from './lists.js';
import { ModuleSections } from './module-sections.js';
import { ModuleSymbols } from './module-symbols.js';
import { StructReader, type Struct } from './structs.js';

/** include/linux/module.h, enum module_state, as /proc/modules spells it; a module in state 3 is not shown there. */
const STATES = ['Live', 'Loading', 'Unloading'];
const MODULE_STATE_UNFORMED = 3;
/** kernel/module/main.c, module_flags: what stands behind the taints in the states above. */
const STATE_MARKS = ['', '+', '-'];
/** kernel/panic.c, taint_flags: bit and letter of those that a module can have of its own. */
const TAINTS: readonly (readonly [bit: number, letter: string])[] = [
  [0, 'P'],
  [1, 'F'],
  [10, 'C'],
  [12, 'O'],
  [13, 'E'],
  [15, 'K'],
  [16, 'X'],
  [17, 'T'],
  [18, 'N'],
  [19, 'J'],
];
/** kernel/module/main.c, MODULE_REF_BASE: the count of a module that nobody uses. */
const REFERENCE_BASE = 1;

/** Reads the module list. */
export class Modules {
  private readonly module: StructReader;
  private readonly memory:
    { readonly reader: StructReader; readonly stride: number; readonly count: number } | undefined;

  constructor(private readonly kernel: LinuxKernel) {
    const { types } = kernel;
    this.module = new StructReader(kernel, 'module', [
      'list',
      'state',
      'name',
      'mem?',
      'core_layout.base?',
      'core_layout.size?',
      'init_layout.size?',
      'kallsyms',
      'syms?',
      'num_syms?',
      'sect_attrs?',
      'taints?',
      'source_list?',
      'refcnt?',
      'init?',
      'exit?',
    ]);
    const layout = types.struct('module_memory');
    this.memory =
      this.module.has('mem') && layout !== undefined
        ? {
            reader: new StructReader(kernel, 'module_memory', ['base', 'size']),
            stride: layout.size,
            count: this.module.field('mem').count,
          }
        : undefined;
  }

  /** Modules in the kernel's order (newest first), as /proc/modules lists them. */
  async list(signal?: AbortSignal): Promise<Listing<KernelModule>> {
    const { modules, reason } = await this.structs(signal);
    const items = await Promise.all(modules.map((m) => this.record(m, signal)));
    return reason === undefined ? { items, complete: true } : { items, complete: false, reason };
  }

  /**
   * Symbols of all modules as /proc/kallsyms has them: upper-case letters for exported ones. `incomplete` is told of what
   * is missing.
   */
  async *symbols(incomplete?: (reason: string) => void): AsyncGenerator<KernelSymbol> {
    const { modules, reason } = await this.structs();
    if (reason !== undefined) incomplete?.(reason);
    const reader = new ModuleSymbols(this.kernel);
    for (const module of modules) yield* reader.of(module, incomplete);
    yield* generatedSymbols(this.kernel, incomplete);
  }

  /** Where the sections of modules lie: of all, or of those of one name. */
  async sections(name?: string, signal?: AbortSignal): Promise<Listing<ModuleSection>> {
    const { modules, reason } = await this.structs(signal);
    const wanted = modules.filter((module) => name === undefined || module.text('name') === name);
    return new ModuleSections(this.kernel).of(wanted, reason);
  }

  private async structs(signal?: AbortSignal): Promise<{ modules: Struct[]; reason?: string }> {
    const head = this.kernel.symbols.address('modules');
    if (head === undefined) return { modules: [], reason: 'the kernel has no symbol modules' };
    const { structs, reason } = await structsOnList(this.kernel, this.module, head, 'list', signal);
    const modules = structs.filter((m) => m.number('state') !== MODULE_STATE_UNFORMED);
    return reason === undefined ? { modules } : { modules, reason };
  }

  private async record(module: Struct, signal?: AbortSignal): Promise<KernelModule> {
    const { base, size } = await this.place(module);
    const users = await this.users(module, signal);
    const state = STATES[module.number('state')] ?? null;
    const references = module.optional('refcnt');
    const taints = this.taints(module);
    const unknown = Object.entries({ references, taints }).filter(([, value]) => value === null);
    const reasons = [
      size === null ? ['module_memory cannot be read'] : [],
      unknown.length > 0 ? [`the types do not say where: ${unknown.map(([what]) => what).join(', ')}`] : [],
      users.reason === undefined ? [] : [users.reason],
      state === null ? [`the module's state ${module.number('state')} is unknown`] : [],
    ].flat();
    return {
      name: module.text('name'),
      base,
      size,
      path: '',
      references: references === null ? null : references - REFERENCE_BASE,
      usedBy: users.names,
      state,
      taints,
      address: module.address,
      complete: reasons.length === 0,
      ...(reasons.length > 0 && { reason: reasons.join('; ') }),
    };
  }

  /** Base of the text and bytes in all, as /proc/modules counts them. */
  private async place(module: Struct): Promise<{ base: bigint; size: number | null }> {
    if (this.memory === undefined) {
      const size = module.number('core_layout.size') + module.number('init_layout.size');
      return { base: module.word('core_layout.base'), size };
    }
    const { reader, stride, count } = this.memory;
    const parts = await reader.many(
      Array.from({ length: count }, (_, i) => module.addressOf('mem') + BigInt(i * stride)),
    );
    const whole = parts.every((p) => p !== undefined);
    return {
      base: parts[0]?.word('base') ?? 0n,
      size: whole ? parts.reduce((sum, p) => sum + (p?.number('size') ?? 0), 0) : null,
    };
  }

  /** The modules that use this one, and whether it can go. */
  private async users(
    module: Struct,
    signal?: AbortSignal,
  ): Promise<{ names: string[] | null; reason?: string }> {
    if (!this.module.has('source_list')) return { names: null };
    const reader = new StructReader(this.kernel, 'module_use', ['source_list', 'source']);
    const { structs, reason } = await structsOnList(
      this.kernel,
      reader,
      module.addressOf('source_list'),
      'source_list',
      signal,
    );
    const users = await this.module.many(structs.map((use) => use.word('source')));
    const names = users.flatMap((user) => user?.text('name') ?? []);
    // A module with a way in and none out stays.
    const stays = this.module.has('exit') && module.word('init') !== 0n && module.word('exit') === 0n;
    const lost = reason ?? (names.length < users.length ? 'a module that uses it cannot be read' : undefined);
    return { names: stays ? [...names, '[permanent]'] : names, ...(lost !== undefined && { reason: lost }) };
  }

  private taints(module: Struct): string | null {
    if (!this.module.has('taints')) return null;
    const bits = module.word('taints');
    const letters = TAINTS.filter(([bit]) => ((bits >> BigInt(bit)) & 1n) === 1n).map(([, letter]) => letter);
    return letters.join('') + (STATE_MARKS[module.number('state')] ?? '');
  }
}
