/** Files in the page cache, by their file systems. Sources: fs/super.c, fs/inode.c, include/linux/fs.h, fs/mount.h. */
import { listingOf } from '../listing.js';
import { PagewalkError } from '../../engine/index.js';
import type { CachedContent, CachedFile, Listing } from '../types.js';
import { CachedContents } from './cached-content.js';
import { deviceText } from './inodes.js';
import type { LinuxKernel } from './kernel.js';
import { structsOnList } from './lists.js';
import { PageFrames } from './page-frames.js';
import type { PathSource } from './paths.js';
import { sound, SUPER_BLOCK_POINTERS } from './sound-structs.js';
import { StructReader, type Struct } from './structs.js';
import { isListOf, variable } from './variables/index.js';

/** MINORBITS of include/linux/kdev_t.h. */
const MINOR_BITS = 20;
/** Mounts of one file system that are looked at for the one that shows all of it. */
const MAX_MOUNTS = 64;

/** Lists the files of the page cache and reads them. */
export class PageCache {
  private readonly superBlock: StructReader;
  private readonly inode: StructReader;
  private readonly mapping: StructReader;
  private readonly dentry: StructReader;
  private readonly mount: StructReader;

  /** Throws kind `unsupported` when a type is missing. */
  constructor(
    private readonly kernel: LinuxKernel,
    private readonly paths: PathSource,
  ) {
    this.superBlock = new StructReader(kernel, 'super_block', [
      's_list',
      's_dev',
      's_root',
      's_mounts',
      's_inodes',
    ]);
    this.inode = new StructReader(kernel, 'inode', [
      'i_ino',
      'i_mapping',
      'i_data',
      'i_dentry',
      'i_sb_list',
      'i_size',
    ]);
    this.mapping = new StructReader(kernel, 'address_space', ['host', 'nrpages', 'i_pages.xa_head']);
    this.dentry = new StructReader(kernel, 'dentry', ['d_u.d_alias|d_alias', 'd_inode']);
    // A list until 6.17, a chain of mounts since.
    this.mount = new StructReader(kernel, 'mount', ['mnt', 'mnt.mnt_root', 'mnt_instance|mnt_next_for_sb']);
  }

  /** All files of which pages are cached, file system by file system. Rejects with kind `unsupported` without the list of them. */
  async list(signal?: AbortSignal): Promise<Listing<CachedFile>> {
    const { kernel, superBlock } = this;
    const head = await this.superBlocks();
    if (head === undefined)
      throw new PagewalkError('os', 'unsupported', 'the kernel names no super_blocks, the file systems');
    const { structs, reason } = await structsOnList(kernel, superBlock, head, 's_list', signal);
    const reasons = reason === undefined ? [] : [reason];
    const items: CachedFile[] = [];
    for (const found of structs) {
      const sb = sound(kernel, found, SUPER_BLOCK_POINTERS);
      if (sb === undefined) {
        reasons.push(`the super block at 0x${found.address.toString(16)} makes no sense`);
        continue;
      }
      const files = await this.filesOf(sb, signal);
      items.push(...files.items);
      if (files.reason !== undefined) reasons.push(files.reason);
    }
    return listingOf(items, reasons);
  }

  /** Where the list of file systems begins. Users: fs/super.c. */
  private superBlocks(): Promise<bigint | undefined> {
    const { kernel, superBlock } = this;
    return variable(kernel, {
      name: 'super_blocks',
      users: ['iterate_supers', 'user_get_super', 'get_super', 'iterate_supers_type', 'sget_fc'],
      fits: (head) =>
        isListOf(kernel, superBlock, 's_list', head, async (sb) => {
          const root = await this.dentry.at(sb.word('s_root'));
          return root !== undefined && root.word('d_inode') >= kernel.kernelStart;
        }),
    });
  }

  /**
   * One file, by its path or by the address of its inode (`0x…`). Rejects with kind `not-found` when no cached file is
   * so named, `usage` when several are, `unsupported` where the frames of pages are not known.
   */
  async content(name: string, signal?: AbortSignal): Promise<CachedContent> {
    const { items, reason } = await this.list(signal);
    const named = items.filter(({ path, address }) => path === name || `0x${address.toString(16)}` === name);
    const [file, ...others] = named;
    if (file === undefined)
      throw new PagewalkError(
        'os',
        'not-found',
        `no cached file is ${name}${reason === undefined ? '' : ` in the part of the list that could be read (${reason})`}`,
      );
    if (others.length > 0)
      throw new PagewalkError('os', 'usage', `${named.length} cached files are named ${name}`, {
        hint: `one of ${named.map(({ address }) => `0x${address.toString(16)}`).join(', ')}`,
      });
    const inode = await this.inode.at(file.address);
    const mapping = await this.mapping.at(inode?.word('i_mapping') ?? 0n);
    const { size } = file;
    if (mapping === undefined || size === null || file.cachedPages === null)
      throw new PagewalkError('os', 'not-found', `${name}: ${file.reason ?? 'its inode cannot be read'}`);
    const contents = new CachedContents(this.kernel, await PageFrames.of(this.kernel));
    const tree = { mapping: mapping.address, head: mapping.word('i_pages.xa_head'), size };
    return { file, size, pieces: () => contents.pieces(tree, signal) };
  }

  private async filesOf(sb: Struct, signal?: AbortSignal): Promise<Listing<CachedFile>> {
    const number = sb.number('s_dev');
    const device = deviceText({ major: number >>> MINOR_BITS, minor: number & ((1 << MINOR_BITS) - 1) });
    const head = sb.addressOf('s_inodes');
    const { structs, reason } = await structsOnList(this.kernel, this.inode, head, 'i_sb_list', signal);
    // The pages of a device's node are those of the device, which has an inode of its own.
    const inodes = structs.filter((inode) => inode.word('i_mapping') === inode.addressOf('i_data'));
    const mappings = await this.mapping.many(inodes.map((inode) => inode.word('i_mapping')));
    const items: CachedFile[] = [];
    const mnt = await this.mountOf(sb);
    for (const [i, inode] of inodes.entries()) {
      const mapping = mappings[i];
      if (mapping === undefined || mapping.word('nrpages') > 0n)
        items.push(await this.record(inode, mapping, device, mnt));
    }
    return reason === undefined
      ? { items, complete: true }
      : { items, complete: false, reason: `inodes of device ${device}: ${reason}` };
  }

  private async record(
    inode: Struct,
    mapping: Struct | undefined,
    device: string,
    mnt: bigint | undefined,
  ): Promise<CachedFile> {
    const own = mapping?.word('host') === inode.address ? mapping : undefined;
    const size = inode.number('i_size');
    const sane = Number.isSafeInteger(size);
    const path = await this.pathOf(inode, mnt);
    const lacks = [
      ...(path === undefined ? ['path'] : []),
      ...(sane ? [] : ['size']),
      ...(own === undefined ? ['cached pages'] : []),
    ];
    return {
      path: path ?? null,
      inode: this.inode.field('i_ino').size === 8 ? inode.u64('i_ino') : inode.word('i_ino'),
      device,
      size: sane ? size : null,
      cachedPages: own === undefined ? null : Number(own.word('nrpages')),
      address: inode.address,
      complete: lacks.length === 0,
      ...(lacks.length > 0 && { reason: `cannot be read: ${lacks.join(', ')}` }),
    };
  }

  /** Path by the first name of an inode; null when it has none in memory, undefined when it cannot be read. */
  private async pathOf(inode: Struct, mnt: bigint | undefined): Promise<string | null | undefined> {
    const alias = inode.word('i_dentry');
    if (alias === 0n || mnt === undefined) return null;
    const dentry = await this.dentry.at(alias - BigInt(this.dentry.offset('d_u.d_alias|d_alias')));
    if (dentry === undefined || dentry.word('d_inode') !== inode.address) return undefined;
    return (await this.paths.of({ mnt, dentry: dentry.address })) ?? undefined;
  }

  /** The struct vfsmount of the first mount that shows a file system from its root, else of the first; undefined without any. */
  private async mountOf(sb: Struct): Promise<bigint | undefined> {
    const isList = this.kernel.types.struct('mount')?.field('mnt_instance') !== undefined;
    const link = 'mnt_instance|mnt_next_for_sb';
    const back = isList ? BigInt(this.mount.offset(link)) : 0n;
    const head = isList ? sb.addressOf('s_mounts') : 0n;
    let first: bigint | undefined;
    let at = sb.word('s_mounts');
    for (let i = 0; i < MAX_MOUNTS && at !== head && at !== 0n; i++) {
      const mount = await this.mount.at(at - back);
      if (mount === undefined) break;
      first ??= mount.addressOf('mnt');
      if (mount.word('mnt.mnt_root') === sb.word('s_root')) return mount.addressOf('mnt');
      at = mount.word(link);
    }
    return first;
  }
}
