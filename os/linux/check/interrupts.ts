/**
 * Interrupt and exception vectors. Sources: arch/x86/include/asm/desc_defs.h (struct gate_struct), arch/x86/kernel/idt.c;
 * arch/arm64/kernel/entry.S (vectors: 16 entries of 128 bytes, each branching on); arch/riscv/kernel/entry.S
 * (excp_vect_table).
 */
import { wordIn } from '../kernel.js';
import { StructReader, type Struct } from '../structs.js';
import { branchTarget } from './branches.js';
import type { Check } from './check.js';
import type { Facts } from './facts.js';
import { hex, type Report } from './report.js';

const VECTORS = 256;
/** Bytes of the table of exception vectors, VBAR_EL1: Arm ARM, D1.3.1. */
const ARM_TABLE = 0x800;
const ARM_ENTRY = 0x80;

/** Checks whichever table the kernel has. */
export const interrupts: Check = {
  name: 'interrupts',
  async run(facts, report, signal) {
    facts.kernel.symbols.find(['idt_table', 'vectors', 'excp_vect_table', 'excp_vect_table_end']);
    if ((await facts.code(signal)).text === undefined) {
      report.unchecked("interrupts: it is not known where the kernel's code lies");
      return;
    }
    await gates(facts, report, signal);
    if (facts.kernel.space.mode.startsWith('aarch64')) await armVectors(facts, report, signal);
    await riscvVectors(facts, report, signal);
  },
};

async function gates(facts: Facts, report: Report, signal?: AbortSignal): Promise<void> {
  const { kernel } = facts;
  const table = kernel.symbols.address('idt_table');
  const layout = kernel.types.struct('gate_struct');
  if (!kernel.space.mode.startsWith('x86')) return;
  if (table === undefined || layout === undefined) {
    report.unchecked('interrupts: the kernel has no symbol idt_table, or no type gate_struct');
    return;
  }
  const reader = new StructReader(kernel, 'gate_struct', ['offset_low', 'offset_middle', 'offset_high?']);
  const structs = await reader.many(
    Array.from({ length: VECTORS }, (_, i) => table + BigInt(i * layout.size)),
  );
  const entries = structs.flatMap((gate, vector) =>
    gate === undefined ? [] : [{ name: `vector ${vector}`, at: gate.address, target: handler(reader, gate) }],
  );
  if (entries.length < VECTORS)
    report.unchecked(`interrupts: ${VECTORS - entries.length} of ${VECTORS} gates cannot be read`);
  await judge(facts, report, 'idt_table', entries, signal);
}

function handler(reader: StructReader, gate: Struct): bigint {
  const high = reader.has('offset_high') ? BigInt(gate.number('offset_high')) << 32n : 0n;
  return high | (BigInt(gate.number('offset_middle')) << 16n) | BigInt(gate.number('offset_low'));
}

/** The branches out of each of the 16 entries. */
async function armVectors(facts: Facts, report: Report, signal?: AbortSignal): Promise<void> {
  const { kernel } = facts;
  const table = kernel.symbols.address('vectors');
  if (table === undefined) {
    report.unchecked('interrupts: the kernel has no symbol vectors');
    return;
  }
  const { data, missing } = await kernel.space.readPartial(table, ARM_TABLE);
  if (missing.length > 0) report.unchecked('interrupts: the exception vectors cannot be read');
  const entries = [];
  for (let at = 0; at < ARM_TABLE; at += 4) {
    const address = table + BigInt(at);
    if (missing.some(({ start, size }) => address >= start && address < start + size)) continue;
    const target = branchTarget(kernel, data, at, address);
    if (target !== undefined)
      entries.push({ name: `vector ${Math.floor(at / ARM_ENTRY)}`, at: address, target });
  }
  await judge(facts, report, 'vectors', entries, signal);
}

async function riscvVectors(facts: Facts, report: Report, signal?: AbortSignal): Promise<void> {
  const { kernel } = facts;
  const start = kernel.symbols.address('excp_vect_table');
  const end = kernel.symbols.address('excp_vect_table_end');
  if (start === undefined || end === undefined || end <= start || end - start > 4096n) return;
  const { wordSize } = kernel;
  const { data, missing } = await kernel.space.readPartial(start, Number(end - start));
  if (missing.length > 0) report.unchecked('interrupts: excp_vect_table cannot be read');
  else {
    const count = Math.floor(data.length / wordSize);
    const entries = Array.from({ length: count }, (_, i) => ({
      name: `exception ${i}`,
      at: start + BigInt(i * wordSize),
      target: wordIn(data, i * wordSize, wordSize),
    }));
    await judge(facts, report, 'excp_vect_table', entries, signal);
  }
}

/** Entries of zero are unused, and so are those that only start-up code set. */
async function judge(
  facts: Facts,
  report: Report,
  table: string,
  entries: readonly { readonly name: string; readonly at: bigint; readonly target: bigint }[],
  signal?: AbortSignal,
): Promise<void> {
  const code = await facts.code(signal);
  const used = entries.filter(({ target }) => target !== 0n && !code.discarded(target));
  const targets = await code.targets(used.map(({ target }) => target));
  for (const [i, { name, at, target }] of used.entries()) {
    const owner = targets[i];
    if (owner === 'none') report.unchecked(`interrupts: ${name} leads to ${hex(target)}, which is no code`);
    else if (typeof owner !== 'object' || owner.kind !== 'kernel')
      report.found({
        kind: 'interrupt-hook',
        what: `${table}: ${name}`,
        address: at,
        detail: `it leads to ${code.describe(target)}`,
        evidence: [{ what: 'entry', where: hex(at), value: hex(target) }],
      });
  }
}
