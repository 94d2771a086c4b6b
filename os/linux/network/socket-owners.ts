/** Which processes hold a socket: from their descriptors. Sources: include/linux/net.h, net/socket.c, sock_alloc_file. */
import { sideBySide } from '../../side-by-side.js';
import { Descriptors } from '../descriptors.js';
import type { LinuxKernel } from '../kernel.js';
import { StructReader } from '../structs.js';
import type { Task } from '../tasks.js';

/** A descriptor that refers to a socket. */
export interface SocketOwner {
  readonly pid: number;
  readonly fd: number;
}

/** Finds owners of sockets. */
export class SocketOwners {
  private readonly descriptors: Descriptors;
  private readonly files: StructReader;
  private readonly sockets: StructReader;

  constructor(kernel: LinuxKernel) {
    this.descriptors = new Descriptors(kernel);
    this.files = new StructReader(kernel, 'file', ['private_data']);
    this.sockets = new StructReader(kernel, 'socket', ['file', 'sk']);
  }

  /** Owners by the address of the struct sock, in the order of the processes, and why some may be missing. */
  async of(
    tasks: readonly Task[],
  ): Promise<{ readonly owners: ReadonlyMap<bigint, SocketOwner[]>; readonly reasons: string[] }> {
    const owners = new Map<bigint, SocketOwner[]>();
    const reasons: string[] = [];
    const known = new Map<bigint, bigint>();
    const tables = await sideBySide(tasks, async (task) => ({ task, ...(await this.descriptors.of(task)) }));
    await this.learn(
      [...new Set(tables.flatMap(({ descriptors }) => descriptors.map(({ file }) => file)))],
      known,
    );
    for (const { task, descriptors, reason } of tables) {
      if (reason !== undefined) reasons.push(reason);
      for (const { fd, file } of descriptors) {
        const sock = known.get(file) ?? 0n;
        if (sock === 0n) continue;
        const list = owners.get(sock);
        if (list === undefined) owners.set(sock, [{ pid: task.pid, fd }]);
        else list.push({ pid: task.pid, fd });
      }
    }
    return { owners, reasons };
  }

  /** The struct sock behind each file; 0 for what is no socket: only a socket's struct points back at its file. */
  private async learn(files: readonly bigint[], known: Map<bigint, bigint>): Promise<void> {
    const read = await this.files.many(files);
    const sockets = await this.sockets.many(read.map((file) => file?.word('private_data') ?? 0n));
    files.forEach((file, i) => {
      const socket = sockets[i];
      known.set(file, socket?.word('file') === file ? socket.word('sk') : 0n);
    });
  }
}
