/**
 * Where namespaces of each kind have their number. Sources for what is invariant: include/linux/ns_common.h,
 * include/linux/proc_ns.h, fs/nsfs.c, kernel/nsproxy.c, include/linux/pid.h.
 */
import { wordsOf } from './dentries.js';
import type { DerivedLayouts } from './layouts.js';
import type { Block, Sampler, Source } from './sample.js';
import type { SampledTasks } from './tasks.js';
import { Votes } from './votes.js';

const NAMESPACE_BYTES = 0x600;
const NAME_BYTES = 8;
/** include/linux/proc_ns.h: no namespace's number is lower than the fixed ones. */
const FIRST_NUMBER = 0xeffffff0;
/** Names as the operations have them, the member of nsproxy that leads there, and the number of the first where it is fixed. */
const KINDS = [
  { name: 'uts', type: 'uts_namespace', member: 'uts_ns', first: 0xeffffffe },
  { name: 'ipc', type: 'ipc_namespace', member: 'ipc_ns', first: 0xefffffff },
  { name: 'mnt', type: 'mnt_namespace', member: 'mnt_ns', first: undefined },
  { name: 'net', type: 'net', member: 'net_ns', first: undefined },
  { name: 'time', type: 'time_namespace', member: 'time_ns', first: 0xeffffffa },
  { name: 'cgroup', type: 'cgroup_namespace', member: 'cgroup_ns', first: 0xeffffffb },
  { name: 'pid', type: 'pid_namespace', symbol: 'init_pid_ns', first: 0xeffffffc },
  { name: 'user', type: 'user_namespace', symbol: 'init_user_ns', first: 0xeffffffd },
] as const;
/** include/linux/pid.h, struct pid: how deep it is in the tree of namespaces, behind a count. */
const LEVEL = 4;
const MAX_LEVEL = 32;

/** Derives them; the second process's namespaces, kthreadd's, are the first of their kinds. */
export async function deriveNamespaces(
  { symbols }: Pick<Source, 'symbols'>,
  sampler: Sampler,
  { leaders }: Pick<SampledTasks, 'leaders'>,
  layouts: DerivedLayouts,
): Promise<void> {
  const { wordSize: word } = sampler;
  const pid = layouts.offset('task_struct', 'pid');
  const nsproxy = layouts.offset('task_struct', 'nsproxy');
  const kthreadd = pid === undefined ? undefined : leaders.find((leader) => leader.u32(pid) === 2);
  const proxy =
    nsproxy === undefined || kthreadd === undefined
      ? undefined
      : await sampler.one(kthreadd.word(nsproxy) ?? 0n, 12 * word);
  for (const kind of KINDS) {
    const member = 'member' in kind ? layouts.offset('nsproxy', kind.member) : undefined;
    const address =
      'symbol' in kind
        ? symbols.address(kind.symbol)
        : member === undefined
          ? undefined
          : proxy?.word(member);
    if (address === undefined || !sampler.isPointer(address)) continue;
    const block = await sampler.one(address, NAMESPACE_BYTES);
    const offset = await numberOffset(sampler, block, kind);
    if (offset !== undefined) layouts.set(kind.type, 'ns.inum', { offset, size: 4, witnesses: 1 });
  }
  await deriveLevel(sampler, leaders, layouts);
}

/** The number is behind the operations, which start with the kind's name. */
async function numberOffset(
  sampler: Sampler,
  block: Block,
  { name, first }: { readonly name: string; readonly first: number | undefined },
): Promise<number | undefined> {
  const { wordSize: word } = sampler;
  const places = wordsOf([block], NAMESPACE_BYTES, sampler).filter(({ offset }) => {
    const number = block.u32(offset + word) ?? 0;
    return first === undefined ? number >= FIRST_NUMBER : number === first;
  });
  const tables = await sampler.many(
    places.map(({ pointer }) => pointer),
    word,
  );
  const texts = await sampler.many(
    tables.map((table) => table.word(0) ?? 0n),
    NAME_BYTES,
  );
  // Blocks reach into the next object: the lowest offset is that of the object itself.
  const named = places.find((_, i) => texts[i]?.text(0, NAME_BYTES) === name);
  return named && named.offset + word;
}

/** A struct pid has a number for each namespace from the first to its own; the last is that of its level. */
async function deriveLevel(
  sampler: Sampler,
  leaders: readonly Block[],
  layouts: DerivedLayouts,
): Promise<void> {
  const { wordSize: word } = sampler;
  const own = layouts.offset('task_struct', 'thread_pid');
  const numbers = layouts.offset('pid', 'numbers');
  const inum = layouts.offset('pid_namespace', 'ns.inum');
  if (own === undefined || numbers === undefined || inum === undefined) return;
  const pids = await sampler.many(
    leaders.flatMap((leader) => leader.word(own) ?? []),
    numbers + 4 * word,
  );
  const lasts = await sampler.many(
    pids.map((pid) => {
      const level = pid.u32(LEVEL) ?? MAX_LEVEL;
      return level > 1 ? 0n : (pid.word(numbers + (2 * level + 1) * word) ?? 0n);
    }),
    inum + 4,
  );
  const votes = new Votes<number>();
  lasts.forEach((last) => {
    if ((last.u32(inum) ?? 0) >= FIRST_NUMBER) votes.add('level', LEVEL);
  });
  const right = votes.winner();
  if (right !== undefined && right.witnesses >= pids.length * 0.9)
    layouts.set('pid', 'level', { offset: LEVEL, size: 4, witnesses: right.witnesses });
}
