/** Open files of processes, as the links in /proc/PID/fd show them. Source: fs/proc/fd.c. */
import { listingOf } from '../listing.js';
import { sideBySide } from '../side-by-side.js';
import type { Listing, OpenFile } from '../types.js';
import { Descriptors, type Descriptor } from './descriptors.js';
import { Inodes } from './inodes.js';
import type { LinuxKernel } from './kernel.js';
import type { PathSource } from './paths.js';
import type { Task } from './tasks.js';

/** Reads open files. */
export class Files {
  private readonly descriptors: Descriptors;
  private readonly inodes: Inodes;

  constructor(
    kernel: LinuxKernel,
    private readonly paths: PathSource,
  ) {
    this.descriptors = new Descriptors(kernel);
    this.inodes = new Inodes(kernel);
  }

  /** Open files of these processes, by pid and number. */
  async of(tasks: readonly Task[]): Promise<Listing<OpenFile>> {
    const tables = await sideBySide(tasks, async (task) => ({ task, ...(await this.descriptors.of(task)) }));
    const open = tables.flatMap(({ task, descriptors }) =>
      descriptors.map((descriptor) => ({ pid: task.pid, descriptor })),
    );
    return listingOf(
      await sideBySide(open, ({ pid, descriptor }) => this.record(pid, descriptor)),
      tables.flatMap(({ reason }) => reason ?? []),
    );
  }

  private async record(pid: number, { fd, file: address }: Descriptor): Promise<OpenFile> {
    const file = await this.paths.file(address);
    const path = file === undefined ? null : await this.paths.of(file.path);
    const inode = file === undefined ? undefined : await this.inodes.at(file.inode);
    const lacks = [...(path === null ? ['path'] : []), ...(inode === undefined ? ['inode'] : [])];
    return {
      pid,
      fd,
      path,
      type: inode?.type ?? null,
      inode: inode?.number ?? null,
      position: file?.struct.optional('f_pos') ?? null,
      flags: file?.struct.optional('f_flags') ?? null,
      address,
      complete: lacks.length === 0,
      ...(lacks.length > 0 && {
        reason: `descriptor ${fd} of pid ${pid}: cannot be read: ${lacks.join(', ')}`,
      }),
    };
  }
}
