/** Namespaces of processes by number, as the links in /proc/PID/ns have them. Sources: include/linux/nsproxy.h, include/linux/pid_namespace.h. */
import { wordIn, type LinuxKernel } from './kernel.js';
import { sound } from './sound-structs.js';
import { optionalReader, type Struct, type StructReader } from './structs.js';

/** Beside the number, in one that was not overwritten: include/linux/ns_common.h. */
const NUMBERED = ['ns.ops?'] as const;
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

/** Numbers are drawn from here on, but for the first of each kind, shortly before: include/linux/proc_ns.h, fs/proc/generic.c. */
const FIRST_NUMBER = 0xefffff00;

/** A namespace's number; undefined where damage left one that is none. */
function numberOf(struct: Struct | undefined): number | undefined {
  const number = struct?.number('ns.inum');
  return number !== undefined && number >= FIRST_NUMBER ? number : undefined;
}

/** Where the namespaces of a process are found: addresses, 0 where one is not known. */
export interface NamespacePointers {
  readonly nsproxy: bigint;
  /** Its struct pid. */
  readonly pid: bigint;
  /** The user namespace of its credentials. */
  readonly user: bigint;
}

/** One kind of namespace: its name, the structure, and where that of each process lies. */
interface Column {
  readonly name: string;
  readonly type: string;
  readonly addresses: readonly bigint[];
}

/** Reads such numbers, as far as this kernel's types reach. */
export class Namespaces {
  private readonly pid: StructReader | undefined;
  private readonly proxy: StructReader | undefined;
  /** Readers of the number that every kind of namespace has, by type. */
  private readonly numbers: ReadonlyMap<string, StructReader | undefined>;
  /** Bytes of a number in a struct pid, and where its namespace stands there. */
  private readonly upid: { readonly size: number; readonly ns: number } | undefined;

  constructor(private readonly kernel: LinuxKernel) {
    this.pid = optionalReader(kernel, 'pid', ['level', 'numbers']);
    this.proxy = optionalReader(
      kernel,
      'nsproxy',
      NAMESPACES.map(({ member }) => `${member}?`),
    );
    const types = [...NAMESPACES.map(({ type }) => type), 'pid_namespace', 'user_namespace'];
    this.numbers = new Map(
      types.map((type) => [type, optionalReader(kernel, type, ['ns.inum', ...NUMBERED])]),
    );
    const upid = kernel.types.struct('upid');
    const ns = upid?.field('ns');
    this.upid = upid && ns && { size: upid.size, ns: ns.offset };
  }

  /**
   * Numbers by name for each process, null where one of those that the types tell of cannot be read; undefined where they tell of none.
   * `has` says which of the pointers the types tell of.
   */
  async of(
    pointers: readonly NamespacePointers[],
    has: Readonly<Record<keyof NamespacePointers, boolean>>,
  ): Promise<(Readonly<Record<string, number>> | null)[] | undefined> {
    const columns = await this.columns(pointers, has);
    if (columns.length === 0) return undefined;
    const numbers = await Promise.all(
      columns.map(async ({ type, addresses }) =>
        ((await this.numbers.get(type)?.once(addresses)) ?? []).map((struct) =>
          numberOf(sound(this.kernel, struct, NUMBERED)),
        ),
      ),
    );
    return pointers.map((_, i) => {
      const found = columns.map(({ name }, column) => [name, numbers[column]?.[i]] as const);
      return found.every((pair): pair is readonly [string, number] => pair[1] !== undefined)
        ? Object.fromEntries(found)
        : null;
    });
  }

  /** The kinds that the types tell of, by name. */
  private async columns(
    pointers: readonly NamespacePointers[],
    has: Readonly<Record<keyof NamespacePointers, boolean>>,
  ): Promise<Column[]> {
    const columns: Column[] = [];
    if (has.nsproxy && this.proxy !== undefined) {
      const proxies = await this.proxy.once(pointers.map(({ nsproxy }) => nsproxy));
      for (const { name, member, type } of NAMESPACES)
        if (this.proxy.has(member))
          columns.push({ name, type, addresses: proxies.map((proxy) => proxy?.word(member) ?? 0n) });
    }
    const wanted = has.pid && this.numbers.get('pid_namespace') !== undefined;
    if (wanted)
      columns.push({
        name: 'pid',
        type: 'pid_namespace',
        addresses: await this.pidNamespaces(pointers.map(({ pid }) => pid)),
      });
    if (has.user)
      columns.push({
        name: 'user',
        type: 'user_namespace',
        addresses: pointers.map(({ user }) => user),
      });
    return columns
      .filter(({ type }) => this.numbers.get(type) !== undefined)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The namespaces of the deepest numbers of some struct pid: include/linux/pid_namespace.h, ns_of_pid. */
  private async pidNamespaces(pids: readonly bigint[]): Promise<bigint[]> {
    const { pid: reader } = this;
    const { kernelStart, space, wordSize } = this.kernel;
    const { upid } = this;
    if (reader === undefined || upid === undefined) return pids.map(() => 0n);
    const structs = await reader.many(pids);
    const places = structs.map((struct: Struct | undefined) => {
      const level = struct?.number('level') ?? MAX_LEVEL + 1;
      if (struct === undefined || level > MAX_LEVEL) return 0n;
      return struct.addressOf('numbers') + BigInt(level * upid.size + upid.ns);
    });
    const reads = await space.readMany(
      places.map((address) => ({ address, length: address < kernelStart ? 0 : wordSize })),
    );
    return reads.map(({ data, missing }) =>
      data.length === 0 || missing.length > 0 ? 0n : wordIn(data, 0, wordSize),
    );
  }
}
