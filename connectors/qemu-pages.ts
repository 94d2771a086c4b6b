/** Where a migration stream holds the newest copy of each page of a RAM block: five bytes a page, for parts that were met. */

/** Pages of one part of the table. */
const PART = 512;
/** Parts of all blocks together: the index of 128 GiB. */
const MAX_PARTS = 1 << 16;
/** High bytes that are no offset. */
const ABSENT = 0xff;
const FILLED = 0xfe;
const OTHER = 0xfd;

/** What a stream says of a page: where its bytes lie, the byte that fills it, or another way in which it was sent. */
export type StreamPage =
  | { readonly kind: 'plain'; readonly offset: number }
  | { readonly kind: 'filled'; readonly byte: number }
  | { readonly kind: 'zlib'; readonly offset: number; readonly size: number }
  | { readonly kind: 'delta'; readonly offset: number };

/** How many parts may still be made; shared by the blocks of a stream. */
export class PageBudget {
  private left = MAX_PARTS;

  /** False when there is no room for another part. */
  take(): boolean {
    return this.left-- > 0;
  }
}

interface Part {
  readonly low: Uint32Array;
  readonly high: Uint8Array;
}

/** The pages of a block by number; a later copy of a page takes the place of the earlier one. */
export class StreamPages {
  private readonly parts = new Map<number, Part>();
  /** Pages that are neither plain nor filled. */
  private readonly others: StreamPage[] = [];

  constructor(private readonly budget: PageBudget) {}

  /** Notes a page; false when the table would grow beyond its budget. */
  set(page: number, what: StreamPage): boolean {
    const part = this.parts.get(Math.floor(page / PART)) ?? this.newPart(Math.floor(page / PART));
    if (part === undefined) return false;
    const at = page % PART;
    if (what.kind === 'plain' && what.offset < OTHER * 2 ** 32) {
      part.low[at] = what.offset % 2 ** 32;
      part.high[at] = Math.floor(what.offset / 2 ** 32);
    } else if (what.kind === 'filled') {
      part.low[at] = what.byte;
      part.high[at] = FILLED;
    } else {
      part.low[at] = this.others.push(what) - 1;
      part.high[at] = OTHER;
    }
    return true;
  }

  /** What is known of a page; undefined when it was never sent. */
  get(page: number): StreamPage | undefined {
    const part = this.parts.get(Math.floor(page / PART));
    if (part === undefined) return undefined;
    const high = part.high[page % PART] as number;
    const low = part.low[page % PART] as number;
    if (high === ABSENT) return undefined;
    if (high === FILLED) return { kind: 'filled', byte: low };
    return high === OTHER ? this.others[low] : { kind: 'plain', offset: high * 2 ** 32 + low };
  }

  private newPart(number: number): Part | undefined {
    if (!this.budget.take()) return undefined;
    const part = { low: new Uint32Array(PART), high: new Uint8Array(PART).fill(ABSENT) };
    this.parts.set(number, part);
    return part;
  }
}
