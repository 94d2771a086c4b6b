/**
 * Modules with where their code lies. Sources: include/linux/module.h (struct module: mem[] of enum mod_mem_type since
 * 6.4, core_layout and init_layout before).
 */
import type { LinuxKernel } from '../kernel.js';
import { structsOnList } from '../lists.js';
import { StructReader, type Struct } from '../structs.js';

/** include/linux/module.h, enum mod_mem_type: MOD_TEXT, MOD_INIT_TEXT. */
const TEXTS = [0, 4];
const MAX_REGION = 1n << 30n;

/** A range of virtual addresses, the end exclusive. */
export interface Region {
  readonly start: bigint;
  readonly end: bigint;
}

/** A module as its structure tells it. */
export interface LoadedModule {
  readonly name: string;
  /** Address of its struct module. */
  readonly address: bigint;
  /** Executable parts. */
  readonly texts: readonly Region[];
  /** All parts, the executable ones included. */
  readonly parts: readonly Region[];
}

/** Reads struct module. */
export class ModuleReader {
  readonly reader: StructReader;
  private readonly memory: StructReader | undefined;
  private readonly stride: number = 0;

  constructor(private readonly kernel: LinuxKernel) {
    this.reader = new StructReader(kernel, 'module', [
      'list',
      'name',
      'mkobj.mod',
      'mem?',
      'core_layout.base?',
      'core_layout.size?',
      'core_layout.text_size?',
      'init_layout.base?',
      'init_layout.size?',
      'init_layout.text_size?',
    ]);
    const layout = kernel.types.struct('module_memory');
    if (this.reader.has('mem') && layout !== undefined) {
      this.memory = new StructReader(kernel, 'module_memory', ['base', 'size']);
      this.stride = layout.size;
    }
  }

  /** The kernel's list. Without a symbol for its head nothing, with the reason. */
  async listed(signal?: AbortSignal): Promise<{ modules: LoadedModule[]; reason?: string }> {
    const head = this.kernel.symbols.address('modules');
    if (head === undefined) return { modules: [], reason: 'the kernel has no symbol modules' };
    const { structs, reason } = await structsOnList(this.kernel, this.reader, head, 'list', signal);
    const modules: LoadedModule[] = [];
    for (const struct of structs) modules.push(await this.describe(struct));
    return reason === undefined ? { modules } : { modules, reason };
  }

  /** What one structure says; regions that cannot be read or make no sense are left out. */
  async describe(struct: Struct): Promise<LoadedModule> {
    const { texts, parts } = this.memory === undefined ? this.layouts(struct) : await this.regions(struct);
    return { name: struct.text('name'), address: struct.address, texts, parts };
  }

  private layouts(struct: Struct): Pick<LoadedModule, 'texts' | 'parts'> {
    const texts: Region[] = [];
    const parts: Region[] = [];
    for (const layout of ['core_layout', 'init_layout']) {
      if (!this.reader.has(`${layout}.base`)) continue;
      const base = struct.word(`${layout}.base`);
      add(parts, base, struct.number(`${layout}.size`));
      add(texts, base, struct.number(`${layout}.text_size`));
    }
    return { texts, parts };
  }

  private async regions(struct: Struct): Promise<Pick<LoadedModule, 'texts' | 'parts'>> {
    const texts: Region[] = [];
    const parts: Region[] = [];
    const { count } = this.reader.field('mem');
    const start = struct.addressOf('mem');
    const read = await (this.memory as StructReader).many(
      Array.from({ length: count }, (_, i) => start + BigInt(i * this.stride)),
    );
    read.forEach((part, i) => {
      if (part === undefined) return;
      add(parts, part.word('base'), part.number('size'));
      if (TEXTS.includes(i)) add(texts, part.word('base'), part.number('size'));
    });
    return { texts, parts };
  }
}

function add(regions: Region[], start: bigint, size: number): void {
  if (start !== 0n && size > 0 && BigInt(size) < MAX_REGION)
    regions.push({ start, end: start + BigInt(size) });
}
