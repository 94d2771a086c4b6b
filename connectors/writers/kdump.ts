/**
 * Writes kdump-compressed dumps (header version 6): two bitmaps of pages, a descriptor for each page, the pages compressed one by
 * one. Equal pages of zeros are stored once, as makedumpfile does. Sources: makedumpfile, IMPLEMENTATION and diskdump_mod.h;
 * qemu include/sysemu/dump.h (the headers of 32-bit machines).
 */
import type { PagePacker } from '../../codecs/page-packers.js';
import type { PhysicalRange } from '../../engine/index.js';
import { CODECS, DESCRIPTOR, HEADERS } from '../kdump.js';
import { vmcoreinfoNote, vmcoreinfoNumber } from './notes.js';
import { isZero } from './sparse.js';
import type { DumpWriter, MachineFacts, WriteOrder } from './writer.js';

/** Compressed pages are gathered up to this many bytes before they are written. */
const GATHERED = 1 << 20;
/** Descriptors likewise. */
const DESCRIPTORS = 1 << 14;
const UTSNAME_FIELD = 65;
/** Bytes of the sub header of 64- and 32-bit machines, and where it has the vmcoreinfo, the note around it, and the count of frames. */
const SUB_HEADERS = {
  8: { size: 104, vmcoreinfo: 32, note: 48, frames: 96 },
  4: { size: 80, vmcoreinfo: 20, note: 32, frames: 72 },
} as const;

/** A writer of a kdump whose pages `packer` compresses. */
export function kdumpWriter(order: WriteOrder, packer: PagePacker): DumpWriter {
  return new KdumpWriter(order, packer);
}

class KdumpWriter implements DumpWriter {
  readonly granule: number;
  /** The codec's bit in page_desc.flags, which is also that of the header's status. */
  private readonly flag: number;
  private readonly word: 4 | 8;
  private readonly frames: number;
  /** Blocks of the sub header with the note, and of one bitmap. */
  private readonly subBlocks: number;
  private readonly bitmapBlocks: number;
  private readonly descriptorsAt: number;
  /** Where the next page's data goes, gathered data included. */
  private end: number;
  private pages = 0;
  /** The stored page of zeros, once there is one. */
  private zeroAt = 0;
  private zeroSize = 0;
  private readonly data = new Uint8Array(GATHERED);
  private gathered = 0;
  private readonly descriptors = new DataView(new ArrayBuffer(DESCRIPTORS * DESCRIPTOR));
  private described = 0;
  private readonly note: ReturnType<typeof vmcoreinfoNote>;

  constructor(
    private readonly order: WriteOrder,
    private readonly packer: PagePacker,
  ) {
    const { facts, ranges, resumed } = order;
    const page = facts.pageSize ?? 4096;
    this.granule = page;
    this.flag = CODECS.find(([, codec]) => codec === packer.codec)?.[0] ?? 0;
    this.word = facts.architecture === 'x86-32' || facts.architecture === 'arm' ? 4 : 8;
    this.note = vmcoreinfoNote(facts.vmcoreinfo);
    const last = ranges.at(-1);
    this.frames = last === undefined ? 0 : (last.start + last.size) / page;
    this.subBlocks = Math.ceil((SUB_HEADERS[this.word].size + this.note.bytes.length) / page);
    this.bitmapBlocks = Math.ceil(Math.ceil(this.frames / 8) / page);
    this.descriptorsAt = (1 + this.subBlocks + 2 * this.bitmapBlocks) * page;
    const planned = ranges.reduce((sum, { size }) => sum + size / page, 0);
    const state = resumed?.state ?? {};
    this.end = state['end'] ?? this.descriptorsAt + planned * DESCRIPTOR;
    this.pages = state['pages'] ?? 0;
    this.zeroAt = state['zeroAt'] ?? 0;
    this.zeroSize = state['zeroSize'] ?? 0;
  }

  async write(_start: number, bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; at += this.granule) {
      const page = bytes.subarray(at, at + this.granule);
      if (!isZero(page)) {
        const { data, flag } = this.pack(page);
        await this.store(data);
        await this.describe(this.end - data.length, data.length, flag);
      } else {
        if (this.zeroSize === 0) {
          const { data } = this.pack(page);
          this.zeroAt = this.end;
          this.zeroSize = data.length;
          await this.store(data);
        }
        await this.describe(this.zeroAt, this.zeroSize, this.zeroSize < this.granule ? this.flag : 0);
      }
    }
  }

  async progressed(): Promise<Record<string, number>> {
    await this.flushData();
    await this.flushDescriptors();
    return { end: this.end, pages: this.pages, zeroAt: this.zeroAt, zeroSize: this.zeroSize };
  }

  async finish(done: readonly PhysicalRange[]): Promise<number> {
    const { sink, ranges } = this.order;
    await this.progressed();
    await sink.resize(this.end);
    const at = (1 + this.subBlocks) * this.granule;
    const half = this.bitmapBlocks * this.granule;
    await sink.write(at, this.bitmap(ranges));
    await sink.write(at + half, this.bitmap(done));
    await sink.write(0, this.headers());
    return this.end;
  }

  private pack(page: Uint8Array): { readonly data: Uint8Array; readonly flag: number } {
    const packed = this.packer.pack(page);
    return packed === undefined ? { data: page, flag: 0 } : { data: packed, flag: this.flag };
  }

  private async store(data: Uint8Array): Promise<void> {
    if (this.gathered + data.length > GATHERED) await this.flushData();
    this.data.set(data, this.gathered);
    this.gathered += data.length;
    this.end += data.length;
  }

  private async describe(offset: number, size: number, flag: number): Promise<void> {
    const at = this.described * DESCRIPTOR;
    this.descriptors.setBigInt64(at, BigInt(offset), true);
    this.descriptors.setUint32(at + 8, size, true);
    this.descriptors.setUint32(at + 12, flag, true);
    this.described++;
    this.pages++;
    if (this.described === DESCRIPTORS) await this.flushDescriptors();
  }

  private async flushData(): Promise<void> {
    if (this.gathered === 0) return;
    await this.order.sink.write(this.end - this.gathered, this.data.subarray(0, this.gathered));
    this.gathered = 0;
  }

  private async flushDescriptors(): Promise<void> {
    if (this.described === 0) return;
    const bytes = new Uint8Array(this.descriptors.buffer, 0, this.described * DESCRIPTOR);
    await this.order.sink.write(this.descriptorsAt + (this.pages - this.described) * DESCRIPTOR, bytes);
    this.described = 0;
  }

  private bitmap(ranges: readonly PhysicalRange[]): Uint8Array {
    const bytes = new Uint8Array(this.bitmapBlocks * this.granule);
    for (const { start, size } of ranges) {
      const end = (start + size) / this.granule;
      for (let frame = start / this.granule; frame < end; frame++) {
        if ((frame & 7) === 0 && frame + 8 <= end) {
          bytes[frame >>> 3] = 0xff;
          frame += 7;
        } else bytes[frame >>> 3] = (bytes[frame >>> 3] as number) | (1 << (frame & 7));
      }
    }
    return bytes;
  }

  /** The header and the sub header with the note behind it. */
  private headers(): Uint8Array {
    const { facts, ranges } = this.order;
    const layout = SUB_HEADERS[this.word];
    const status = HEADERS.find(({ word: size }) => size === this.word)?.status ?? 0;
    const block = this.granule;
    const bytes = new Uint8Array((1 + this.subBlocks) * block);
    const view = new DataView(bytes.buffer);
    text(bytes, 0, 'KDUMP   ');
    view.setInt32(8, 6, true);
    unameOf(facts).forEach((name, i) =>
      text(bytes, 12 + i * UTSNAME_FIELD, name.slice(0, UTSNAME_FIELD - 1)),
    );
    const planned = ranges.reduce((sum, { size }) => sum + size / block, 0);
    const frames = Math.min(this.frames, 0xffffffff);
    // status, block_size, sub_hdr_size, bitmap_blocks, max_mapnr, total_ram_blocks, device_blocks, written_blocks, current_cpu, nr_cpus
    [this.flag, block, this.subBlocks, 2 * this.bitmapBlocks, frames, planned, 0, this.pages, 0, 1].forEach(
      (value, i) => view.setUint32(status + 4 * i, value % 2 ** 32, true),
    );
    const word = (at: number, value: bigint): void => {
      if (this.word === 8) view.setBigUint64(block + at, BigInt.asUintN(64, value), true);
      else view.setUint32(block + at, Number(BigInt.asUintN(32, value)), true);
    };
    word(0, vmcoreinfoNumber(facts.vmcoreinfo, 'phys_base') ?? 0n);
    view.setBigUint64(block + layout.frames, BigInt(this.frames), true);
    const size = facts.vmcoreinfo?.length ?? 0;
    if (size > 0) {
      const at = block + layout.size;
      view.setBigUint64(block + layout.vmcoreinfo, BigInt(at + this.note.textAt), true);
      word(layout.vmcoreinfo + 8, BigInt(size));
      view.setBigUint64(block + layout.note, BigInt(at), true);
      word(layout.note + 8, BigInt(this.note.bytes.length));
      bytes.set(this.note.bytes, at);
    }
    return bytes;
  }
}

/** What uname says, as far as it is known: the machine decides how readers take the rest. */
function unameOf({ uname, architecture = '' }: MachineFacts): readonly string[] {
  const machine = { 'x86-32': 'i686', 'x86-64': 'x86_64', arm: 'armv7l' }[architecture] ?? architecture;
  return uname ?? ['', '', '', '', machine, ''];
}

function text(bytes: Uint8Array, at: number, value: string): void {
  for (let i = 0; i < value.length; i++) bytes[at + i] = value.charCodeAt(i) & 0xff;
}
