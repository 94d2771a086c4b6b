/**
 * Functions of the kernel that begin by leaving it. Calls to ftrace's trampolines, BPF programs and probes' slots are the
 * kernel's own work, and trampolines of static calls may lead to modules. Sources: arch/x86/kernel/ftrace.c,
 * arch/x86/kernel/kprobes/opt.c, include/linux/static_call.h (STATIC_CALL_TRAMP), arch/arm64/kernel/ftrace.c.
 */
import { throwIfAborted } from '../../../engine/index.js';
import type { LinuxKernel } from '../kernel.js';
import { branchTarget } from './branches.js';
import type { Check } from './check.js';
import { UNKNOWN } from './code-map.js';
import { orphanRegions } from './orphan-regions.js';
import { hex } from './report.js';

/** Bytes of text read at a time, and how much of a function is looked at. */
const STEP = 1 << 20;
const REACH = 32;
/** Trampolines of static calls: a jump to whatever is set, in a module too. */
const STATIC_CALL = /^__SC[TK]__/;
/** What may stand before the first branch: ENDBR64, ENDBR32, five-byte NOP; BTI c, PACIASP, NOP, MOV x9, x30. */
const X86_SKIPPED = [
  [0xf3, 0x0f, 0x1e, 0xfa],
  [0xf3, 0x0f, 0x1e, 0xfb],
  [0x0f, 0x1f, 0x44, 0x00, 0x00],
];
const ARM64_SKIPPED = [0xd503245f, 0xd503233f, 0xd503201f, 0xaa1e03e9];

/** Looks at the first instructions of every function. */
export const prologues: Check = {
  name: 'first instructions',
  async run(facts, report, signal) {
    const { kernel } = facts;
    const code = await facts.code(signal);
    const { text } = code;
    if (text === undefined) {
      report.unchecked("first instructions: it is not known where the kernel's code lies");
      return;
    }
    const functions: { address: bigint; name: string }[] = [];
    for (const { address, name, type } of kernel.symbols.entries())
      if (/^[tTwW]$/.test(type) && address >= text.start && address < text.end && !STATIC_CALL.test(name))
        functions.push({ address, name });
    functions.sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
    const branches: { name: string; address: bigint; target: bigint }[] = [];
    let next = 0;
    let lost = 0;
    for (let start = text.start; start < text.end; start += BigInt(STEP)) {
      throwIfAborted(signal);
      const { data, missing } = await kernel.space.readPartial(start, STEP + REACH);
      for (; next < functions.length; next++) {
        const { address, name } = functions[next] as (typeof functions)[0];
        if (address >= start + BigInt(STEP)) break;
        if (
          missing.some(
            (m) =>
              m.start < address + BigInt(REACH) &&
              m.start + m.size > address &&
              address < text.end - BigInt(REACH),
          )
        ) {
          lost++;
          continue;
        }
        const at = Number(address - start);
        const first = at + skipped(kernel, data, at);
        const target = branchTarget(kernel, data, first, start + BigInt(first));
        if (target !== undefined && (target < text.start || target >= text.end))
          branches.push({ name, address, target });
      }
    }
    if (lost > 0)
      report.unchecked(`first instructions: ${lost} of ${functions.length} functions cannot be read`);
    const targets = await code.targets(branches.map(({ target }) => target));
    // Code of nobody must be some: a damaged page table makes anything executable.
    const orphans = (await orphanRegions(facts, signal)).regions;
    for (const [i, { name, address, target }] of branches.entries()) {
      const owner = targets[i];
      // Bytes that only look like a branch lead nowhere.
      if (owner === undefined || owner === 'none') continue;
      if (owner === 'unknown') report.unchecked(`first instructions: ${UNKNOWN}`);
      if (owner === 'unowned' && !orphans.some(({ start, end }) => target >= start && target < end)) continue;
      if (owner !== 'unowned' && (typeof owner !== 'object' || !/module$/.test(owner.kind))) continue;
      report.found({
        kind: 'inline-hook',
        what: name,
        address,
        detail: `its first instruction leads to ${code.describe(target)}`,
        evidence: [{ what: 'branch', where: hex(address), value: hex(target) }],
      });
    }
  },
};

/** Bytes of harmless instructions at the start of a function. */
function skipped(kernel: LinuxKernel, data: Uint8Array, start: number): number {
  let at = start;
  for (let round = 0; round < 4; round++) {
    const length = kernel.space.mode.startsWith('x86')
      ? X86_SKIPPED.find((bytes) => bytes.every((byte, i) => data[at + i] === byte))?.length
      : kernel.space.mode.startsWith('aarch64') && ARM64_SKIPPED.includes(wordAt(data, at))
        ? 4
        : undefined;
    if (length === undefined) break;
    at += length;
  }
  return at - start;
}

function wordAt(data: Uint8Array, at: number): number {
  return at + 4 > data.length ? 0 : new DataView(data.buffer, data.byteOffset + at, 4).getUint32(0, true);
}
