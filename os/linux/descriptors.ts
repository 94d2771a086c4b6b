/** Descriptors of a process: the table of open files. Source: include/linux/fdtable.h, fs/file.c. */
import { wordIn, type LinuxKernel } from './kernel.js';
import { StructReader } from './structs.js';
import type { Task } from './tasks.js';

/** fs/file.c, sysctl_nr_open_max, is far above what any limit allows: fs.nr_open is 2^20. */
const MAX_DESCRIPTORS = 1 << 20;

/** An open descriptor. */
export interface Descriptor {
  readonly fd: number;
  /** Address of the struct file. */
  readonly file: bigint;
}

/** Reads descriptor tables. */
export class Descriptors {
  private readonly task: StructReader;
  private readonly files: StructReader;
  private readonly table: StructReader;

  constructor(private readonly kernel: LinuxKernel) {
    this.task = new StructReader(kernel, 'task_struct', ['files']);
    this.files = new StructReader(kernel, 'files_struct', ['fdt']);
    this.table = new StructReader(kernel, 'fdtable', ['max_fds', 'fd']);
  }

  /** Open descriptors by number; none for kernel threads and zombies. */
  async of({
    address,
    pid,
  }: Task): Promise<{ readonly descriptors: Descriptor[]; readonly reason?: string }> {
    const lost = (what: string): { descriptors: Descriptor[]; reason: string } => ({
      descriptors: [],
      reason: `pid ${pid}: ${what}`,
    });
    const pointer = (await this.task.at(address))?.word('files');
    if (pointer === undefined) return lost('task_struct.files cannot be read');
    if (pointer === 0n) return { descriptors: [] };
    const fdt = (await this.files.at(pointer))?.word('fdt');
    const table = fdt === undefined ? undefined : await this.table.at(fdt);
    if (table === undefined) return lost('the table of open files cannot be read');
    const { wordSize } = this.kernel;
    const count = table.number('max_fds');
    if (count > MAX_DESCRIPTORS) return lost(`a table of ${count} open files makes no sense`);
    const { data, missing } = await this.kernel.space.readPartial(table.word('fd'), count * wordSize);
    const start = table.word('fd');
    const descriptors: Descriptor[] = [];
    for (let fd = 0; fd < count; fd++) {
      const file = wordIn(data, fd * wordSize, wordSize);
      if (file !== 0n) descriptors.push({ fd, file });
    }
    const [gap] = missing;
    if (gap === undefined) return { descriptors };
    const first = Number((gap.start - start) / BigInt(wordSize));
    return {
      descriptors,
      reason: `pid ${pid}: the table of open files cannot be read from number ${first} on`,
    };
  }
}
