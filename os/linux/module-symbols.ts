/** Symbols of modules. Sources: kernel/module/kallsyms.c (kernel/module.c before 5.19), kernel/kallsyms.c, s_show. */
import type { KernelSymbol } from '../types.js';
import { wordIn, type LinuxKernel } from './kernel.js';
import { ModuleExports } from './module-exports.js';
import { StructReader, type Struct } from './structs.js';

/** Elf64_Sym: name u32, info u8, other u8, section u16, value u64, size u64; Elf32_Sym: name, value, size u32, ... */
const ELF_SYMBOL = {
  8: { size: 24, value: 8 },
  4: { size: 16, value: 4 },
} as const;
const MAX_SYMBOLS = 1 << 18;
const MAX_STRINGS = 16 << 20;
/** include/linux/kallsyms.h, KSYM_NAME_LEN: no name is longer. */
const LONGEST_NAME = 512;
const latin = new TextDecoder('latin1');

/** Reads the symbol tables of modules. */
export class ModuleSymbols {
  private readonly kallsyms: StructReader;
  private readonly exports: ModuleExports;

  constructor(private readonly kernel: LinuxKernel) {
    this.kallsyms = new StructReader(kernel, 'mod_kallsyms', ['symtab', 'num_symtab', 'strtab', 'typetab']);
    this.exports = new ModuleExports(kernel);
  }

  /** Symbols of a struct module in the table's order, as /proc/kallsyms prints them. */
  async *of(module: Struct, incomplete?: (reason: string) => void): AsyncGenerator<KernelSymbol> {
    const name = module.text('name');
    const table = await this.kallsyms.at(module.word('kallsyms'));
    const count = table?.number('num_symtab') ?? 0;
    if (table === undefined || count > MAX_SYMBOLS) {
      incomplete?.(`the symbol table of ${name} cannot be read`);
      return;
    }
    const { size, value } = ELF_SYMBOL[this.kernel.wordSize];
    const { space, wordSize } = this.kernel;
    const symbols = await space.readPartial(table.word('symtab'), count * size);
    const types = await space.readPartial(table.word('typetab'), count);
    const view = new DataView(symbols.data.buffer, symbols.data.byteOffset, symbols.data.length);
    const names = Array.from({ length: count }, (_, i) => view.getUint32(i * size, true));
    const last = names.reduce((most, at) => Math.max(most, at), 0);
    const length = Math.min(MAX_STRINGS, last + LONGEST_NAME);
    const strings = await space.readPartial(table.word('strtab'), length);
    const stringsEnd = table.word('strtab') + BigInt(last + 1);
    if (
      symbols.missing.length + types.missing.length > 0 ||
      strings.missing.some(({ start }) => start < stringsEnd)
    )
      incomplete?.(`symbols of ${name} are missing`);
    const exported = await this.exports.of(module);
    if (exported === undefined) incomplete?.(`which symbols ${name} exports cannot be read`);
    for (let i = 0; i < count; i++) {
      const at = names[i] as number;
      const end = strings.data.indexOf(0, at);
      // The first symbol has no name, and /proc/kallsyms leaves such out; so do lost bytes, which are zeros.
      if (end <= at) continue;
      const text = latin.decode(strings.data.subarray(at, end));
      const address = wordIn(symbols.data, i * size + value, wordSize);
      const letter = String.fromCharCode(types.data[i] ?? 0);
      if (!/[a-z?]/i.test(letter)) continue;
      const type = exported?.get(text) === address ? letter.toUpperCase() : letter.toLowerCase();
      yield { name: text, address, type, module: name };
    }
  }
}
