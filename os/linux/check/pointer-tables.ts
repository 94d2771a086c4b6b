/**
 * Pointers in the kernel's image that lead to code which cannot be meant: from read-only data (file, network and sequence
 * operations and all other constant tables) out of the kernel, from anywhere to code of nobody or of a hidden module.
 * Source: include/asm-generic/vmlinux.lds.h (__start_rodata, __end_rodata, _sdata, _end).
 */
import type { LinuxKernel } from '../kernel.js';
import { addressesIn } from '../variables/index.js';
import type { Check } from './check.js';
import { isForeign } from './code-map.js';
import type { Region } from './loaded-modules.js';
import { orphanRegions } from './orphan-regions.js';
import { hex } from './report.js';

/** Tables that have a check of their own, and variables that hold where ranges of addresses begin. */
const OTHERS = /sys_call_table$|^idt_table$|^(kernel_map|execmem_info|module_(plt|direct|alloc)_base)$/;
/** What tables named like this are made of. Sources: include/linux/fs.h, seq_file.h, proc_fs.h, net.h. */
const TYPES: readonly { readonly name: RegExp; readonly type: string }[] = [
  { name: /_seq_ops?$/, type: 'seq_operations' },
  { name: /_inode_operations$|_iops$/, type: 'inode_operations' },
  { name: /_proc_ops$/, type: 'proc_ops' },
  { name: /_(operations|fops)$/, type: 'file_operations' },
  { name: /_(stream|dgram|raw|sockraw)_ops$/, type: 'proto_ops' },
  { name: /_prot$/, type: 'proto' },
];

/** Looks through the image's data. */
export const pointerTables: Check = {
  name: 'operations',
  async run(facts, report, signal) {
    const { kernel } = facts;
    kernel.symbols.find(['__start_rodata', '__end_rodata', '_sdata', '_end']);
    const code = await facts.code(signal);
    const byPages = await dataByPages(kernel, code.text, signal);
    const constants = between(kernel, '__start_rodata', '__end_rodata') ?? byPages.constants;
    if (constants === undefined)
      report.unchecked('operations: it is not known where the read-only data lies');
    const all = between(kernel, '_sdata', '_end') ?? byPages.variables;
    const orphans = (await orphanRegions(facts, signal)).regions;
    const foreign = [...code.regions(['hidden module']), ...orphans];
    const outside = [...foreign, ...code.regions(['module'])];
    const searches = [
      ...(constants === undefined ? [] : [{ range: constants, ranges: outside }]),
      ...(all === undefined ? [] : [{ range: all, ranges: foreign }]),
    ];
    // Variables without a name that hold where modules begin: arch/arm64/kernel/module.c, module_alloc_base.
    kernel.symbols.find(['module_alloc']);
    const bases = new Set(await addressesIn(kernel, 'module_alloc'));
    const seen = new Set<bigint>();
    for (const { range, ranges } of searches) {
      if (ranges.length === 0) continue;
      let lost = 0;
      for await (const { addresses, values } of kernel.space.scanPointers(
        { ranges, width: kernel.wordSize },
        { range, ...(signal && { signal }), onMissing: () => lost++ },
      )) {
        for (let i = 0; i < addresses.length; i++) {
          const address = addresses[i] as bigint;
          const target = values[i] as bigint;
          const symbol = dataSymbol(kernel, address, code.text);
          if (
            seen.has(address) ||
            (symbol === undefined && bases.has(address)) ||
            OTHERS.test(symbol?.name ?? '')
          )
            continue;
          seen.add(address);
          const [owner] = await code.targets([target]);
          // A free word on a 32-bit machine may look like an address: only code counts.
          if (owner === 'none' || owner === undefined) continue;
          if (range !== constants && !isForeign(owner)) continue;
          const what =
            symbol === undefined ? hex(address) : member(kernel, symbol.name, Number(symbol.offset));
          report.found({
            kind: 'operations-hook',
            what,
            address,
            detail: `it leads to ${code.describe(target)}`,
            evidence: [
              {
                what: 'pointer',
                where: symbol === undefined ? hex(address) : `${symbol.name}+${hex(symbol.offset)}`,
                value: hex(target),
              },
            ],
          });
        }
      }
      if (lost > 0) report.unchecked(`operations: ${lost} ranges of the kernel's data cannot be read`);
    }
  },
};

function between(kernel: LinuxKernel, from: string, to: string): Region | undefined {
  const start = kernel.symbols.address(from);
  const end = kernel.symbols.address(to);
  return start === undefined || end === undefined || start >= end ? undefined : { start, end };
}

/** The symbol of a place in the data; undefined where the table of symbols ends with the code. */
function dataSymbol(kernel: LinuxKernel, address: bigint, text: Region | undefined) {
  const symbol = kernel.symbols.at(address);
  const start = symbol === undefined ? 0n : address - symbol.offset;
  return text !== undefined && start <= text.end && address > text.end ? undefined : symbol;
}

/** The image's data lies within this distance behind its code, bytes. */
const REACH = 64n << 20n;

/**
 * The image's read-only data and what is writable, for kernels that name neither: what the page table maps behind the
 * code in one piece with it, physically too. Freed memory of the image is no longer mapped so, or is the kernel's to give.
 */
async function dataByPages(
  kernel: LinuxKernel,
  text: Region | undefined,
  signal?: AbortSignal,
): Promise<{ readonly constants?: Region; readonly variables?: Region }> {
  const named = ['__start_rodata', '__end_rodata', '_sdata', '_end'];
  if (text === undefined || named.every((name) => kernel.symbols.address(name) !== undefined)) return {};
  const [first] = await kernel.space.translate([text.start]);
  if (first?.ok !== true) return {};
  let constants: Region | undefined;
  let variables: Region | undefined;
  const range = { start: text.end, end: text.end + REACH };
  for await (const run of kernel.space.pages({ range, ...(signal && { signal }) })) {
    if (run.virtual - run.physical !== text.start - first.physical || run.permissions.kernelExecute) continue;
    const start = run.virtual < text.end ? text.end : run.virtual;
    const end = run.virtual + run.size;
    if (run.permissions.write) variables = { start: variables?.start ?? start, end };
    else if (variables === undefined) constants = { start: constants?.start ?? start, end };
  }
  return { ...(constants && { constants }), ...(variables && { variables }) };
}

/** `tcp4_seq_ops.show` where the table's name tells its type, else `name+0x18`. */
function member(kernel: LinuxKernel, name: string, offset: number): string {
  const type = TYPES.find((row) => row.name.test(name))?.type;
  const members = type === undefined ? undefined : kernel.types.describe(`struct ${type}`)?.members;
  const found = members?.find((m) => m.offset === offset && m.bits === 0);
  return found === undefined ? `${name}+${hex(offset)}` : `${name}.${found.name}`;
}
