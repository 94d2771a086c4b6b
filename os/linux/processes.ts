/** Process records. Sources: fs/proc/base.c (command line), fs/proc/array.c, include/linux/mm_types.h, include/linux/cred.h. */
import type { AddressSpace } from '../../engine/index.js';
import type { Listing, Process, ProcessDetails } from '../types.js';
import { userSpace, type LinuxKernel } from './kernel.js';
import type { PathSource } from './paths.js';
import { Details } from './process-details.js';
import { CRED_POINTERS, holdsNoText, sound } from './sound-structs.js';
import { optionalReader, StructReader, type Struct } from './structs.js';
import { UNKNOWN_STATE, type Task, type Tasks } from './tasks.js';

/** Longest command line that execve takes, bytes: fs/exec.c, three quarters of _STK_LIM. */
const MAX_COMMAND = 6 << 20;
/** How much of a command line that was overwritten the kernel shows: fs/proc/base.c, get_mm_proctitle. */
const MAX_TITLE = 4096;
/** No process has more threads than there are ids: include/linux/threads.h, PID_MAX_LIMIT. */
const MAX_THREADS = 4 << 20;
const decoder = new TextDecoder();

/** Makes process records of tasks. */
export class Processes {
  private readonly cred: StructReader | undefined;
  private readonly mm: StructReader;
  private readonly details: Details;

  constructor(
    private readonly kernel: LinuxKernel,
    private readonly tasks: Tasks,
    private readonly paths: PathSource,
  ) {
    this.cred = optionalReader(kernel, 'cred', ['uid', ...CRED_POINTERS]);
    this.details = new Details(kernel);
    this.mm = new StructReader(kernel, 'mm_struct', [
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
    const [creds, mms, threads, pids] = await Promise.all([
      this.cred?.once(tasks.map((t) => t.struct.word('cred'))) ?? [],
      this.mm.many(tasks.map((t) => t.mm)),
      this.tasks.threadCounts(tasks),
      this.pidsOf(tasks),
    ]);
    const believed = tasks.map((_, i) => sound(this.kernel, creds[i], CRED_POINTERS));
    const details = await this.details.of(
      tasks,
      believed.map((cred) => cred?.address ?? 0n),
    );
    // Side by side, so that they share the trips to a slow source.
    const items = await Promise.all(
      tasks.map((task, i) =>
        this.record(task, {
          cred: believed[i],
          details: details[i] as ProcessDetails,
          mm: mms[i],
          threads: threads[i] ?? null,
          pids,
        }),
      ),
    );
    return reason === undefined ? { items, complete: true } : { items, complete: false, reason };
  }

  /** The address space of a task; undefined when it has none (kernel threads, zombies) or its mm cannot be read. */
  async memory(task: Task): Promise<AddressSpace | undefined> {
    const root = task.mm === 0n ? undefined : await this.rootOf(await this.mm.at(task.mm));
    return root === undefined ? undefined : this.spaceOf(root);
  }

  /** Process ids of tasks and of their parents, by address. */
  private async pidsOf(tasks: readonly Task[]): Promise<ReadonlyMap<bigint, number>> {
    const pids = new Map(tasks.map((t) => [t.address, t.pid]));
    // The idle task, or a thread that is a parent.
    const others = [...new Set(tasks.map((t) => t.struct.word('real_parent')))].filter((at) => !pids.has(at));
    for (const other of await Promise.all(others.map((at) => this.tasks.at(at))))
      if (other !== undefined) pids.set(other.address, other.tgid);
    return pids;
  }

  private async record(
    task: Task,
    read: {
      cred: Struct | undefined;
      details: ProcessDetails;
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
    const ppid = need(read.pids.get(task.struct.word('real_parent')), 'ppid');
    const uid = need(read.cred?.number('uid'), 'uid');
    const counted = read.threads !== null && read.threads <= MAX_THREADS;
    const threads = need(counted ? read.threads : null, 'threads');
    if (task.state === UNKNOWN_STATE) lacks.push('state');
    const user = task.mm !== 0n;
    const root = user ? await this.rootOf(read.mm) : undefined;
    const exeFile = read.mm?.word('exe_file');
    const command = user
      ? need(
          root === undefined || read.mm === undefined ? undefined : await this.command(read.mm, root),
          'command',
        )
      : '';
    if (command !== null && holdsNoText(command)) lacks.push('parts of command, which hold no text');
    for (const [what, value] of Object.entries(read.details))
      if (value === null && what !== 'container') lacks.push(what);
    return {
      pid: task.pid,
      ppid,
      name: task.name,
      threads,
      uid,
      state: task.state,
      command,
      exe: user
        ? need(
            exeFile === undefined ? undefined : exeFile === 0n ? '' : await this.paths.ofFile(exeFile),
            'exe',
          )
        : '',
      root: user ? need(root, 'root') : null,
      address: task.address,
      ...read.details,
      complete: lacks.length === 0,
      ...(lacks.length > 0 && { reason: `cannot be read: ${lacks.join(', ')}` }),
    };
  }

  private spaceOf(root: bigint): AddressSpace {
    return userSpace(this.kernel, root);
  }

  private async rootOf(mm: Struct | undefined): Promise<bigint | undefined> {
    if (mm === undefined) return undefined;
    const [result] = await this.kernel.space.translate([mm.word('pgd')]);
    return result?.ok === true ? result.physical : undefined;
  }

  /**
   * Arguments joined by spaces. A process that overwrote its arguments (setproctitle) and the NUL behind them goes on
   * into its environment; it shows up to the first NUL: fs/proc/base.c, get_mm_cmdline and get_mm_proctitle.
   */
  private async command(mm: Struct, root: bigint): Promise<string | undefined> {
    const start = mm.word('arg_start');
    const end = mm.word('arg_end');
    if (start >= end || start >= this.kernel.kernelStart) return start === end ? '' : undefined;
    if (end - start > BigInt(MAX_COMMAND)) return undefined;
    const view = this.spaceOf(root);
    const { data, missing } = await view.readPartial(start, Number(end - start));
    if (missing.length > 0) return undefined;
    if (data.at(-1) === 0) return spaced(data);
    const title = await view.readPartial(start, MAX_TITLE);
    const stop = title.data.indexOf(0);
    const shown = stop < 0 ? MAX_TITLE : stop;
    const gap = title.missing[0];
    return decoder.decode(
      title.data.subarray(0, gap === undefined ? shown : Math.min(shown, Number(gap.start - start))),
    );
  }
}

/** NUL-separated arguments with spaces between. */
function spaced(bytes: Uint8Array): string {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return decoder.decode(bytes.subarray(0, end)).replaceAll('\0', ' ');
}
