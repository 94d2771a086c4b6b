/**
 * What a process is besides its tree and memory: group, capabilities, start, control group, container, namespaces.
 * Sources: include/linux/cred.h, include/linux/sched.h, kernel/cgroup/cgroup.c, fs/kernfs/dir.c, include/linux/nsproxy.h.
 */
import type { ProcessDetails } from '../types.js';
import { readWord, type LinuxKernel } from './kernel.js';
import { StructReader, type Struct } from './structs.js';
import type { Task } from './tasks.js';

/** Control groups on one path; more means that the chain is damaged. */
const MAX_DEPTH = 64;
/** include/linux/pid_namespace.h, MAX_PID_NS_LEVEL. */
const MAX_LEVEL = 32;
/** Members of nsproxy, the structures they point at, and the names of the links in /proc/PID/ns. */
const NAMESPACES = [
  { name: 'cgroup', member: 'cgroup_ns', type: 'cgroup_namespace' },
  { name: 'ipc', member: 'ipc_ns', type: 'ipc_namespace' },
  { name: 'mnt', member: 'mnt_ns', type: 'mnt_namespace' },
  { name: 'net', member: 'net_ns', type: 'net' },
  { name: 'time', member: 'time_ns', type: 'time_namespace' },
  { name: 'uts', member: 'uts_ns', type: 'uts_namespace' },
] as const;
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
  private readonly set: StructReader | undefined;
  private readonly group: StructReader | undefined;
  private readonly node: StructReader | undefined;
  private readonly pid: StructReader | undefined;
  private readonly proxy: StructReader | undefined;
  /** Readers of the number that every kind of namespace has, by type. */
  private readonly numbers = new Map<string, StructReader | undefined>();
  private readonly paths = new Map<bigint, string | null>();
  private readonly known = new Map<string, number | null>();

  constructor(private readonly kernel: LinuxKernel) {
    this.task = this.reader('task_struct', [
      'start_boottime|real_start_time?',
      'cgroups?',
      'nsproxy?',
      'thread_pid?',
    ]);
    this.cred = this.reader('cred', ['gid?', 'cap_effective?', 'user_ns?']);
    this.set = this.reader('css_set', ['dfl_cgrp']);
    this.group = this.reader('cgroup', ['kn']);
    this.node = this.reader('kernfs_node', ['name', 'parent|__parent']);
    this.pid = this.reader('pid', ['level', 'numbers']);
    this.proxy = this.reader(
      'nsproxy',
      NAMESPACES.map(({ member }) => `${member}?`),
    );
  }

  /** Details of tasks; `creds` are addresses of their struct cred, 0 where that is not known to be sound. */
  async of(tasks: readonly Task[], creds: readonly bigint[]): Promise<ProcessDetails[]> {
    const structs = (await this.task?.many(tasks.map(({ address }) => address))) ?? [];
    const sound = (await this.cred?.many(creds)) ?? [];
    const details: ProcessDetails[] = [];
    for (let i = 0; i < tasks.length; i++) {
      const [task, cred] = [structs[i], sound[i]];
      const { cred: creds, task: reader } = this;
      const start = 'start_boottime|real_start_time';
      const grouped = reader?.has('cgroups') === true && this.set !== undefined && this.node !== undefined;
      const cgroup = grouped ? await this.cgroup(word(task, 'cgroups')) : undefined;
      const namespaces = await this.namespaces(task, cred);
      details.push({
        ...(creds?.has('gid') === true && { gid: cred?.number('gid') ?? null }),
        ...(creds?.has('cap_effective') === true && {
          capabilities: cred?.u64('cap_effective').toString(16).padStart(16, '0') ?? null,
        }),
        ...(reader?.has(start) === true && {
          started: task === undefined ? null : Number(task.u64(start) / 1000n) / 1e6,
        }),
        ...(cgroup !== undefined && { cgroup }),
        ...(typeof cgroup === 'string' && { container: containerOf(cgroup) }),
        ...(namespaces !== undefined && { namespaces }),
      });
    }
    return details;
  }

  private reader(type: string, wanted: readonly string[]): StructReader | undefined {
    try {
      return new StructReader(this.kernel, type, wanted);
    } catch {
      // A kernel without this type, or types that damage has hit: the field stays unknown.
      return undefined;
    }
  }

  /** Path in the unified hierarchy: css_set -> cgroup -> kernfs_node and its parents. */
  private async cgroup(set: bigint): Promise<string | null> {
    if (set === 0n || this.node === undefined) return null;
    const group = (await this.set?.at(set))?.word('dfl_cgrp');
    if (group === undefined) return null;
    const known = this.paths.get(group);
    if (known !== undefined) return known;
    const path = await this.climb(group);
    this.paths.set(group, path);
    return path;
  }

  private async climb(group: bigint): Promise<string | null> {
    let node = (await this.group?.at(group))?.word('kn');
    const parts: string[] = [];
    for (let depth = 0; depth < MAX_DEPTH && node !== undefined; depth++) {
      const read: Struct | undefined = await this.node?.at(node);
      if (read === undefined) return null;
      const parent = read.word('parent|__parent');
      if (parent === 0n) return `/${parts.reverse().join('/')}`;
      try {
        parts.push(await this.kernel.space.string(read.word('name'), 256));
      } catch {
        return null;
      }
      node = parent;
    }
    return null;
  }

  /** Numbers by name; undefined where the types tell of none, null where one of those that they tell of cannot be read. */
  private async namespaces(
    task: Struct | undefined,
    cred: Struct | undefined,
  ): Promise<Readonly<Record<string, number>> | null | undefined> {
    const wanted: { name: string; type: string; address: () => Promise<bigint> | bigint }[] = [];
    if (this.task?.has('nsproxy') === true) {
      const proxy = await this.proxy?.at(word(task, 'nsproxy'));
      for (const { name, member, type } of NAMESPACES)
        if (this.proxy?.has(member) === true) wanted.push({ name, type, address: () => word(proxy, member) });
    }
    if (this.task?.has('thread_pid') === true)
      wanted.push({
        name: 'pid',
        type: 'pid_namespace',
        address: () => this.pidNamespace(word(task, 'thread_pid')),
      });
    if (this.cred?.has('user_ns') === true)
      wanted.push({ name: 'user', type: 'user_namespace', address: () => word(cred, 'user_ns') });
    const told = wanted.filter(({ type }) => this.numberReader(type) !== undefined);
    if (told.length === 0) return undefined;
    const found: [string, number][] = [];
    for (const { name, type, address } of told) {
      const number = await this.number(type, await address());
      if (number === null) return null;
      found.push([name, number]);
    }
    return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** The namespace of a struct pid's deepest number: include/linux/pid_namespace.h, ns_of_pid. */
  private async pidNamespace(address: bigint): Promise<bigint> {
    const { pid: reader } = this;
    const upid = this.kernel.types.struct('upid');
    const field = upid?.field('ns');
    const read = address === 0n ? undefined : await reader?.at(address);
    if (reader === undefined || read === undefined || upid === undefined || field === undefined) return 0n;
    const level = read.number('level');
    const at = address + BigInt(reader.offset('numbers') + level * upid.size + field.offset);
    return level > MAX_LEVEL ? 0n : ((await readWord(this.kernel, at)) ?? 0n);
  }

  private numberReader(type: string): StructReader | undefined {
    if (!this.numbers.has(type)) this.numbers.set(type, this.reader(type, ['ns.inum']));
    return this.numbers.get(type);
  }

  private async number(type: string, address: bigint): Promise<number | null> {
    if (address === 0n) return null;
    const key = `${type} ${address}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const number = (await this.numberReader(type)?.at(address))?.number('ns.inum') ?? null;
    this.known.set(key, number);
    return number;
  }
}

function word(struct: Struct | undefined, member: string): bigint {
  return struct?.has(member) === true ? struct.word(member) : 0n;
}
