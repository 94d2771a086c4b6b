/** Loaded modules and their symbols. Sources: include/linux/module.h, kernel/module/procfs.c, kernel/module/kallsyms.c. */
import type { KernelSymbol, Listing, Module } from '../types.js';
import type { LinuxKernel } from './kernel.js';
import { structsOnList } from './lists.js';
import { StructReader, type Struct } from './structs.js';

/** include/linux/module.h, enum module_state: still being set up, not shown in /proc/modules. */
const MODULE_STATE_UNFORMED = 3;
/** Elf64_Sym: name u32, info u8, other u8, section u16, value u64, size u64. */
const ELF_SYMBOL = 24;
const MAX_SYMBOLS = 1 << 18;
const MAX_STRINGS = 16 << 20;
const latin = new TextDecoder('latin1');

/** Reads the module list. */
export class Modules {
  private readonly module: StructReader;
  private readonly memory:
    { readonly reader: StructReader; readonly stride: number; readonly count: number } | undefined;
  private readonly kallsyms: StructReader;

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
    this.kallsyms = new StructReader(kernel, 'mod_kallsyms', ['symtab', 'num_symtab', 'strtab', 'typetab']);
  }

  /** Modules in the kernel's order (newest first), as /proc/modules lists them. */
  async list(signal?: AbortSignal): Promise<Listing<Module>> {
    const { modules, reason } = await this.structs(signal);
    const items = await Promise.all(modules.map((m) => this.record(m)));
    return reason === undefined ? { items, complete: true } : { items, complete: false, reason };
  }

  /** Symbols of all modules. */
  async *symbols(): AsyncIterable<KernelSymbol> {
    for (const module of (await this.structs()).modules) {
      const name = module.text('name');
      const table = await this.kallsyms.at(module.word('kallsyms'));
      if (table === undefined) continue;
      const count = Math.min(table.number('num_symtab'), MAX_SYMBOLS);
      const symbols = await this.kernel.space.readPartial(table.word('symtab'), count * ELF_SYMBOL);
      const types = await this.kernel.space.readPartial(table.word('typetab'), count);
      const view = new DataView(symbols.data.buffer);
      const names = Array.from({ length: count }, (_, i) => view.getUint32(i * ELF_SYMBOL, true));
      const strings = await this.kernel.space.readPartial(
        table.word('strtab'),
        Math.min(MAX_STRINGS, Math.max(0, ...names) + 256),
      );
      for (let i = 1; i < count; i++) {
        const at = names[i] as number;
        const end = strings.data.indexOf(0, at);
        if (end <= at || view.getUint16(i * ELF_SYMBOL + 6, true) === 0) continue;
        yield {
          name: latin.decode(strings.data.subarray(at, end)),
          address: view.getBigUint64(i * ELF_SYMBOL + 8, true),
          type: String.fromCharCode(types.data[i] ?? 0x3f),
          module: name,
        };
      }
    }
  }

  private async structs(signal?: AbortSignal): Promise<{ modules: Struct[]; reason?: string }> {
    const head = this.kernel.symbols.address('modules');
    if (head === undefined) return { modules: [], reason: 'the kernel has no symbol modules' };
    const { structs, reason } = await structsOnList(this.kernel, this.module, head, 'list', signal);
    const modules = structs.filter((m) => m.number('state') !== MODULE_STATE_UNFORMED);
    return reason === undefined ? { modules } : { modules, reason };
  }

  private async record(module: Struct): Promise<Module> {
    const name = module.text('name');
    if (this.memory === undefined) {
      const size = module.number('core_layout.size') + module.number('init_layout.size');
      return { name, base: module.word('core_layout.base'), size, path: '', complete: true };
    }
    const { reader, stride, count } = this.memory;
    const parts = await reader.many(
      Array.from({ length: count }, (_, i) => module.addressOf('mem') + BigInt(i * stride)),
    );
    const whole = parts.every((p) => p !== undefined);
    return {
      name,
      base: parts[0]?.word('base') ?? 0n,
      size: whole ? parts.reduce((sum, p) => sum + (p?.number('size') ?? 0), 0) : null,
      path: '',
      complete: whole,
      ...(!whole && { reason: 'module_memory cannot be read' }),
    };
  }
}
