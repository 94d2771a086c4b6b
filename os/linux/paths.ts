/** Paths of files: climbs dentries and mounts to the root. Source: fs/d_path.c, prepend_path and d_path. */
import type { AddressSpace } from '../../engine/index.js';
import type { LinuxKernel } from './kernel.js';
import { StructReader, type Struct } from './structs.js';

/** Dentries and mounts on one path; more means that the chain is damaged. */
const MAX_DEPTH = 512;
const MAX_NAME = 255;
const decoder = new TextDecoder();

/** Where a file is: the two pointers of a struct path. */
export interface PathPointers {
  readonly mnt: bigint;
  readonly dentry: bigint;
}

/** What makes a path of a struct file; null when it cannot be read. */
export interface PathSource {
  ofFile(file: bigint): Promise<string | null>;
}

/** Turns struct path into text. Keeps what it read. */
export class Paths implements PathSource {
  private readonly space: AddressSpace;
  private readonly dentry: StructReader;
  private readonly mount: StructReader;
  private readonly operations: StructReader;
  private readonly file: StructReader;
  private readonly dentries = new Map<
    bigint,
    { readonly dentry: Struct; readonly name: string } | undefined
  >();
  private readonly mounts = new Map<bigint, Struct | undefined>();
  /** d_dname functions that make a name instead of a path, by address. */
  private readonly makers: Map<bigint, (name: string) => string>;

  constructor(kernel: LinuxKernel) {
    const { space, symbols } = kernel;
    this.space = space;
    this.dentry = new StructReader(kernel, 'dentry', [
      'd_parent',
      'd_name.name',
      'd_name.len',
      'd_inode',
      'd_op',
      'd_hash.pprev',
    ]);
    this.mount = new StructReader(kernel, 'mount', ['mnt_parent', 'mnt_mountpoint', 'mnt', 'mnt.mnt_root']);
    this.operations = new StructReader(kernel, 'dentry_operations', ['d_dname']);
    this.file = new StructReader(kernel, 'file', ['f_path']);
    const makers: Record<string, (name: string) => string> = {
      simple_dname: (name) => `/${name} (deleted)`,
      anon_inodefs_dname: (name) => `anon_inode:${name}`,
    };
    symbols.find(Object.keys(makers));
    this.makers = new Map(
      Object.entries(makers).flatMap(([symbol, make]) => {
        const address = symbols.address(symbol);
        return address === undefined ? [] : [[address, make] as const];
      }),
    );
  }

  async ofFile(file: bigint): Promise<string | null> {
    const read = await this.file.at(file);
    return read === undefined ? null : this.of({ mnt: read.word('f_path'), dentry: read.word('f_path', 1) });
  }

  /** Path of a struct path; null when it cannot be read. */
  async of(path: PathPointers): Promise<string | null> {
    let entry = await this.readDentry(path.dentry);
    if (entry === undefined) return null;
    const made = await this.madeName(entry);
    if (made !== undefined) return made;
    const { dentry } = entry;
    const deleted = dentry.word('d_hash.pprev') === 0n && dentry.word('d_parent') !== dentry.address;
    let mount = await this.readMount(path.mnt - BigInt(this.mount.offset('mnt')));
    const parts: string[] = [];
    for (let depth = 0; depth < MAX_DEPTH; depth++) {
      if (entry === undefined || mount === undefined) return null;
      const atRoot = entry.dentry.address === mount.word('mnt.mnt_root');
      if (!atRoot && entry.dentry.word('d_parent') !== entry.dentry.address) {
        parts.push(entry.name);
        entry = await this.readDentry(entry.dentry.word('d_parent'));
        continue;
      }
      const parent = mount.word('mnt_parent');
      if (parent === mount.address) return `/${parts.reverse().join('/')}${deleted ? ' (deleted)' : ''}`;
      entry = await this.readDentry(mount.word('mnt_mountpoint'));
      mount = await this.readMount(parent);
    }
    return null;
  }

  private async madeName({ dentry, name }: { dentry: Struct; name: string }): Promise<string | undefined> {
    const address = dentry.word('d_op');
    if (address === 0n) return undefined;
    const operations = await this.operations.at(address);
    const maker = operations?.word('d_dname') ?? 0n;
    return maker === 0n ? undefined : this.makers.get(maker)?.(name);
  }

  private async readDentry(address: bigint): Promise<{ dentry: Struct; name: string } | undefined> {
    if (!this.dentries.has(address)) {
      const dentry = await this.dentry.at(address);
      const length = dentry?.number('d_name.len') ?? 0;
      const read =
        dentry === undefined || length > MAX_NAME
          ? undefined
          : await this.space.readPartial(dentry.word('d_name.name'), length);
      this.dentries.set(
        address,
        dentry === undefined || read === undefined || read.missing.length > 0
          ? undefined
          : { dentry, name: decoder.decode(read.data) },
      );
    }
    return this.dentries.get(address);
  }

  private async readMount(address: bigint): Promise<Struct | undefined> {
    if (!this.mounts.has(address)) this.mounts.set(address, await this.mount.at(address));
    return this.mounts.get(address);
  }
}
