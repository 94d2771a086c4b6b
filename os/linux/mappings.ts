/** Mappings as /proc/PID/maps shows them. Source: fs/proc/task_mmu.c, show_map_vma. */
import { sideBySide } from '../side-by-side.js';
import type { Listing, Mapping } from '../types.js';
import { GATE_SYMBOLS, gateArea } from './gate-area.js';
import { deviceText, Inodes, type InodeFacts } from './inodes.js';
import type { LinuxKernel } from './kernel.js';
import { mapleEntries } from './maple-tree.js';
import type { PathSource } from './paths.js';
import { StructReader, type Struct } from './structs.js';

/** include/linux/mm.h. */
const VM_READ = 1;
const VM_WRITE = 2;
const VM_EXEC = 4;
const VM_MAYSHARE = 0x80;
const MAX_VMAS = 1 << 17;
/** The kernel's own names; what else is there is damage. */
const SPECIAL_NAME = /^\[[\w.:-]+\]$/;
/** What a process may call its memory: mm/madvise.c and kernel/sys.c, is_valid_name_char. */
const GIVEN_NAME = /^[\x20-\x7e]*$/;
/** What /proc/PID/maps prints where there is no file. */
const NO_FILE = { device: '00:00', inode: 0n } as const;

/** Reads the mappings of an mm_struct. */
export class Mappings {
  private readonly vma: StructReader;
  private readonly mm: StructReader;
  private readonly operations: StructReader;
  private readonly special: StructReader;
  private readonly anonName: StructReader | undefined;
  private readonly specialName: bigint | undefined;
  private readonly inodes: Inodes | undefined;
  /** Up to 6.1 the name lies in the place where mappings of files keep their tree: include/linux/mm_types.h. */
  private readonly filesHaveNames: boolean;
  /** Inodes by address: a library's mappings, and those of other processes, have the same one. */
  private readonly known = new Map<bigint, InodeFacts | undefined>();

  constructor(
    private readonly kernel: LinuxKernel,
    private readonly paths: PathSource,
  ) {
    const { types, symbols } = kernel;
    this.vma = new StructReader(kernel, 'vm_area_struct', [
      'vm_start',
      'vm_end',
      'vm_flags|flags',
      'vm_pgoff',
      'vm_file',
      'vm_ops',
      'vm_private_data',
      'vm_next?',
      'anon_name?',
      'shared.rb?',
    ]);
    this.mm = new StructReader(kernel, 'mm_struct', [
      'start_brk',
      'brk',
      'start_stack',
      'mm_mt.ma_root?',
      'mmap?',
      'context.vdso?',
    ]);
    this.filesHaveNames =
      this.vma.has('anon_name') &&
      this.vma.has('shared.rb') &&
      this.vma.offset('anon_name') !== this.vma.offset('shared.rb');
    this.inodes = types.struct('inode')?.field('i_ino') === undefined ? undefined : new Inodes(kernel);
    this.operations = new StructReader(kernel, 'vm_operations_struct', ['name']);
    this.special = new StructReader(kernel, 'vm_special_mapping', ['name']);
    this.anonName =
      types.struct('anon_vma_name') === undefined
        ? undefined
        : new StructReader(kernel, 'anon_vma_name', ['name']);
    symbols.find(['special_mapping_name', ...GATE_SYMBOLS]);
    this.specialName = symbols.address('special_mapping_name');
  }

  /** The areas of an mm, by address; undefined when the mm cannot be read. */
  async areas(
    address: bigint,
  ): Promise<{ readonly mm: Struct; readonly vmas: Struct[]; readonly reason?: string } | undefined> {
    const mm = await this.mm.at(address);
    if (mm === undefined) return undefined;
    return { mm, ...(this.mm.has('mm_mt.ma_root') ? await this.fromTree(mm) : await this.fromList(mm)) };
  }

  /** All mappings of an mm, the gate area included where the kernel has one. */
  async list(address: bigint): Promise<Listing<Mapping>> {
    const read = await this.areas(address);
    if (read === undefined)
      return { items: [], complete: false, reason: `mm_struct at 0x${address.toString(16)} cannot be read` };
    const { mm, vmas, reason } = read;
    const items = await sideBySide(vmas, (vma) => this.record(mm, vma));
    const gate = await gateArea(this.kernel);
    if (gate !== undefined) items.push(gate);
    return reason === undefined ? { items, complete: true } : { items, complete: false, reason };
  }

  private async fromTree(mm: Struct): Promise<{ vmas: Struct[]; reason?: string }> {
    const { entries, reason } = await mapleEntries(
      this.kernel.space,
      mm.word('mm_mt.ma_root'),
      this.kernel.wordSize,
    );
    const read = await this.vma.many(entries);
    let end = 0n;
    const vmas = read.filter((vma) => {
      if (vma === undefined || !sensible(vma, end, this.kernel)) return false;
      end = vma.word('vm_end');
      return true;
    }) as Struct[];
    const lost = read.length - vmas.length;
    const reasons = [
      reason,
      lost > 0 ? `${lost} vm_area_structs cannot be read or are out of order` : undefined,
    ].filter((r) => r !== undefined);
    return reasons.length === 0 ? { vmas } : { vmas, reason: reasons.join('; ') };
  }

  private async fromList(mm: Struct): Promise<{ vmas: Struct[]; reason?: string }> {
    const vmas: Struct[] = [];
    let end = 0n;
    for (let address = mm.word('mmap'); address !== 0n;) {
      const vma = await this.vma.at(address);
      if (vma === undefined || !sensible(vma, end, this.kernel) || vmas.length >= MAX_VMAS) {
        return {
          vmas,
          reason: `the vm_area_struct at 0x${address.toString(16)} cannot be read or is out of order`,
        };
      }
      vmas.push(vma);
      end = vma.word('vm_end');
      address = vma.word('vm_next');
    }
    return { vmas };
  }

  private async record(mm: Struct, vma: Struct): Promise<Mapping> {
    const flags = vma.number('vm_flags|flags');
    const file = vma.word('vm_file');
    const path = await this.name(mm, vma, file);
    const about = file === 0n ? NO_FILE : await this.ofInode(file);
    const lacks = Object.entries({ path, ...about }).flatMap(([what, value]) =>
      value === null ? [what] : [],
    );
    const letter = (flag: number, yes: string): string => ((flags & flag) !== 0 ? yes : '-');
    return {
      start: vma.word('vm_start'),
      end: vma.word('vm_end'),
      permissions:
        letter(VM_READ, 'r') +
        letter(VM_WRITE, 'w') +
        letter(VM_EXEC, 'x') +
        ((flags & VM_MAYSHARE) !== 0 ? 's' : 'p'),
      offset: file === 0n ? 0n : BigInt.asUintN(64, vma.word('vm_pgoff') << BigInt(this.kernel.pageShift)),
      path,
      ...about,
      complete: lacks.length === 0,
      ...(lacks.length > 0 && { reason: `cannot be read: ${lacks.join(', ')}` }),
    };
  }

  private async ofInode(file: bigint): Promise<Pick<Mapping, 'device' | 'inode'>> {
    const inode = (await this.paths.file(file))?.inode ?? 0n;
    if (!this.known.has(inode)) this.known.set(inode, await this.inodes?.at(inode));
    const facts = this.known.get(inode);
    const device = facts?.device ?? null;
    return { device: device === null ? null : deviceText(device), inode: facts?.number ?? null };
  }

  private async name(mm: Struct, vma: Struct, file: bigint): Promise<string | null> {
    const anon = this.vma.has('anon_name') ? vma.word('anon_name') : 0n;
    if (file !== 0n && anon !== 0n && this.filesHaveNames) return this.given('anon_shmem', anon);
    if (file !== 0n) return (await this.paths.ofFile(file))?.replaceAll('\n', '\\012') ?? null;
    const start = vma.word('vm_start');
    const end = vma.word('vm_end');
    const operations = vma.word('vm_ops');
    if (this.mm.has('context.vdso') && start === mm.word('context.vdso')) return '[vdso]';
    if (operations !== 0n) {
      const namedBy = (await this.operations.at(operations))?.word('name');
      // Who names the mapping otherwise is not known here, nor what it says.
      if (namedBy !== 0n && (namedBy === undefined || namedBy !== this.specialName)) return null;
      if (namedBy !== 0n) {
        const at = (await this.special.at(vma.word('vm_private_data')))?.word('name');
        const text = at === undefined ? null : await this.text(at);
        return text !== null && SPECIAL_NAME.test(text) ? text : null;
      }
    }
    if (start < mm.word('brk') && end > mm.word('start_brk')) return '[heap]';
    if (start <= mm.word('start_stack') && end >= mm.word('start_stack')) return '[stack]';
    return anon === 0n ? '' : this.given('anon', anon);
  }

  /** A name that the process gave by prctl. Source: mm/madvise.c, struct anon_vma_name. */
  private async given(kind: string, address: bigint): Promise<string | null> {
    if (this.anonName === undefined) return null;
    const text = await this.text(address + BigInt(this.anonName.offset('name')));
    return text === null || !GIVEN_NAME.test(text) ? null : `[${kind}:${text}]`;
  }

  private async text(address: bigint): Promise<string | null> {
    try {
      return await this.kernel.space.string(address, 256);
    } catch {
      return null;
    }
  }
}

/** True when a mapping is made of whole pages of the user half and lies behind the one before. */
function sensible(vma: Struct, end: bigint, { kernelStart, pageShift }: LinuxKernel): boolean {
  const from = vma.word('vm_start');
  const to = vma.word('vm_end');
  return from >= end && from < to && to <= kernelStart && (from | to) % (1n << BigInt(pageShift)) === 0n;
}
