/** Mounts as /proc/PID/mounts shows them. Sources: fs/mount.h, fs/namespace.c, fs/proc_namespace.c. */
import type { Listing, Mount } from '../../types.js';
import type { LinuxKernel } from '../kernel.js';
import { structsOnList, type StructList } from '../lists.js';
import type { PathSource } from '../paths.js';
import { structsInTree } from '../rb-tree.js';
import { StructReader, type Struct } from '../structs.js';
import type { Task } from '../tasks.js';
import { FileSystemOptions } from './file-system-options.js';

/** include/linux/mount.h: MNT_READONLY; and what show_mnt_opts prints, in its order. */
const MNT_READONLY = 0x40;
const MOUNT_FLAGS: readonly (readonly [name: string, bit: number])[] = [
  ['nosuid', 0x1],
  ['nodev', 0x2],
  ['noexec', 0x4],
  ['noatime', 0x8],
  ['nodiratime', 0x10],
  ['relatime', 0x20],
  ['nosymfollow', 0x80],
];
/** include/linux/fs.h: SB_RDONLY; and what show_sb_opts prints. */
const SB_RDONLY = 0x1;
const SUPER_FLAGS: readonly (readonly [name: string, bit: number])[] = [
  ['sync', 1 << 4],
  ['dirsync', 1 << 7],
  ['mand', 1 << 6],
  ['lazytime', 1 << 25],
];
const MAX_NAME = 4096;
const names = (table: readonly (readonly [string, number])[], flags: number): string[] =>
  table.filter(([, bit]) => (flags & bit) !== 0).map(([name]) => name);

/** Lists mounts. */
export class Mounts {
  private readonly task: StructReader;
  private readonly namespaces: StructReader;
  private readonly spaces: StructReader;
  private readonly fs: StructReader;
  private readonly mount: StructReader;
  private readonly superBlock: StructReader;
  private readonly types: StructReader;
  private readonly own: FileSystemOptions;

  constructor(
    private readonly kernel: LinuxKernel,
    private readonly paths: PathSource,
  ) {
    this.task = new StructReader(kernel, 'task_struct', ['nsproxy', 'fs']);
    this.namespaces = new StructReader(kernel, 'nsproxy', ['mnt_ns']);
    // A list until 6.7, a tree since.
    this.spaces = new StructReader(kernel, 'mnt_namespace', ['list|mounts']);
    this.fs = new StructReader(kernel, 'fs_struct', ['root']);
    this.mount = new StructReader(kernel, 'mount', [
      'mnt_parent',
      'mnt_mountpoint',
      'mnt',
      'mnt.mnt_sb',
      'mnt.mnt_flags',
      'mnt_devname',
      'mnt_node|mnt_list',
    ]);
    this.superBlock = new StructReader(kernel, 'super_block', [
      's_flags',
      's_type',
      's_op',
      's_fs_info?',
      's_subtype?',
    ]);
    this.types = new StructReader(kernel, 'file_system_type', ['name']);
    this.own = new FileSystemOptions(kernel);
  }

  /** Mounts under the root of a process, in the kernel's order; none of a zombie, which has no namespaces. */
  async of({ address, pid }: Task, signal?: AbortSignal): Promise<Listing<Mount>> {
    const task = await this.task.at(address);
    const proxy = task?.word('nsproxy');
    if (proxy === 0n) return { items: [], complete: true };
    const space = proxy === undefined ? undefined : (await this.namespaces.at(proxy))?.word('mnt_ns');
    const fs = task === undefined ? undefined : await this.fs.at(task.word('fs'));
    if (space === undefined || fs === undefined)
      return { items: [], complete: false, reason: `pid ${pid}: its mount namespace cannot be read` };
    const { structs, reason } = await this.mountsOf(space, signal);
    const top = fs.word('root') - BigInt(this.mount.offset('mnt'));
    const root = await this.paths.of({ mnt: fs.word('root'), dentry: fs.word('root', 1) });
    const items: Mount[] = [];
    for (const mount of reachable(structs, top)) {
      const point = fromRoot(root, await this.mountpoint(mount));
      if (point !== undefined) items.push(await this.record(mount, point));
    }
    return reason === undefined ? { items, complete: true } : { items, complete: false, reason };
  }

  private async mountsOf(space: bigint, signal?: AbortSignal): Promise<StructList> {
    const { kernel, mount } = this;
    const place = space + BigInt(this.spaces.offset('list|mounts'));
    if (kernel.types.struct('mnt_namespace')?.field('list') !== undefined)
      return structsOnList(kernel, mount, place, 'mnt_node|mnt_list', signal);
    const root = (await this.spaces.at(space))?.word('list|mounts');
    if (root === undefined) return { structs: [], reason: 'the mount namespace cannot be read' };
    return structsInTree(kernel, mount, root, 'mnt_node|mnt_list', signal);
  }

  /** Path of a mount from the namespace's root: where its parent has it. */
  private async mountpoint(mount: Struct): Promise<string | null> {
    const parent = mount.word('mnt_parent');
    if (parent === mount.address) return '/';
    const mnt = parent + BigInt(this.mount.offset('mnt'));
    return this.paths.of({ mnt, dentry: mount.word('mnt_mountpoint') });
  }

  private async record(mount: Struct, mountpoint: string | null): Promise<Mount> {
    const sb = await this.superBlock.at(mount.word('mnt.mnt_sb'));
    const named = mount.word('mnt_devname');
    const device = named === 0n ? 'none' : await this.text(named);
    const type = sb === undefined ? null : await this.typeOf(sb);
    const own =
      sb === undefined || type === null || !sb.has('s_fs_info')
        ? undefined
        : await this.own.of(sb.word('s_op'), sb.word('s_fs_info'), type);
    const lacks = Object.entries({ device, mountpoint, type })
      .filter(([, value]) => value === null)
      .map(([name]) => name);
    const reasons = [
      ...(lacks.length > 0 ? [`cannot be read: ${lacks.join(', ')}`] : []),
      ...(own === undefined ? [`options of ${type ?? 'the file system'} itself are not known`] : []),
    ];
    return {
      device,
      mountpoint,
      type,
      options: sb === undefined ? null : [...generalOptions(mount, sb), ...(own ?? [])].join(','),
      address: mount.address,
      complete: reasons.length === 0,
      ...(reasons.length > 0 && { reason: reasons.join('; ') }),
    };
  }

  private async typeOf(sb: Struct): Promise<string | null> {
    const place = (await this.types.at(sb.word('s_type')))?.word('name');
    const name = place === undefined ? null : await this.text(place);
    const under = sb.has('s_subtype') ? sb.word('s_subtype') : 0n;
    const subtype = under === 0n ? '' : await this.text(under);
    return name === null || subtype === null ? null : subtype === '' ? name : `${name}.${subtype}`;
  }

  private async text(address: bigint): Promise<string | null> {
    try {
      return await this.kernel.space.string(address, MAX_NAME);
    } catch {
      return null;
    }
  }
}

/** Mounts at or below one of them: what lies under the root of a process's mount is not its own. All, when it is not among them. */
function reachable(mounts: readonly Struct[], top: bigint): readonly Struct[] {
  const parents = new Map(mounts.map((mount) => [mount.address, mount.word('mnt_parent')]));
  if (!parents.has(top)) return mounts;
  return mounts.filter(({ address }) => {
    const seen = new Set<bigint>();
    let at = address;
    while (at !== top && parents.has(at) && !seen.has(at)) {
      seen.add(at);
      at = parents.get(at) ?? 0n;
    }
    return at === top;
  });
}

function generalOptions(mount: Struct, sb: Struct): string[] {
  const [flags, superFlags] = [mount.number('mnt.mnt_flags'), Number(sb.word('s_flags') & 0xffffffffn)];
  const readOnly = (flags & MNT_READONLY) !== 0 || (superFlags & SB_RDONLY) !== 0;
  return [readOnly ? 'ro' : 'rw', ...names(SUPER_FLAGS, superFlags), ...names(MOUNT_FLAGS, flags)];
}

/** A path as seen from a root; undefined when it is not under it, null when unknown. */
function fromRoot(root: string | null, path: string | null): string | null | undefined {
  if (root === null || path === null) return null;
  if (root === '/') return path;
  if (path === root) return '/';
  return path.startsWith(`${root}/`) ? path.slice(root.length) : undefined;
}
