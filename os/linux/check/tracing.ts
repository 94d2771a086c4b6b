/**
 * Functions traced or probed by code outside the kernel. Sources: include/linux/ftrace.h, kernel/trace/ftrace.c (struct
 * ftrace_hash, struct ftrace_func_entry); include/linux/kprobes.h, kernel/kprobes.c (kprobe_table, aggregated probes).
 */
import { headsOf } from '../hlist.js';
import { readWord, wordIn, type LinuxKernel } from '../kernel.js';
import { StructReader, type Struct } from '../structs.js';
import { variable } from '../variables/index.js';
import type { Check } from './check.js';
import { UNKNOWN, type CodeMap, type Target } from './code-map.js';
import { ftraceOperations } from './ftrace-operations.js';
import { chain } from './chains.js';
import { hex } from './report.js';

/** kernel/kprobes.c, KPROBE_TABLE_SIZE: 64 lists. */
const PROBE_LISTS = 64;
/** Functions named in the evidence of one hook. */
const SHOWN = 8;
const MAX_BITS = 24;

/** The callbacks of ftrace. */
export const ftraceHooks: Check = {
  name: 'ftrace',
  async run(facts, report, signal) {
    const { kernel } = facts;
    const { operations, reason } = await ftraceOperations(kernel);
    if (reason !== undefined) report.unchecked(`ftrace: ${reason}`);
    const code = await facts.code(signal);
    const targets = await code.targets(operations.map(({ callback }) => callback));
    for (const [i, { address, callback, filter }] of operations.entries()) {
      const target = targets[i];
      if (target === 'none') report.unchecked(`ftrace: an entry calls ${hex(callback)}, which is no code`);
      if (target === 'unknown') report.unchecked(`ftrace: ${UNKNOWN}`);
      if (!outside(target)) continue;
      const functions = filter === 0n ? [] : await tracedFunctions(kernel, filter);
      report.found({
        kind: 'ftrace-hook',
        what: functions[0]?.name ?? `ftrace_ops at ${hex(address)}`,
        address,
        detail: `calls ${code.describe(callback)}${functions.length > 1 ? `, and so do ${functions.length - 1} more functions` : ''}`,
        evidence: [
          { what: 'callback', where: hex(address), value: hex(callback) },
          ...functions
            .slice(0, SHOWN)
            .map(({ name, ip }) => ({ what: 'function', where: hex(ip), value: name })),
        ],
      });
    }
  },
};

/** Where the lists of probes are: the first thing that the code names which looks like them. User: kernel/kprobes.c. */
function probeTable(kernel: LinuxKernel): Promise<bigint | undefined> {
  return variable(kernel, {
    name: 'kprobe_table',
    users: ['get_kprobe'],
    fits: async (address) => {
      const { firsts, reason } = await headsOf(kernel, { address, count: PROBE_LISTS });
      const used = firsts.filter((first) => first !== 0n);
      const nodes = await Promise.all(used.map((first) => readWord(kernel, first + BigInt(kernel.wordSize))));
      // The first node of a list leads back to its head.
      const table = { start: address, end: address + BigInt(PROBE_LISTS * kernel.wordSize) };
      return reason === undefined && nodes.every((back = 0n) => back >= table.start && back < table.end);
    },
  });
}

/** The handlers of kprobes. */
export const kprobeHooks: Check = {
  name: 'kprobes',
  async run(facts, report, signal) {
    const { kernel } = facts;
    if (kernel.types.struct('kprobe') === undefined) {
      report.unchecked("kprobes: the kernel's types have no struct kprobe");
      return;
    }
    const reader = new StructReader(kernel, 'kprobe', [
      'hlist',
      'list',
      'addr',
      'pre_handler',
      'post_handler?',
    ]);
    const table = await probeTable(kernel);
    if (table === undefined) {
      report.unchecked('kprobes: the kernel has no symbol kprobe_table');
      return;
    }
    const returning =
      kernel.types.struct('kretprobe') === undefined
        ? undefined
        : new StructReader(kernel, 'kretprobe', ['kp', 'handler', 'entry_handler']);
    const code = await facts.code(signal);
    const { data, missing } = await kernel.space.readPartial(table, PROBE_LISTS * kernel.wordSize);
    if (missing.length > 0) report.unchecked('kprobes: kprobe_table cannot be read whole');
    for (let i = 0; i < PROBE_LISTS; i++) {
      const first = wordIn(data, i * kernel.wordSize, kernel.wordSize);
      const probes = await chain(reader, first, 'hlist');
      if (probes.reason !== undefined) report.unchecked(`kprobes: ${probes.reason}`);
      for (const probe of probes.structs) {
        // Several probes of one place hang on a probe of the kernel's own.
        const others = await chain(reader, probe.word('list'), 'list', probe.addressOf('list'));
        for (const one of [probe, ...others.structs]) await judge(code, one, returning);
      }
    }

    async function judge(map: CodeMap, probe: Struct, retprobes: StructReader | undefined): Promise<void> {
      const handlers = ['pre_handler', 'post_handler?']
        .filter((member) => reader.has(member.replace('?', '')))
        .map((member) => ({ what: member.replace('?', ''), at: probe.word(member.replace('?', '')) }));
      const before = kernel.symbols.at(handlers[0]?.at ?? 0n)?.name;
      if (retprobes !== undefined && before === 'pre_handler_kretprobe') {
        const whole = await retprobes.at(probe.address - BigInt(retprobes.offset('kp')));
        for (const what of ['handler', 'entry_handler'])
          if (whole !== undefined) handlers.push({ what, at: whole.word(what) });
      }
      const used = handlers.filter(({ at }) => at !== 0n);
      const targets = await map.targets(used.map(({ at }) => at));
      used.forEach(({ what, at }, i) => {
        const target = targets[i];
        if (target === 'unknown') report.unchecked(`kprobes: ${UNKNOWN}`);
        if (!outside(target)) return;
        const place = kernel.symbols.at(probe.word('addr'));
        report.found({
          kind: 'kprobe-hook',
          what: place === undefined ? hex(probe.word('addr')) : `${place.name}+${hex(place.offset)}`,
          address: probe.address,
          detail: `its ${what} is in ${map.describe(at)}`,
          evidence: [
            { what: 'probed', where: hex(probe.address), value: hex(probe.word('addr')) },
            { what, where: hex(probe.address), value: hex(at) },
          ],
        });
      });
    }
  },
};

/** Handlers of the kernel's own, and BPF programs called through them, are what tracing is made of. */
function outside(target: Target | undefined): boolean {
  return target === 'unowned' || (typeof target === 'object' && /module$/.test(target.kind));
}

/** The functions in a struct ftrace_hash: an array of 2^size_bits lists. */
async function tracedFunctions(
  kernel: LinuxKernel,
  address: bigint,
): Promise<{ name: string; ip: bigint }[]> {
  const reader = new StructReader(kernel, 'ftrace_hash', ['size_bits', 'buckets', 'count']);
  const entries = new StructReader(kernel, 'ftrace_func_entry', ['hlist', 'ip']);
  const hash = await reader.at(address);
  const bits = hash?.number('size_bits') ?? MAX_BITS;
  if (hash === undefined || hash.number('count') === 0 || bits >= MAX_BITS) return [];
  const { data, missing } = await kernel.space.readPartial(hash.word('buckets'), kernel.wordSize * 2 ** bits);
  const found: { name: string; ip: bigint }[] = [];
  for (let i = 0; i < 2 ** bits && missing.length === 0; i++) {
    const { structs } = await chain(entries, wordIn(data, i * kernel.wordSize, kernel.wordSize), 'hlist');
    for (const entry of structs) {
      const ip = entry.word('ip');
      found.push({ name: kernel.symbols.at(ip)?.name ?? hex(ip), ip });
    }
  }
  return found;
}
