/** Process records. Sources: fs/proc/base.c (command line), fs/proc/array.c, include/linux/mm_types.h, include/linux/cred.h. */
import type { AddressSpace } from '../../engine/index.js';
import type { Listing, Process } from '../types.js';
import type { LinuxKernel } from './kernel.js';
import type { Paths } from './paths.js';
import { StructReader, type Struct } from './structs.js';
import type { Task, Tasks } from './tasks.js';

/** Longest command line kept, bytes. */
const MAX_COMMAND = 1 << 16;
const decoder = new TextDecoder();

/** Makes process records of tasks. */
export class Processes {
  private readonly cred: StructReader;
  private readonly mm: StructReader;

  constructor(
    private readonly kernel: LinuxKernel,
    private readonly tasks: Tasks,
    private readonly paths: Paths,
  ) {
    const { space, types } = kernel;
    this.cred = new StructReader(space, types, 'cred', ['uid']);
    this.mm = new StructReader(space, types, 'mm_struct', [
      'pgd',
      'arg_start',
      'arg_end',
      'env_start',
      'env_end',
      'exe_file',
    ]);
  }

  /** All processes. */
  async list(signal?: AbortSignal): Promise<Listing<Process>> {
    const { tasks, reason } = await this.tasks.leaders(signal);
    const creds = await this.cred.many(tasks.map((t) => t.struct.u64('cred')));
    const mms = await this.mm.many(tasks.map((t) => t.mm));
    const threads = await this.tasks.threadCounts(tasks);
    const pids = new Map(tasks.map((t) => [t.address, t.pid]));
    const items: Process[] = [];
    for (let i = 0; i < tasks.length; i++) {
      items.push(
        await this.record(tasks[i] as Task, {
          cred: creds[i],
          mm: mms[i],
          threads: threads[i] ?? null,
          pids,
        }),
      );
    }
    return reason === undefined ? { items, complete: true } : { items, complete: false, reason };
  }

  /** The address space of a task; undefined when it has none (kernel threads, zombies) or its mm cannot be read. */
  async memory(task: Task): Promise<AddressSpace | undefined> {
    const root = task.mm === 0n ? undefined : await this.rootOf(await this.mm.at(task.mm));
    return root === undefined ? undefined : this.spaceOf(root);
  }

  private async record(
    task: Task,
    read: {
      cred: Struct | undefined;
      mm: Struct | undefined;
      threads: number | null;
      pids: ReadonlyMap<bigint, number>;
    },
  ): Promise<Process> {
    const lacks: string[] = [];
    const need = <T>(value: T | null | undefined, what: string): T | null => {
      if (value === undefined || value === null) lacks.push(what);
      return value ?? null;
    };
    const parent = task.struct.u64('real_parent');
    const ppid = need(read.pids.get(parent) ?? (await this.tasks.at(parent))?.tgid, 'ppid');
    const uid = need(read.cred?.number('uid'), 'uid');
    const threads = need(read.threads, 'threads');
    const user = task.mm !== 0n;
    const root = user ? await this.rootOf(read.mm) : undefined;
    const exeFile = read.mm?.u64('exe_file');
    return {
      pid: task.pid,
      ppid,
      name: task.name,
      threads,
      uid,
      state: task.state,
      command: user
        ? need(
            root === undefined || read.mm === undefined ? undefined : await this.command(read.mm, root),
            'command',
          )
        : '',
      exe: user
        ? need(
            exeFile === undefined ? undefined : exeFile === 0n ? '' : await this.paths.ofFile(exeFile),
            'exe',
          )
        : '',
      root: user ? need(root, 'root') : null,
      address: task.address,
      complete: lacks.length === 0,
      ...(lacks.length > 0 && { reason: `cannot be read: ${lacks.join(', ')}` }),
    };
  }

  private spaceOf(root: bigint): AddressSpace {
    return this.kernel.engine.space({ root, mode: this.kernel.space.mode });
  }

  private async rootOf(mm: Struct | undefined): Promise<bigint | undefined> {
    if (mm === undefined) return undefined;
    const [result] = await this.kernel.space.translate([mm.u64('pgd')]);
    return result?.ok === true ? result.physical : undefined;
  }

  /**
   * Arguments joined by spaces. A process that overwrote its arguments (setproctitle) and the NUL behind them goes on
   * into its environment: fs/proc/base.c, get_mm_cmdline and get_mm_proctitle.
   */
  private async command(mm: Struct, root: bigint): Promise<string | undefined> {
    const start = mm.u64('arg_start');
    const end = mm.u64('arg_end');
    if (start >= end || start >= 1n << 63n) return start === end ? '' : undefined;
    const view = this.spaceOf(root);
    const { data, missing } = await view.readPartial(
      start,
      Number(end - start < BigInt(MAX_COMMAND) ? end - start : BigInt(MAX_COMMAND)),
    );
    if (missing.length > 0) return undefined;
    if (data.at(-1) === 0) return spaced(data);
    const first = data.indexOf(0);
    if (first >= 0) return spaced(data.subarray(0, first));
    const { data: more } = await view.readPartial(end, 4096);
    const stop = more.indexOf(0);
    return decoder.decode(data) + decoder.decode(more.subarray(0, stop < 0 ? more.length : stop));
  }
}

/** NUL-separated arguments with spaces between. */
function spaced(bytes: Uint8Array): string {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return decoder.decode(bytes.subarray(0, end)).replaceAll('\0', ' ');
}
