/**
 * What stands behind the areas of a process: nothing but memory, or the pages of a file. Sources: include/linux/mm_types.h (struct
 * vm_area_struct), include/linux/fs.h (struct file, address_space, super_block), include/uapi/linux/magic.h.
 */
import type { LinuxKernel } from '../kernel.js';
import type { Mappings } from '../mappings.js';
import { StructReader, type Struct } from '../structs.js';

/** TMPFS_MAGIC: files of memfd_create, of /dev/shm, and shared memory without a name. */
const TMPFS = 0x01021994;
/** HUGETLBFS_MAGIC. */
const HUGETLBFS = 0x958458f6;

/** An area of a process. */
export interface Area {
  readonly start: bigint;
  /** Exclusive. */
  readonly end: bigint;
  readonly writable: boolean;
  readonly executable: boolean;
  /** Absent: pages that were never touched are zeros. */
  readonly file?: AreaFile;
  /** True for areas that a driver fills in: what they hold is not known here. */
  readonly special: boolean;
}

/** The file of an area. */
export interface AreaFile {
  readonly kind: 'memory' | 'huge pages' | 'disk';
  /** Address of its struct address_space, and the head of the tree of its pages. */
  readonly mapping: bigint;
  readonly head: bigint;
  /** Page of the file at the area's start. */
  readonly first: bigint;
}

const VM_WRITE = 2;
const VM_EXEC = 4;

/** Reads areas. Throws kind `unsupported` when a type is missing. */
export class Areas {
  private readonly file: StructReader;
  private readonly mapping: StructReader;
  private readonly inode: StructReader;
  private readonly superBlock: StructReader;

  constructor(
    kernel: LinuxKernel,
    private readonly mappings: Mappings,
  ) {
    this.file = new StructReader(kernel, 'file', ['f_mapping']);
    this.mapping = new StructReader(kernel, 'address_space', ['host', 'i_pages.xa_head']);
    this.inode = new StructReader(kernel, 'inode', ['i_sb']);
    this.superBlock = new StructReader(kernel, 'super_block', ['s_magic']);
  }

  /** The areas of an mm_struct, by address. */
  async of(mm: bigint): Promise<{ readonly areas: Area[]; readonly reason?: string }> {
    const read = await this.mappings.areas(mm);
    if (read === undefined) return { areas: [], reason: `mm_struct at 0x${mm.toString(16)} cannot be read` };
    const { vmas, reason } = read;
    const files = await this.files(vmas.map((vma) => vma.word('vm_file')));
    const areas = vmas.map((vma, i): Area => {
      const found = files[i];
      const flags = vma.number('vm_flags|flags');
      const named = vma.word('vm_file') !== 0n;
      return {
        start: vma.word('vm_start'),
        end: vma.word('vm_end'),
        writable: (flags & VM_WRITE) !== 0,
        executable: (flags & VM_EXEC) !== 0,
        ...(found && { file: { ...found, first: vma.word('vm_pgoff') } }),
        special: named ? found === undefined : vma.word('vm_ops') !== 0n,
      };
    });
    return reason === undefined ? { areas } : { areas, reason };
  }

  /** By address of struct file; undefined for what cannot be read, and for no file. */
  private async files(addresses: readonly bigint[]): Promise<(Omit<AreaFile, 'first'> | undefined)[]> {
    const files = await this.file.once(addresses);
    const mappings = await this.mapping.once(files.map((file) => file?.word('f_mapping') ?? 0n));
    const inodes = await this.inode.once(mappings.map((mapping) => mapping?.word('host') ?? 0n));
    const supers = await this.superBlock.once(inodes.map((inode) => inode?.word('i_sb') ?? 0n));
    return mappings.map((mapping, i) => {
      const magic = supers[i]?.number('s_magic');
      return mapping === undefined || magic === undefined ? undefined : of(mapping, magic);
    });
  }
}

function of(mapping: Struct, magic: number): Omit<AreaFile, 'first'> {
  return {
    kind: magic === TMPFS ? 'memory' : magic === HUGETLBFS ? 'huge pages' : 'disk',
    mapping: mapping.address,
    head: mapping.word('i_pages.xa_head'),
  };
}
