/** task_structs as the checks look at them, with what tells a live task from leftovers. Source: include/linux/sched.h. */
import type { LinuxKernel } from '../kernel.js';
import { StructReader, type Struct } from '../structs.js';

/** include/linux/sched.h: TASK_DEAD, TASK_NEW; EXIT_DEAD, EXIT_ZOMBIE. */
const TASK_DEAD = 0x80;
const TASK_NEW = 0x800;
const EXIT_DEAD = 0x10;
/** include/linux/threads.h, PID_MAX_LIMIT. */
const MAX_PID = 4 << 20;

/** A task found in some way. */
export interface FoundTask {
  readonly address: bigint;
  readonly pid: number;
  readonly tgid: number;
  readonly name: string;
  readonly struct: Struct;
}

/** Reads and judges task_structs. */
export class TaskReader {
  readonly reader: StructReader;

  constructor(private readonly kernel: LinuxKernel) {
    this.reader = new StructReader(kernel, 'task_struct', [
      'pid',
      'tgid',
      'comm',
      '__state|state',
      'exit_state',
      'group_leader',
      'real_parent',
      'parent',
      'tasks',
      'signal',
      'mm',
      'flags',
      'pid_links?',
      'sched_class?',
      'se.group_node?',
      'rt.run_list?',
      'cred?',
      'real_cred?',
      'worker_private?',
    ]);
  }

  /** The live tasks among the structures at these addresses; idle tasks, exited ones and what is no task are left out. */
  async live(addresses: readonly bigint[]): Promise<FoundTask[]> {
    const structs = await this.reader.many(addresses);
    const tasks = structs.flatMap((struct) => (struct === undefined ? [] : (this.judge(struct) ?? [])));
    // A task hangs together with others: its leader is itself or a task of the same process, its parent has children.
    const leaders = await this.reader.many(tasks.map(({ struct }) => struct.word('group_leader')));
    const parents = await this.reader.many(tasks.map(({ struct }) => struct.word('real_parent')));
    return tasks.filter((task, i) => {
      const leader = leaders[i];
      const parent = parents[i];
      return (
        leader !== undefined &&
        leader.number('pid') === task.tgid &&
        leader.number('tgid') === task.tgid &&
        leader.word('group_leader') === leader.address &&
        (task.pid !== task.tgid || leader.address === task.address) &&
        leader.word('signal') === task.struct.word('signal') &&
        parent !== undefined &&
        parent.word('group_leader') !== 0n &&
        parent.number('pid') <= MAX_PID &&
        isName(parent.text('comm'))
      );
    });
  }

  private judge(struct: Struct): FoundTask | undefined {
    const pid = struct.number('pid');
    const tgid = struct.number('tgid');
    const name = struct.text('comm');
    const state = struct.number('__state|state');
    const exit = struct.number('exit_state');
    if (pid === 0 || pid > MAX_PID || tgid === 0 || tgid > MAX_PID || !isName(name)) return undefined;
    if ((state & (TASK_DEAD | TASK_NEW)) !== 0 || (exit & EXIT_DEAD) !== 0 || state > 0xffff)
      return undefined;
    const pointers = ['real_parent', 'parent', 'group_leader', 'signal'].map((m) => struct.word(m));
    if (pointers.some((pointer) => pointer < this.kernel.kernelStart)) return undefined;
    return { address: struct.address, pid, tgid, name, struct };
  }
}

/** True for the text of a comm: something, and no control characters. */
function isName(text: string): boolean {
  return text.length > 0 && text.length < 16 && !/[\0-\x1f\x7f\ufffd]/.test(text);
}
