/** Options that file systems print of themselves. Sources: mm/shmem.c, fs/devpts/inode.c, fs/proc/root.c, fs/ramfs/inode.c, kernel/cgroup/cgroup.c. */
import { readWord, type LinuxKernel } from '../kernel.js';
import { StructReader, type Struct } from '../structs.js';

/** What a file system prints; undefined when it is not known or cannot be read. */
type Options = (info: bigint, type: string) => Promise<string[] | undefined>;

/** S_ISVTX | 0777, the mode that tmpfs does not print. */
const OPEN_MODE = 0o1777;
const RAMFS_MODE = 0o755;
/** mm/shmem.c, SHMEM_HUGE_…. */
const HUGE = ['never', 'always', 'within_size', 'advise'];
/** include/linux/proc_fs.h, enum proc_hidepid. */
const HIDE_PID: Readonly<Record<number, string>> = { 1: 'noaccess', 2: 'invisible', 4: 'ptraceable' };
/** include/linux/tty.h, NR_UNIX98_PTY_MAX. */
const MAX_PTYS = 1 << 20;
const octal = (mode: number): string => mode.toString(8).padStart(3, '0');

/** Makes options by the function that super_operations.show_options points at. */
export class FileSystemOptions {
  private readonly operations: StructReader;
  private readonly printers: Readonly<Record<string, Options>> = {
    shmem_show_options: (info) => this.shmem(info),
    ramfs_show_options: async (info) => {
      const mode = (await this.read('ramfs_fs_info', ['mount_opts.mode'], info))?.number('mount_opts.mode');
      return mode === undefined ? undefined : mode === RAMFS_MODE ? [] : [`mode=${mode.toString(8)}`];
    },
    devpts_show_options: (info) => this.devpts(info),
    proc_show_options: (info) => this.proc(info),
    kernfs_sop_show_options: (_, type) => this.kernfs(type),
  };

  constructor(private readonly kernel: LinuxKernel) {
    this.operations = new StructReader(kernel, 'super_operations', ['show_options']);
  }

  /** Options of a file system by its super_block's s_op, s_fs_info and type; undefined when they are not known. */
  async of(operations: bigint, info: bigint, type: string): Promise<string[] | undefined> {
    const printer = (await this.operations.at(operations))?.word('show_options');
    if (printer === undefined || printer === 0n) return printer === undefined ? undefined : [];
    const symbol = this.kernel.symbols.at(printer);
    return symbol?.offset === 0n ? this.printers[symbol.name]?.(info, type) : undefined;
  }

  /** A structure; undefined where the kernel's types lack it, or when it cannot be read. */
  private async read(type: string, members: readonly string[], address: bigint): Promise<Struct | undefined> {
    const layout = this.kernel.types.struct(type);
    const needed = members.filter((member) => !member.endsWith('?'));
    if (layout === undefined || needed.some((member) => layout.field(member) === undefined)) return undefined;
    return new StructReader(this.kernel, type, members).at(address);
  }

  /** Sizes that follow from the machine's memory are not printed. */
  private async shmem(info: bigint): Promise<string[] | undefined> {
    const { symbols, pageShift, wordSize } = this.kernel;
    const counter = symbols.address('_totalram_pages');
    const total = counter === undefined ? undefined : await readWord(this.kernel, counter);
    const sb = await this.read(
      'shmem_sb_info',
      ['max_blocks', 'max_inodes', 'mode', 'uid', 'gid', 'huge?', 'full_inums?', 'noswap?', 'mpol?'],
      info,
    );
    // On 32-bit kernels the number of inodes depends on high memory as well.
    if (
      total === undefined ||
      sb === undefined ||
      wordSize === 4 ||
      (sb.has('mpol') && sb.word('mpol') !== 0n)
    )
      return undefined;
    const half = total / 2n;
    const [blocks, inodes] = [sb.word('max_blocks'), sb.word('max_inodes')];
    const [mode, uid, gid] = [sb.number('mode'), sb.number('uid'), sb.number('gid')];
    const huge = sb.optional('huge') ?? 0;
    return [
      ...(blocks === half ? [] : [`size=${(blocks << BigInt(pageShift)) >> 10n}k`]),
      ...(inodes === half ? [] : [`nr_inodes=${inodes}`]),
      ...(mode === OPEN_MODE ? [] : [`mode=${octal(mode)}`]),
      ...(uid === 0 ? [] : [`uid=${uid}`]),
      ...(gid === 0 ? [] : [`gid=${gid}`]),
      ...(sb.optional('full_inums') === 1 ? ['inode64'] : []),
      ...(huge === 0 ? [] : [`huge=${HUGE[huge] ?? huge}`]),
      ...(sb.optional('noswap') === 1 ? ['noswap'] : []),
    ];
  }

  private async devpts(info: bigint): Promise<string[] | undefined> {
    const names = ['setuid', 'setgid', 'uid', 'gid', 'mode', 'ptmxmode', 'max'];
    const fs = await this.read(
      'pts_fs_info',
      names.map((name) => `mount_opts.${name}`),
      info,
    );
    if (fs === undefined) return undefined;
    const value = (name: string): number => fs.number(`mount_opts.${name}`);
    return [
      ...(value('setuid') === 0 ? [] : [`uid=${value('uid')}`]),
      ...(value('setgid') === 0 ? [] : [`gid=${value('gid')}`]),
      `mode=${octal(value('mode'))}`,
      `ptmxmode=${octal(value('ptmxmode'))}`,
      ...(value('max') < MAX_PTYS ? [`max=${value('max')}`] : []),
    ];
  }

  private async proc(info: bigint): Promise<string[] | undefined> {
    const fs = await this.read('proc_fs_info', ['pid_gid', 'hide_pid', 'pidonly'], info);
    if (fs === undefined) return undefined;
    const hide = fs.number('hide_pid');
    return [
      ...(fs.number('pid_gid') === 0 ? [] : [`gid=${fs.number('pid_gid')}`]),
      ...(hide === 0 ? [] : [`hidepid=${HIDE_PID[hide] ?? hide}`]),
      ...(fs.number('pidonly') === 0 ? [] : ['subset=pid']),
    ];
  }

  /** sysfs has no options; the unified control groups are known here only where none is set. */
  private async kernfs(type: string): Promise<string[] | undefined> {
    if (type === 'sysfs') return [];
    const root = type === 'cgroup2' ? this.kernel.symbols.address('cgrp_dfl_root') : undefined;
    if (root === undefined) return undefined;
    return (await this.read('cgroup_root', ['flags'], root))?.number('flags') === 0 ? [] : undefined;
  }
}
