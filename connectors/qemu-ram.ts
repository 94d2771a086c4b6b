/**
 * The memory in a QEMU migration stream: blocks of RAM by name, and pages that are sent again when they change.
 * Source: qemu migration/ram.c (RAM_SAVE_FLAG_*, ram_save_setup, mapped_ram_setup_ramblock), version 4 of section "ram".
 */
import { PagewalkError } from '../engine/index.js';
import { PageBitmap } from './page-bitmap.js';
import { PageBudget, StreamPages } from './qemu-pages.js';
import { bytesAt, malformed, type Parsed } from './source-bytes.js';
import type { SourceWindow } from './source-window.js';

/** Bits of the word that starts each piece; the rest of it is an offset in a block. */
const ZERO = 0x2;
const MEM_SIZE = 0x4;
const PAGE = 0x8;
const EOS = 0x10;
const CONTINUE = 0x20;
const XBZRLE = 0x40;
const COMPRESSED = 0x100;
const MULTIFD_FLUSH = 0x200;
/** A piece's word, its block's name, and the fields of any kind of page before its bytes. */
const HEAD = 8 + 256 + 8;
const MAX_BLOCKS = 4096;
const MAX_BYTES = 2 ** 44;
/** MappedRamHeader: version u32, page size, offsets of bitmap and pages u64. */
const MAPPED_HEADER = 28;

/** A block of RAM. */
export interface RamBlock {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Where each page was sent. */
  readonly pages: StreamPages;
  /** Pages at their own places in the file, with the bitmap of those that are not zero (`mapped-ram`). */
  readonly mapped?: { readonly bitmap: PageBitmap; readonly pagesAt: number };
}

/** What the stream's head says of the way in which memory follows. */
export interface RamShape {
  readonly pageSize: number;
  /** Capabilities of the migration that change the stream. */
  readonly capabilities: readonly string[];
}

/** Reads the pieces of memory sections, one section after the other. */
export class RamReader {
  readonly blocks: RamBlock[] = [];
  /** Pages go over other connections, so this stream lacks them. */
  multifd = false;
  private readonly budget = new PageBudget();
  /** The block of the piece before. */
  private current: RamBlock | undefined;

  constructor(
    private readonly parsed: Parsed,
    private readonly window: SourceWindow,
    private readonly shape: RamShape,
  ) {}

  /** Reads a section's data from an offset up to its end mark; gives the offset behind it. */
  async section(from: number): Promise<number> {
    const { window } = this;
    const { pageSize } = this.shape;
    for (let at = from; ;) {
      if (!window.has(at, HEAD)) await window.load(at);
      const word = window.u64(at);
      const flags = word % pageSize;
      const offset = word - flags;
      if (flags === EOS) return at + 8;
      if (flags === MULTIFD_FLUSH) {
        this.multifd = true;
        at += 8;
      } else if (flags === MEM_SIZE) at = await this.list(at + 8, offset);
      else at = this.page(at, flags, offset);
    }
  }

  /** One page; gives the offset behind it. */
  private page(at: number, flags: number, offset: number): number {
    const { window, parsed } = this;
    const { pageSize } = this.shape;
    let place = at + 8;
    if ((flags & CONTINUE) === 0) {
      const { text, end } = window.text(place);
      this.current = this.blocks.find(({ name }) => name === text);
      if (this.current === undefined) throw malformed(parsed, place, 'the name of a RAM block', `'${text}'`);
      place = end;
    }
    const block = this.current;
    if (block === undefined || !(offset < block.size))
      throw malformed(
        parsed,
        at,
        `a page of a RAM block`,
        `offset ${offset} with flags 0x${flags.toString(16)}`,
      );
    const page = offset / pageSize;
    const note = (what: Parameters<StreamPages['set']>[1]): void => {
      if (block.pages.set(page, what)) return;
      throw new PagewalkError(
        'connector',
        'budget',
        `${parsed.source.name}: more than 128 GiB of memory in one stream`,
        {
          source: parsed.source.name,
          offset: at,
        },
      );
    };
    switch (flags & ~CONTINUE) {
      case PAGE:
        note({ kind: 'plain', offset: place });
        return place + pageSize;
      case ZERO:
        note({ kind: 'filled', byte: window.u8(place) });
        return place + 1;
      case XBZRLE:
        note({ kind: 'delta', offset: place });
        return place + 3 + window.u16(place + 1);
      case COMPRESSED: {
        const size = window.u32(place);
        note({ kind: 'zlib', offset: place + 4, size });
        return place + 4 + size;
      }
      default:
        throw malformed(parsed, at, 'flags of a page', `0x${flags.toString(16)}`);
    }
  }

  /** The list of blocks, `total` bytes together; gives the offset behind it. */
  private async list(from: number, total: number): Promise<number> {
    const { window, parsed, shape } = this;
    if (!(total <= MAX_BYTES)) throw malformed(parsed, from - 8, 'at most 2^44 bytes of memory', `${total}`);
    let at = from;
    for (let left = total; left > 0;) {
      if (!window.has(at, HEAD + MAPPED_HEADER)) await window.load(at);
      const { text: name, end } = window.text(at);
      const size = window.u64(end);
      if (!(size > 0 && size <= left && size % shape.pageSize === 0 && this.blocks.length < MAX_BLOCKS))
        throw malformed(parsed, end, `whole pages of at most ${left} bytes`, `${size}`);
      left -= size;
      at = end + 8;
      if (shape.capabilities.includes('x-ignore-shared')) at += 8;
      const pages = new StreamPages(this.budget);
      if (shape.capabilities.includes('mapped-ram')) {
        const mapped = await this.mapped(at, size);
        this.blocks.push({ name, size, pages, mapped });
        at = mapped.pagesAt + size;
      } else this.blocks.push({ name, size, pages });
    }
    return at;
  }

  /** The header of a block whose pages have their own places in the file. */
  private async mapped(at: number, size: number): Promise<NonNullable<RamBlock['mapped']>> {
    const { window, parsed } = this;
    const { pageSize } = this.shape;
    const [version, own, bitmapAt, pagesAt] = [
      window.u32(at),
      window.u64(at + 4),
      window.u64(at + 12),
      window.u64(at + 20),
    ];
    const bytes = Math.ceil(size / pageSize / 8);
    if (version !== 1 || own !== pageSize || !(bitmapAt >= at + MAPPED_HEADER && pagesAt >= bitmapAt + bytes))
      throw malformed(
        parsed,
        at,
        `a mapped block of version 1 with pages of ${pageSize} bytes behind their bitmap`,
        `version ${version}, ${own} bytes, bitmap at ${bitmapAt}, pages at ${pagesAt}`,
      );
    const view = await bytesAt(parsed, bitmapAt, bytes, 'the bitmap of pages');
    return { bitmap: new PageBitmap(new Uint8Array(view.buffer), size / pageSize), pagesAt };
  }
}
