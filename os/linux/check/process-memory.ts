/**
 * Mappings that programs do not have by themselves: writable and executable ones, executable ones of files that are gone,
 * and code in memory that no file backs (what volatility's malfind looks for). A just-in-time compiler makes the first and
 * the last too: the bytes shown tell the two apart.
 */
import type { AddressSpace } from '../../../engine/index.js';
import type { Evidence, Mapping } from '../../types.js';
import type { Check } from './check.js';
import { hex } from './report.js';
import { userProcesses } from './user-processes.js';

/** Bytes of one mapping that are looked through, and how many at a time. */
const MAX_LOOKED = 64 << 20;
const STEP = 1 << 20;
const SHOWN = 32;
/** Mappings that the kernel makes and fills itself. */
const KERNEL_MADE = /^\[(vdso|vdso32|vvar|vvar_vclock|vsyscall|vectors|sigpage|uprobes|timens|xol_area)\]$/;
/** Names of anonymous memory. */
const ANONYMOUS = /^$|^\[(heap|stack|anon(_shmem)?:.*)\]$/;

/** Judges every executable mapping. */
export const processMemory: Check = {
  name: 'process memory',
  async run(facts, report) {
    for await (const { task, mappings, memory } of userProcesses(facts, report, 'process memory')) {
      for (const mapping of mappings) {
        const { start, permissions, path } = mapping;
        if (permissions[2] !== 'x' || (path !== null && KERNEL_MADE.test(path))) continue;
        const what = `pid ${task.pid} (${task.name}) ${hex(start)}`;
        const evidence: Evidence[] = [
          {
            what: 'mapping',
            where: `${hex(start)}-${hex(mapping.end)}`,
            value: `${permissions} ${path ?? '?'}`.trim(),
          },
        ];
        if (permissions[1] === 'w')
          report.found({
            kind: 'writable-executable',
            what,
            address: start,
            detail: 'a mapping that is writable and executable',
            evidence,
          });
        if (path?.endsWith(' (deleted)') === true)
          report.found({
            kind: 'deleted-executable',
            what,
            address: start,
            detail: `runs code of ${path.startsWith('/memfd:') ? 'a file that was never on disk' : 'a file that was deleted'}`,
            evidence,
          });
        if (path === null || !ANONYMOUS.test(path)) continue;
        const { at, bytes, reason } = await firstContent(memory, mapping);
        if (reason !== undefined) report.unchecked(`process memory: ${what}: ${reason}`);
        if (at === undefined || bytes === undefined) continue;
        const text = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
        report.found({
          kind: 'injected-code',
          what,
          address: start,
          detail: `${describe(bytes)} in executable memory that no file backs`,
          evidence: [...evidence, { what: 'bytes', where: hex(at), value: text }],
        });
      }
    }
  },
};

/** The first bytes of a mapping that are not zero; nothing when it has none. */
async function firstContent(
  memory: AddressSpace,
  { start, end }: Mapping,
): Promise<{ at?: bigint; bytes?: Uint8Array; reason?: string }> {
  let looked = 0;
  let lost = 0n;
  for await (const run of memory.pages({ range: { start, end }, onMissing: ({ size }) => (lost += size) })) {
    for (let offset = 0n; offset < run.size && looked < MAX_LOOKED; offset += BigInt(STEP)) {
      const length = run.size - offset < BigInt(STEP) ? Number(run.size - offset) : STEP;
      const { data, missing } = await memory.readPartial(run.virtual + offset, length);
      for (const { size } of missing) lost += size;
      looked += length;
      const first = data.findIndex((byte) => byte !== 0);
      if (first < 0) continue;
      const at = run.virtual + offset + BigInt(first);
      const { data: bytes } = await memory.readPartial(at, Math.min(SHOWN, Number(end - at)));
      return { at, bytes };
    }
  }
  return lost === 0n ? {} : { reason: `${lost} bytes of it cannot be read` };
}

/** What the bytes begin with. */
function describe(bytes: Uint8Array): string {
  const [a, b, c, d] = bytes;
  if (a === 0x7f && b === 0x45 && c === 0x4c && d === 0x46) return 'an ELF image';
  return a === 0x4d && b === 0x5a ? 'a PE image' : 'code or data';
}
