/**
 * What modules export. Sources: include/linux/export-internal.h, kernel/module/internal.h (struct kernel_symbol),
 * kernel/module/kallsyms.c (is_exported: only the table `syms`, not that for GPL users).
 */
import { wordIn, type LinuxKernel } from './kernel.js';
import type { Struct } from './structs.js';

const MAX_EXPORTS = 1 << 16;
/** Names of one table lie in one section; more than this between them means that they do not. */
const MAX_NAMES = 4 << 20;
const LONGEST_NAME = 512;
const latin = new TextDecoder('latin1');

/** Reads the tables of exported symbols of modules. */
export class ModuleExports {
  /** Bytes of an entry, and whether its words are distances from their own place (HAVE_ARCH_PREL32_RELOCATIONS). */
  private readonly form: { readonly size: number; readonly relative: boolean };

  constructor(private readonly kernel: LinuxKernel) {
    const layout = kernel.types.struct('kernel_symbol');
    const relative =
      layout === undefined
        ? kernel.architecture !== 'arm' && kernel.architecture !== 'riscv64'
        : layout.field('value_offset') !== undefined;
    this.form = { relative, size: layout?.size ?? (relative ? 12 : 3 * kernel.wordSize) };
  }

  /** Addresses by name; undefined when the table cannot be read. */
  async of(module: Struct): Promise<Map<string, bigint> | undefined> {
    const { wordSize, space } = this.kernel;
    const { size, relative } = this.form;
    const count = module.optional('num_syms') ?? 0;
    if (count === 0) return new Map();
    const start = module.word('syms');
    if (count > MAX_EXPORTS) return undefined;
    const table = await space.readPartial(start, count * size);
    if (table.missing.length > 0) return undefined;
    const view = new DataView(table.data.buffer, table.data.byteOffset, table.data.length);
    const pointer = (at: number): bigint =>
      relative
        ? BigInt.asUintN(8 * wordSize, start + BigInt(at + view.getInt32(at, true)))
        : wordIn(table.data, at, wordSize);
    const step = relative ? 4 : wordSize;
    const entries = Array.from({ length: count }, (_, i) => ({
      value: pointer(i * size),
      name: pointer(i * size + step),
    }));
    const first = entries.reduce((least, { name }) => (name < least ? name : least), entries[0]?.name ?? 0n);
    const last = entries.reduce((most, { name }) => (name > most ? name : most), 0n);
    if (last - first > BigInt(MAX_NAMES)) return undefined;
    const { data, missing } = await space.readPartial(first, Number(last - first) + LONGEST_NAME);
    if (missing.some((gap) => gap.start <= last)) return undefined;
    return new Map(
      entries.map(({ name, value }) => {
        const at = Number(name - first);
        const end = data.indexOf(0, at);
        return [latin.decode(data.subarray(at, end < 0 ? at : end)), value];
      }),
    );
  }
}
