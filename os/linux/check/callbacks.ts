/**
 * Callbacks that the kernel keeps in lists: probes of tracepoints, security hooks, notifiers, packet filters. Sources:
 * include/linux/tracepoint-defs.h, include/linux/lsm_hooks.h (security_hook_heads, to 6.11), include/linux/notifier.h,
 * include/linux/netfilter.h (struct nf_hook_entries).
 */
import type { FindingKind } from '../../types.js';
import { readWord, wordIn, type LinuxKernel } from '../kernel.js';
import { StructReader } from '../structs.js';
import { textsAt } from '../texts.js';
import { addressesIn, variable } from '../variables/index.js';
import { chain } from './chains.js';
import type { Check } from './check.js';
import { isForeign, UNKNOWN, type Target } from './code-map.js';
import type { Facts } from './facts.js';
import { hex, type Report } from './report.js';

/** Chains of notifiers by symbol, and what kind of head each has. */
const NOTIFIERS = [
  { symbol: 'keyboard_notifier_list', head: 'atomic_notifier_head' },
  { symbol: 'vt_notifier_list', head: 'atomic_notifier_head' },
  { symbol: 'die_chain', head: 'atomic_notifier_head' },
  { symbol: 'panic_notifier_list', head: 'atomic_notifier_head' },
  { symbol: 'inetaddr_chain', head: 'blocking_notifier_head' },
  { symbol: 'inet6addr_chain', head: 'atomic_notifier_head' },
  { symbol: 'module_notify_list', head: 'blocking_notifier_head' },
  { symbol: 'reboot_notifier_list', head: 'blocking_notifier_head' },
  { symbol: 'usb_notifier_list', head: 'blocking_notifier_head' },
  { symbol: 'netdev_chain', head: 'raw_notifier_head' },
] as const;
const MAX_TRACEPOINTS = 1 << 16;
const MAX_PROBES = 64;
const MAX_FILTERS = 1024;

interface Callback {
  readonly what: string;
  readonly at: bigint;
  readonly target: bigint;
}

/** Tracepoints, security hooks, notifiers and packet filters. */
export const callbacks: Check = {
  name: 'callbacks',
  async run(facts, report, signal) {
    const { kernel } = facts;
    kernel.symbols.find([
      ...NOTIFIERS.map(({ symbol }) => symbol),
      '__start___tracepoints_ptrs',
      '__stop___tracepoints_ptrs',
      'security_hook_heads',
      'init_net',
    ]);
    const notKernel = (target: Target): boolean =>
      isForeign(target) || (typeof target === 'object' && target.kind === 'module');
    await judge(facts, report, 'tracepoint-hook', await probes(kernel, report), notKernel, signal);
    await judge(facts, report, 'security-hook', await securityHooks(kernel, report), notKernel, signal);
    await judge(facts, report, 'notifier-hook', await notifiers(kernel, report), isForeign, signal);
    await judge(facts, report, 'notifier-hook', await filters(kernel, report), isForeign, signal);
  },
};

async function judge(
  facts: Facts,
  report: Report,
  kind: FindingKind,
  found: readonly Callback[],
  wrong: (target: Target) => boolean,
  signal?: AbortSignal,
): Promise<void> {
  const code = await facts.code(signal);
  const targets = await code.targets(found.map(({ target }) => target));
  for (const [i, { what, at, target }] of found.entries()) {
    const owner = targets[i];
    if (owner === 'none') report.unchecked(`callbacks: ${what} calls ${hex(target)}, which is no code`);
    if (owner === 'unknown') report.unchecked(`callbacks: ${UNKNOWN}`);
    if (owner === undefined || owner === 'none' || !wrong(owner)) continue;
    report.found({
      kind,
      what,
      address: at,
      detail: `it calls ${code.describe(target)}`,
      evidence: [{ what: 'callback', where: hex(at), value: hex(target) }],
    });
  }
}

/** Ends of the table of tracepoints. User: kernel/tracepoint.c. */
async function tableOfTracepoints(kernel: LinuxKernel): Promise<(bigint | undefined)[]> {
  const reader = new StructReader(kernel, 'tracepoint', ['name']);
  /** Whether an entry, which is a distance from itself or a pointer, leads to a tracepoint with a name. */
  const isEntry = async (at: bigint): Promise<boolean> => {
    const { data, missing } = await kernel.space.readPartial(at, 8);
    if (missing.length > 0) return false;
    const distance = BigInt(new DataView(data.buffer, data.byteOffset, 8).getInt32(0, true));
    const places = [BigInt.asUintN(8 * kernel.wordSize, at + distance), wordIn(data, 0, kernel.wordSize)];
    const points = await reader.many(places);
    const names = await textsAt(
      kernel,
      points.map((point) => point?.word('name') ?? 0n),
    );
    return names.some((name) => /^\w+$/.test(name ?? ''));
  };
  const users = ['for_each_kernel_tracepoint'] as const;
  const start = await variable(kernel, { name: '__start___tracepoints_ptrs', users, fits: isEntry });
  kernel.symbols.find(['__stop___tracepoints_ptrs']);
  const named = kernel.symbols.address('__stop___tracepoints_ptrs');
  if (named !== undefined || start === undefined) return [start, named];
  // Of the places that an entry ends at, the last: the code may lead into the table, too.
  let end: bigint | undefined;
  for (const address of await addressesIn(kernel, users[0]))
    if (address > (end ?? start) && address - start < 4 * MAX_TRACEPOINTS && (await isEntry(address - 4n)))
      end = address;
  return [start, end];
}

/** Functions attached to tracepoints. The table holds distances from its own entries, or pointers. */
async function probes(kernel: LinuxKernel, report: Report): Promise<Callback[]> {
  if (kernel.types.struct('tracepoint') === undefined) {
    report.unchecked("callbacks: the kernel's types have no struct tracepoint");
    return [];
  }
  const [start, end] = await tableOfTracepoints(kernel);
  if (start === undefined || end === undefined || end <= start) {
    report.unchecked('callbacks: the kernel has no symbol __start___tracepoints_ptrs');
    return [];
  }
  const { wordSize, kernelStart } = kernel;
  const { data, missing } = await kernel.space.readPartial(
    start,
    Math.min(Number(end - start), 8 * MAX_TRACEPOINTS),
  );
  if (missing.length > 0) {
    report.unchecked('callbacks: the table of tracepoints cannot be read');
    return [];
  }
  const reader = new StructReader(kernel, 'tracepoint', ['name', 'funcs']);
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const relative = Array.from({ length: Math.floor(data.length / 4) }, (_, i) =>
    BigInt.asUintN(8 * wordSize, start + BigInt(4 * i) + BigInt(view.getInt32(4 * i, true))),
  );
  const absolute = Array.from({ length: Math.floor(data.length / wordSize) }, (_, i) =>
    wordIn(data, i * wordSize, wordSize),
  );
  let points = await reader.many(relative);
  const sensible = points.filter((point) => (point?.word('name') ?? 0n) >= kernelStart).length;
  if (2 * sensible < relative.length) points = await reader.many(absolute);
  const functions = new StructReader(kernel, 'tracepoint_func', ['func']);
  const stride = BigInt(kernel.types.struct('tracepoint_func')?.size ?? 3 * wordSize);
  const found: Callback[] = [];
  let lost = 0;
  for (const point of points) {
    if (point === undefined) lost++;
    const list = point?.word('funcs') ?? 0n;
    if (point === undefined || list === 0n) continue;
    const name = await kernel.space.string(point.word('name'), 64).catch(() => hex(point.address));
    for (let i = 0; i < MAX_PROBES; i++) {
      const entry = await functions.at(list + BigInt(i) * stride);
      if (entry === undefined) lost++;
      if (entry === undefined || entry.word('func') === 0n) break;
      found.push({ what: `tracepoint ${name}`, at: entry.address, target: entry.word('func') });
    }
  }
  if (lost > 0) report.unchecked(`callbacks: ${lost} tracepoints cannot be read`);
  return found;
}

/** Every list of security_hook_heads: a structure of nothing but list heads. */
async function securityHooks(kernel: LinuxKernel, report: Report): Promise<Callback[]> {
  const heads = kernel.symbols.address('security_hook_heads');
  const layout = kernel.types.struct('security_hook_heads');
  const description = kernel.types.describe('struct security_hook_heads');
  if (heads === undefined || layout === undefined || description === undefined) return [];
  const reader = new StructReader(kernel, 'security_hook_list', ['list', 'hook']);
  const { data, missing } = await kernel.space.readPartial(heads, layout.size);
  if (missing.length > 0) report.unchecked('callbacks: security_hook_heads cannot be read');
  const found: Callback[] = [];
  for (const { name, offset } of missing.length > 0 ? [] : description.members) {
    const { structs, reason } = await chain(reader, wordIn(data, offset, kernel.wordSize), 'list');
    if (reason !== undefined) report.unchecked(`callbacks: ${reason}`);
    for (const hook of structs)
      found.push({ what: `security hook ${name}`, at: hook.address, target: hook.word('hook') });
  }
  return found;
}

async function notifiers(kernel: LinuxKernel, report: Report): Promise<Callback[]> {
  const block = new StructReader(kernel, 'notifier_block', ['notifier_call', 'next']);
  const found: Callback[] = [];
  for (const { symbol, head } of NOTIFIERS) {
    const address = kernel.symbols.address(symbol);
    const field = kernel.types.struct(head)?.field('head');
    if (address === undefined || field === undefined) continue;
    const first = await readWord(kernel, address + BigInt(field.offset));
    if (first === undefined) {
      report.unchecked(`callbacks: ${symbol} cannot be read`);
      continue;
    }
    // The chain leads from block to block, not to the member inside.
    for (let at = first, length = 0; at !== 0n && length < MAX_FILTERS; length++) {
      const entry = await block.at(at);
      if (entry === undefined) report.unchecked(`callbacks: ${symbol} cannot be followed to ${hex(at)}`);
      if (entry === undefined) break;
      found.push({ what: `${symbol}`, at: entry.address, target: entry.word('notifier_call') });
      at = entry.word('next');
    }
  }
  return found;
}

/** Packet filters of the first network namespace: arrays of pointers to struct nf_hook_entries. */
async function filters(kernel: LinuxKernel, report: Report): Promise<Callback[]> {
  const net = kernel.symbols.address('init_net');
  const layout = kernel.types.struct('net');
  const entry = kernel.types.struct('nf_hook_entry');
  if (net === undefined || layout === undefined || entry === undefined) return [];
  const reader = new StructReader(kernel, 'nf_hook_entries', ['num_hook_entries', 'hooks']);
  const hooks = new StructReader(kernel, 'nf_hook_entry', ['hook']);
  const found: Callback[] = [];
  for (const family of ['ipv4', 'ipv6', 'arp', 'bridge']) {
    const field = layout.field(`nf.hooks_${family}`);
    if (field === undefined) continue;
    const count = Math.floor(field.size / kernel.wordSize);
    for (let i = 0; i < count; i++) {
      const list = await readWord(kernel, net + BigInt(field.offset + i * kernel.wordSize));
      if (list === undefined) report.unchecked(`callbacks: the ${family} packet filters cannot be read`);
      if (list === undefined || list === 0n) continue;
      const entries = await reader.at(list);
      const number = entries?.number('num_hook_entries') ?? MAX_FILTERS;
      if (entries === undefined || number >= MAX_FILTERS) {
        report.unchecked(`callbacks: the ${family} packet filters at ${hex(list)} cannot be read`);
        continue;
      }
      const start = entries.addressOf('hooks');
      const read = await hooks.many(Array.from({ length: number }, (_, n) => start + BigInt(n * entry.size)));
      for (const hook of read)
        if (hook !== undefined)
          found.push({ what: `${family} packet filter`, at: hook.address, target: hook.word('hook') });
    }
  }
  return found;
}
