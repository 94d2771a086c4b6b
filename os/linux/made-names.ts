/** Names that file systems make up for their files, where there is no path: sockets, pipes, anonymous inodes, namespaces. */
import type { LinuxKernel } from './kernel.js';
import { StructReader } from './structs.js';

/** What a name is made of. */
export interface NamedEntry {
  /** The dentry's own name. */
  readonly name: string;
  /** Address of the inode; 0 when there is none. */
  readonly inode: bigint;
}

type Maker = (entry: NamedEntry) => Promise<string | null>;

/** Makes names by the functions that dentry_operations.d_dname points at. */
export class MadeNames {
  private readonly makers: ReadonlyMap<bigint, Maker>;
  private readonly inode: StructReader | undefined;
  private readonly ns: StructReader | undefined;
  private readonly operations: StructReader | undefined;

  constructor(private readonly kernel: LinuxKernel) {
    const { types, symbols } = kernel;
    this.inode =
      types.struct('inode')?.field('i_ino') === undefined
        ? undefined
        : new StructReader(kernel, 'inode', ['i_ino', 'i_private?']);
    const typed =
      types.struct('ns_common')?.field('ops') !== undefined &&
      types.struct('proc_ns_operations')?.field('name') !== undefined;
    this.ns = typed ? new StructReader(kernel, 'ns_common', ['ops']) : undefined;
    this.operations = typed ? new StructReader(kernel, 'proc_ns_operations', ['name']) : undefined;
    /** The kernel's functions and what each prints; the file is named with each. */
    const table: Record<string, Maker> = {
      // fs/libfs.c
      simple_dname: ({ name }) => Promise.resolve(`/${name} (deleted)`),
      // fs/anon_inodes.c
      anon_inodefs_dname: ({ name }) => Promise.resolve(`anon_inode:${name}`),
      // fs/pidfs.c
      pidfs_dname: () => Promise.resolve('anon_inode:[pidfd]'),
      // net/socket.c
      sockfs_dname: ({ inode }) => this.numbered('socket', inode),
      // fs/pipe.c
      pipefs_dname: ({ inode }) => this.numbered('pipe', inode),
      // fs/nsfs.c
      ns_dname: ({ inode }) => this.namespace(inode),
    };
    symbols.find(Object.keys(table));
    this.makers = new Map(
      Object.entries(table).flatMap(([symbol, make]) => {
        const address = symbols.address(symbol);
        return address === undefined ? [] : [[address, make] as const];
      }),
    );
  }

  /** The name that a d_dname function makes; null when it cannot be read, or for a function that is not known. */
  async of(maker: bigint, entry: NamedEntry): Promise<string | null> {
    return (await this.makers.get(maker)?.(entry)) ?? null;
  }

  private async numbered(what: string, inode: bigint): Promise<string | null> {
    const read = await this.inode?.at(inode);
    return read === undefined ? null : `${what}:[${read.word('i_ino')}]`;
  }

  private async namespace(inode: bigint): Promise<string | null> {
    const read = await this.inode?.at(inode);
    if (read === undefined || this.ns === undefined || this.inode?.has('i_private') !== true) return null;
    const ns = await this.ns.at(read.word('i_private'));
    const name = ns === undefined ? undefined : (await this.operations?.at(ns.word('ops')))?.word('name');
    if (name === undefined) return null;
    try {
      return `${await this.kernel.space.string(name, 32)}:[${read.word('i_ino')}]`;
    } catch {
      return null;
    }
  }
}
