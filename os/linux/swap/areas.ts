/** Swap areas in use, and what is behind them. Sources: include/linux/swap.h (struct swap_info_struct), mm/swapfile.c, include/linux/blkdev.h. */
import { readWord, type LinuxKernel } from '../kernel.js';
import { StructReader, type Struct } from '../structs.js';
import type { Zsmalloc } from './zsmalloc.js';
import { Zram } from './zram.js';

/** MAX_SWAPFILES at its largest. */
const MAX_AREAS = 32;
/** SWP_USED: the area was set up. */
const USED = 1;
/** include/uapi/linux/stat.h: S_IFMT and S_IFBLK. */
const FORMAT = 0xf000;
const BLOCK_DEVICE = 0x6000;

/** A swap area. */
export interface SwapArea {
  readonly struct: Struct;
  /** Slots, the first of which is the area's header. */
  readonly max: bigint;
  /** Name of the disk, without folder; '' for a file. */
  readonly disk: string;
  /** The device that keeps its pages in memory. */
  readonly zram?: Zram;
}

/** The areas by number; empty where nothing is swapped. Rejects with kind `unsupported` when the kernel's types lack what it needs. */
export async function swapAreas(
  kernel: LinuxKernel,
  objects: Zsmalloc | undefined,
): Promise<Map<number, SwapArea>> {
  const areas = new Map<number, SwapArea>();
  const table = kernel.symbols.address('swap_info');
  if (table === undefined) return areas;
  const reader = new StructReader(kernel, 'swap_info_struct', [
    'flags',
    'max',
    'bdev',
    'swap_file',
    'cluster_info',
    'zeromap?',
  ]);
  for (let type = 0; type < MAX_AREAS; type++) {
    const address = await readWord(kernel, table + BigInt(type * kernel.wordSize));
    const struct = address === undefined || address === 0n ? undefined : await reader.at(address);
    // Areas are numbered without gaps.
    if (struct === undefined) break;
    if ((struct.number('flags') & USED) === 0) continue;
    areas.set(type, {
      struct,
      max: BigInt(struct.number('max')),
      ...(await behind(kernel, struct, objects)),
    });
  }
  return areas;
}

/** The disk of an area; for a file of a file system none, since its pages lie where that put them. */
async function behind(
  kernel: LinuxKernel,
  area: Struct,
  objects: Zsmalloc | undefined,
): Promise<{ readonly disk: string; readonly zram?: Zram }> {
  const file = await new StructReader(kernel, 'file', ['f_inode']).at(area.word('swap_file'));
  const inode = file && (await new StructReader(kernel, 'inode', ['i_mode']).at(file.word('f_inode')));
  if (inode === undefined || (inode.number('i_mode') & FORMAT) !== BLOCK_DEVICE) return { disk: '' };
  const device = await new StructReader(kernel, 'block_device', ['bd_disk', 'bd_start_sect?']).at(
    area.word('bdev'),
  );
  const disk =
    device &&
    (await new StructReader(kernel, 'gendisk', ['disk_name', 'private_data']).at(device.word('bd_disk')));
  if (device === undefined || disk === undefined) return { disk: '' };
  const name = disk.text('disk_name');
  if (!/^zram\d+$/.test(name) || (device.optional('bd_start_sect') ?? 0) !== 0) return { disk: name };
  const zram =
    objects && (await Zram.at(kernel, objects, disk.word('private_data'), BigInt(area.number('max'))));
  return { disk: name, ...(zram && { zram }) };
}
