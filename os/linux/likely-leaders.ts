/**
 * Processes read before the list of tasks is walked: the list tells the next only when one has been read, the table of
 * process ids tells all in a few steps. Sources: kernel/pid.c, include/linux/pid.h (struct pid, enum pid_type).
 */
import type { LinuxKernel } from './kernel.js';
import { optionalReader, type Struct, type StructReader } from './structs.js';
import { Xarrays } from './xarray.js';

/** include/linux/pid_types.h, PIDTYPE_TGID. */
const TGID = 1;
/** Words of a struct hlist_node. */
const NODE = 2;

/** Reads what the table of process ids says of thread-group leaders. */
export class LikelyLeaders {
  private readonly namespace: StructReader | undefined;
  private readonly pid: StructReader | undefined;
  private readonly trees: Xarrays | undefined;
  private readonly links: bigint | undefined;

  constructor(
    private readonly kernel: LinuxKernel,
    private readonly task: StructReader,
  ) {
    const { types, wordSize } = kernel;
    this.namespace = optionalReader(kernel, 'pid_namespace', ['idr.idr_rt.xa_head']);
    this.pid = optionalReader(kernel, 'pid', ['tasks']);
    const links = types.struct('task_struct')?.field('pid_links');
    this.links = links && BigInt(links.offset + TGID * NODE * wordSize);
    this.trees = types.struct('xa_node')?.field('slots') === undefined ? undefined : new Xarrays(kernel);
  }

  /**
   * Structures at the addresses where the table has leaders, by address. A help, no answer: some may be missing, some may
   * be no tasks; empty where the kernel's types do not lead there.
   */
  async read(signal?: AbortSignal): Promise<ReadonlyMap<bigint, Struct>> {
    const { kernel, links, namespace, pid, trees } = this;
    const at = kernel.symbols.address('init_pid_ns');
    if (at === undefined || links === undefined || trees === undefined || pid === undefined) return new Map();
    const root = (await namespace?.at(at))?.word('idr.idr_rt.xa_head') ?? 0n;
    const { entries } = await trees.entries(root, signal);
    const pids = await pid.many(entries.map(({ value }) => value));
    const firsts = pids.map((struct) => struct?.word('tasks', TGID) ?? 0n).filter((first) => first !== 0n);
    const structs = await this.task.many(firsts.map((first) => first - links));
    return new Map(structs.flatMap((struct) => (struct === undefined ? [] : [[struct.address, struct]])));
  }
}
