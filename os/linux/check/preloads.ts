/** Libraries that the environment tells the dynamic linker to load first. Source: ld.so(8), LD_PRELOAD and LD_AUDIT. */
import { StructReader } from '../structs.js';
import type { Check } from './check.js';
import { hex } from './report.js';
import { userProcesses } from './user-processes.js';

/** fs/exec.c: arguments and environment take at most three quarters of _STK_LIM. */
const MAX_ENVIRONMENT = 6 << 20;
const VARIABLES = /^(LD_PRELOAD|LD_AUDIT)=(.+)$/;
const decoder = new TextDecoder();

/** Reads every environment. */
export const preloads: Check = {
  name: 'preloaded libraries',
  async run(facts, report) {
    const reader = new StructReader(facts.kernel, 'mm_struct', ['env_start', 'env_end']);
    for await (const { task, memory } of userProcesses(facts, report, 'preloaded libraries')) {
      const mm = await reader.at(task.mm);
      const start = mm?.word('env_start') ?? 0n;
      const end = mm?.word('env_end') ?? 0n;
      if (start === end) continue;
      const length = end - start;
      const sane = length > 0n && length <= BigInt(MAX_ENVIRONMENT);
      const read = sane ? await memory.readPartial(start, Number(length)) : undefined;
      if (read === undefined || read.missing.length > 0)
        report.unchecked(`preloaded libraries: the environment of pid ${task.pid} cannot be read whole`);
      let at = start;
      for (const text of decoder.decode(read?.data ?? new Uint8Array()).split('\0')) {
        const [, name, value] = VARIABLES.exec(text) ?? [];
        if (name !== undefined && value !== undefined)
          report.found({
            kind: 'preload',
            what: `pid ${task.pid} (${task.name})`,
            address: at,
            detail: `${name} names ${value}`,
            evidence: [{ what: 'environment', where: hex(at), value: text }],
          });
        at += BigInt(text.length + 1);
      }
    }
  },
};
