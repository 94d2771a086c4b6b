/** What an inode says of its file: type, number, device. Sources: include/linux/fs.h, include/linux/kdev_t.h, uapi/linux/stat.h. */
import type { LinuxKernel } from './kernel.js';
import { sound, SUPER_BLOCK_POINTERS } from './sound-structs.js';
import { StructReader } from './structs.js';

/** Top four bits of i_mode: S_IFMT. */
const TYPES: Record<number, FileType> = {
  1: 'pipe',
  2: 'character device',
  4: 'directory',
  6: 'block device',
  8: 'file',
  10: 'link',
  12: 'socket',
};
/** MINORBITS. */
const MINOR_BITS = 20;

/** Kinds of files. An anonymous inode has none of the types that file systems know. */
export type FileType =
  'file' | 'directory' | 'character device' | 'block device' | 'pipe' | 'socket' | 'link' | 'anonymous';

/** A device number in its parts, as the kernel keeps it inside. */
export interface Device {
  readonly major: number;
  readonly minor: number;
}

/** What is read of an inode. */
export interface InodeFacts {
  readonly number: bigint;
  readonly type: FileType;
  /** Device of the file system; of the file itself for device files. */
  readonly device: Device | null;
  /** Bytes. */
  readonly size: number | null;
}

/** `08:01`, as /proc/PID/maps prints devices. */
export function deviceText({ major, minor }: Device): string {
  return [major, minor].map((part) => part.toString(16).padStart(2, '0')).join(':');
}

/** Reads inodes. */
export class Inodes {
  private readonly inode: StructReader;
  private readonly superBlock: StructReader | undefined;

  constructor(private readonly kernel: LinuxKernel) {
    this.inode = new StructReader(kernel, 'inode', ['i_ino', 'i_mode', 'i_sb', 'i_size?']);
    this.superBlock =
      kernel.types.struct('super_block')?.field('s_dev') === undefined
        ? undefined
        : new StructReader(kernel, 'super_block', ['s_dev', ...SUPER_BLOCK_POINTERS]);
  }

  /** The inode at an address; undefined when it cannot be read. */
  async at(address: bigint): Promise<InodeFacts | undefined> {
    const inode = await this.inode.at(address);
    if (inode === undefined) return undefined;
    const superBlock = await this.superBlock?.at(inode.word('i_sb'));
    const device = sound(this.kernel, superBlock, SUPER_BLOCK_POINTERS)?.number('s_dev');
    return {
      number: inode.word('i_ino'),
      type: TYPES[inode.number('i_mode') >> 12] ?? 'anonymous',
      device:
        device === undefined
          ? null
          : { major: device >>> MINOR_BITS, minor: device & ((1 << MINOR_BITS) - 1) },
      size: this.inode.has('i_size') ? inode.number('i_size') : null,
    };
  }
}
