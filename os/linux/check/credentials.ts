/**
 * Credentials that the kernel would not have given. Sources: kernel/cred.c (copy_creds: each process gets an object of its
 * own, only threads share; prepare_kernel_cred takes init_groups), fs/exec.c and security/commoncap.c (set-user-id programs).
 */
import { StructReader, type Struct } from '../structs.js';
import type { Check } from './check.js';
import type { Facts } from './facts.js';
import { hex, type Report } from './report.js';

/** include/uapi/linux/stat.h: S_ISUID. */
const SET_USER_ID = 0o4000;

interface Holder {
  readonly pid: number;
  readonly name: string;
  readonly address: bigint;
  readonly parent: bigint;
  readonly mm: bigint;
  readonly cred: Struct;
}

/** Looks for shared objects, and for root below parents that are not. */
export const credentials: Check = {
  name: 'credentials',
  async run(facts, report, signal) {
    const { kernel } = facts;
    kernel.symbols.find(['init_groups', 'init_cred']);
    const tasks = new StructReader(kernel, 'task_struct', ['real_cred', 'real_parent']);
    const creds = new StructReader(kernel, 'cred', ['uid', 'euid', 'group_info', 'user_ns']);
    const { leaders, reason } = await facts.tasks(signal);
    if (reason !== undefined) report.unchecked(`credentials: ${reason}`);
    const structs = await tasks.many(leaders.map(({ address }) => address));
    const read = await creds.many(structs.map((struct) => struct?.word('real_cred') ?? 0n));
    const holders: Holder[] = [];
    leaders.forEach(({ pid, name, address, mm }, i) => {
      const cred = read[i];
      const parent = structs[i]?.word('real_parent');
      if (cred === undefined || parent === undefined)
        report.unchecked(`credentials: those of pid ${pid} cannot be read`);
      else holders.push({ pid, name, address, parent, mm, cred });
    });
    shared(holders, report);
    await raised(facts, holders, report);
  },
};

function shared(holders: readonly Holder[], report: Report): void {
  const byObject = new Map<bigint, Holder[]>();
  for (const holder of holders)
    byObject.set(holder.cred.address, [...(byObject.get(holder.cred.address) ?? []), holder]);
  for (const [address, same] of byObject) {
    // Kernel threads may hold the first credentials of all together; programs have their own.
    if (same.length < 2 || same.every(({ mm }) => mm === 0n)) continue;
    const names = same.map(({ pid, name }) => `pid ${pid} (${name})`);
    report.found({
      kind: 'shared-credentials',
      what: names.join(', '),
      address,
      detail: `${same.length} processes hold one credentials object`,
      evidence: same.map((holder) => ({
        what: `pid ${holder.pid}`,
        where: hex(holder.address),
        value: `credentials at ${hex(address)}`,
      })),
    });
  }
}

async function raised(facts: Facts, holders: readonly Holder[], report: Report): Promise<void> {
  const groups = facts.kernel.symbols.address('init_groups');
  const byTask = new Map(holders.map((holder) => [holder.address, holder]));
  for (const holder of holders) {
    const parent = byTask.get(holder.parent);
    if (holder.mm === 0n || parent === undefined || parent.mm === 0n) continue;
    const { cred } = holder;
    const user = parent.cred.number('uid');
    if (cred.number('uid') !== 0 || user === 0 || parent.cred.number('euid') === 0) continue;
    // In a namespace of its own a plain user's process may be root.
    if (cred.word('user_ns') !== parent.cred.word('user_ns')) continue;
    const program = await programOf(facts, holder.mm);
    if (program === undefined) {
      report.unchecked(`credentials: the program of pid ${holder.pid} cannot be read`);
      continue;
    }
    if ((program.mode & SET_USER_ID) !== 0 && program.owner === 0) continue;
    const kernels = cred.word('group_info') === groups;
    report.found({
      kind: 'raised-credentials',
      what: `pid ${holder.pid} (${holder.name})`,
      address: holder.address,
      detail: `it is root, its parent pid ${parent.pid} (${parent.name}) is user ${user}, and its program is not set-user-id`,
      evidence: [
        {
          what: 'credentials',
          where: hex(cred.address),
          value: kernels ? "uid 0, the kernel's own groups" : 'uid 0',
        },
        { what: "parent's credentials", where: hex(parent.cred.address), value: `uid ${user}` },
        { what: 'program', where: 'exe', value: `mode ${program.mode.toString(8)}, owner ${program.owner}` },
      ],
    });
  }
}

/** Mode and owner of the file that a process runs. */
async function programOf(facts: Facts, mm: bigint): Promise<{ mode: number; owner: number } | undefined> {
  const { kernel } = facts;
  const file = (await new StructReader(kernel, 'mm_struct', ['exe_file']).at(mm))?.word('exe_file');
  const inode = (await new StructReader(kernel, 'file', ['f_inode']).at(file ?? 0n))?.word('f_inode');
  const read = await new StructReader(kernel, 'inode', ['i_mode', 'i_uid']).at(inode ?? 0n);
  return read === undefined ? undefined : { mode: read.number('i_mode'), owner: read.number('i_uid') };
}
