/** Paths of files: climbs dentries and mounts to the root. Source: fs/d_path.c, prepend_path and d_path. */
import type { AddressSpace } from '../../engine/index.js';
import type { LinuxKernel } from './kernel.js';
import { MadeNames } from './made-names.js';
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

/** A struct file as read: what leads to its path and its inode. */
export interface FileRead {
  readonly path: PathPointers;
  /** Address of the inode that users see; 0 where it is unknown. */
  readonly inode: bigint;
  /** The structure itself. */
  readonly struct: Struct;
}

/** What makes a path of a struct file; null when it cannot be read. */
export interface PathSource {
  ofFile(file: bigint): Promise<string | null>;
  /** Path of a struct path; null when it cannot be read. */
  of(path: PathPointers): Promise<string | null>;
  /** The struct file at an address; undefined when it cannot be read. */
  file(address: bigint): Promise<FileRead | undefined>;
}

/**
 * include/linux/fs.h, FMODE_BACKING: the file is one that an overlay opened below it. Bit 25 at first, bit 24 later, when 25
 * became FMODE_NONOTIFY: so what lies behind the file must be a path as well.
 */
const FMODE_BACKING = 0x3000000;

/** A directory entry with its name. */
interface Entry {
  readonly dentry: Struct;
  readonly name: string;
}

/** Turns struct path into text. Keeps what it read. */
export class Paths implements PathSource {
  private readonly space: AddressSpace;
  private readonly dentry: StructReader;
  private readonly mount: StructReader;
  private readonly operations: StructReader;
  private readonly files: StructReader;
  /** Since 6.7 a file of an overlay keeps the path that users see beside its own: fs/file_table.c, struct backing_file. */
  private readonly backing: StructReader | undefined;
  // What is being read counts, too: climbs that meet wait for the same.
  private readonly dentries = new Map<bigint, Promise<Entry | undefined>>();
  private readonly mounts = new Map<bigint, Promise<Struct | undefined>>();
  private readonly made: MadeNames;

  constructor(kernel: LinuxKernel) {
    const { space, types } = kernel;
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
    this.files = new StructReader(kernel, 'file', [
      'f_path',
      'f_inode?',
      'f_mode?',
      'f_flags?',
      'f_pos?',
      'f_op?',
      'private_data?',
    ]);
    this.backing =
      types.struct('backing_file')?.field('user_path') === undefined || !this.files.has('f_mode')
        ? undefined
        : new StructReader(kernel, 'backing_file', ['user_path', 'file']);
    this.made = new MadeNames(kernel);
  }

  async ofFile(file: bigint): Promise<string | null> {
    const read = await this.file(file);
    return read === undefined ? null : this.of(read.path);
  }

  async file(address: bigint): Promise<FileRead | undefined> {
    const struct = await this.files.at(address);
    if (struct === undefined) return undefined;
    const inode = this.files.has('f_inode') ? struct.word('f_inode') : 0n;
    const behind = await this.userPath(address, struct);
    if (behind !== undefined) return { path: behind, inode: await this.inodeOf(behind), struct };
    return { path: { mnt: struct.word('f_path'), dentry: struct.word('f_path', 1) }, inode, struct };
  }

  /** Path of a struct path; null when it cannot be read. */
  async of(path: PathPointers): Promise<string | null> {
    const [first, above] = await Promise.all([
      this.readDentry(path.dentry),
      this.readMount(path.mnt - BigInt(this.mount.offset('mnt'))),
    ]);
    let [entry, mount] = [first, above];
    if (entry === undefined) return null;
    const made = await this.madeName(entry);
    if (made !== undefined) return made;
    const { dentry } = entry;
    const deleted = dentry.word('d_hash.pprev') === 0n && dentry.word('d_parent') !== dentry.address;
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
      [entry, mount] = await Promise.all([
        this.readDentry(mount.word('mnt_mountpoint')),
        this.readMount(parent),
      ]);
    }
    return null;
  }

  /** The path that users see of a file which an overlay opened below it; undefined for all other files. */
  private async userPath(address: bigint, file: Struct): Promise<PathPointers | undefined> {
    if (this.backing === undefined || (file.number('f_mode') & FMODE_BACKING) === 0) return undefined;
    const backing = await this.backing.at(address - BigInt(this.backing.offset('file')));
    if (backing === undefined) return undefined;
    const path = { mnt: backing.word('user_path'), dentry: backing.word('user_path', 1) };
    return (await this.inodeOf(path)) !== 0n && (await this.of(path)) !== null ? path : undefined;
  }

  private async inodeOf({ dentry }: PathPointers): Promise<bigint> {
    return (await this.readDentry(dentry))?.dentry.word('d_inode') ?? 0n;
  }

  private async madeName({ dentry, name }: Entry): Promise<string | null | undefined> {
    const address = dentry.word('d_op');
    if (address === 0n) return undefined;
    const maker = (await this.operations.at(address))?.word('d_dname');
    if (maker === 0n) return undefined;
    return maker === undefined ? null : this.made.of(maker, { name, inode: dentry.word('d_inode') });
  }

  private readDentry(address: bigint): Promise<Entry | undefined> {
    let entry = this.dentries.get(address);
    if (entry === undefined) this.dentries.set(address, (entry = this.entryAt(address)));
    return entry;
  }

  private async entryAt(address: bigint): Promise<Entry | undefined> {
    const dentry = await this.dentry.at(address);
    const length = dentry?.number('d_name.len') ?? 0;
    if (dentry === undefined || length > MAX_NAME) return undefined;
    const { data, missing } = await this.space.readPartial(dentry.word('d_name.name'), length);
    return missing.length > 0 ? undefined : { dentry, name: decoder.decode(data) };
  }

  private readMount(address: bigint): Promise<Struct | undefined> {
    let mount = this.mounts.get(address);
    if (mount === undefined) this.mounts.set(address, (mount = this.mount.at(address)));
    return mount;
  }
}
