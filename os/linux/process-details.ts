/**
 * What a process is besides its tree and memory: group, capabilities, start, control group, container, namespaces.
 * Sources: include/linux/cred.h, include/linux/sched.h.
 */
import type { ProcessDetails } from '../types.js';
import { ControlGroups } from './control-groups.js';
import type { LinuxKernel } from './kernel.js';
import { Namespaces } from './process-namespaces.js';
import { optionalReader, type Struct, type StructReader } from './structs.js';
import type { Task } from './tasks.js';

const START = 'start_boottime|real_start_time';
/** How container run-times name the control groups that they make; the id is what the pattern catches. */
const CONTAINERS: readonly RegExp[] = [
  /(?:docker|libpod|crio|cri-containerd|containerd)[-:/]([0-9a-f]{64})(?:\.scope)?(?:\/|$)/,
  /\/kubepods[^/]*\/.*?([0-9a-f]{64})(?:\.scope)?(?:\/|$)/,
  /\/lxc(?:\.payload)?[./]([^/]+)/,
  /\/machine\.slice\/machine-([^/]+)\.scope/,
];

/** The container's id in the path of a control group; null when no run-time known here made it. */
export function containerOf(cgroup: string): string | null {
  for (const pattern of CONTAINERS) {
    const id = pattern.exec(cgroup)?.[1];
    if (id !== undefined) return id;
  }
  return null;
}

/** Reads such details, as far as this kernel's types reach: what they lack is absent. */
export class Details {
  private readonly task: StructReader | undefined;
  private readonly cred: StructReader | undefined;
  private readonly groups: ControlGroups;
  private readonly spaces: Namespaces;

  constructor(kernel: LinuxKernel) {
    this.task = optionalReader(kernel, 'task_struct', [`${START}?`, 'cgroups?', 'nsproxy?', 'thread_pid?']);
    this.cred = optionalReader(kernel, 'cred', ['gid?', 'cap_effective?', 'user_ns?']);
    this.groups = new ControlGroups(kernel);
    this.spaces = new Namespaces(kernel);
  }

  /** Details of tasks; `creds` are addresses of their struct cred, 0 where that is not known to be sound. */
  async of(tasks: readonly Task[], creds: readonly bigint[]): Promise<ProcessDetails[]> {
    const { cred: credReader, task: reader } = this;
    const [structs, sound] = await Promise.all([
      reader?.many(tasks.map(({ address }) => address)),
      credReader?.once(creds),
    ]);
    const has = (member: string): boolean => reader?.has(member) === true;
    const pointers = tasks.map((_, i) => ({
      nsproxy: word(structs?.[i], 'nsproxy'),
      pid: word(structs?.[i], 'thread_pid'),
      user: word(sound?.[i], 'user_ns'),
    }));
    const user = credReader?.has('user_ns') === true;
    const [cgroups, namespaces] = await Promise.all([
      has('cgroups') && this.groups.known
        ? this.groups.of(tasks.map((_, i) => word(structs?.[i], 'cgroups')))
        : undefined,
      this.spaces.of(pointers, { nsproxy: has('nsproxy'), pid: has('thread_pid'), user }),
    ]);
    return tasks.map((_, i) => {
      const [task, cred] = [structs?.[i], sound?.[i]];
      const cgroup = cgroups?.[i];
      return {
        ...(credReader?.has('gid') === true && { gid: cred?.number('gid') ?? null }),
        ...(credReader?.has('cap_effective') === true && {
          capabilities: cred?.u64('cap_effective').toString(16).padStart(16, '0') ?? null,
        }),
        ...(has(START) && {
          started: task === undefined ? null : Number(task.u64(START) / 1000n) / 1e6,
        }),
        ...(cgroup !== undefined && { cgroup }),
        ...(typeof cgroup === 'string' && { container: containerOf(cgroup) }),
        ...(namespaces !== undefined && { namespaces: namespaces[i] ?? null }),
      };
    });
  }
}

function word(struct: Struct | undefined, member: string): bigint {
  return struct?.has(member) === true ? struct.word(member) : 0n;
}
