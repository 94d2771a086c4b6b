/** Physical memory that lies in this process's own memory: read where it is, without a call of the connector. */
import type { DirectPart } from '../connector.js';

/** One part, ready to be read. */
export interface DirectBytes {
  /** First physical address. */
  readonly start: number;
  /** End, exclusive. */
  readonly end: number;
  readonly bytes: Uint8Array;
  readonly words: DataView;
  /** The bytes as little-endian halves of numbers, where they lie aligned to them and an index has 32 bits. */
  readonly halves: Uint32Array | undefined;
}

/** Whether this machine keeps the low byte first, as typed arrays show it. */
const LITTLE = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** Finds the part that holds an address. */
export class DirectMemory {
  private readonly parts: readonly DirectBytes[];
  /** The part found last: the next address is mostly in it. */
  private last: DirectBytes | undefined;

  /** `parts` are sorted and do not overlap. */
  constructor(parts: readonly DirectPart[]) {
    this.parts = parts.map(({ start, bytes }) => ({
      start,
      end: start + bytes.length,
      bytes,
      words: new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
      halves:
        LITTLE && bytes.byteOffset % 4 === 0 && start % 4 === 0 && bytes.length <= 2 ** 32
          ? new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2)
          : undefined,
    }));
    this.last = this.parts[0];
  }

  /** The part that holds `length` bytes from `phys` on; undefined when none holds them all. */
  find(phys: number, length: number): DirectBytes | undefined {
    const { last } = this;
    if (last !== undefined && phys >= last.start && phys + length <= last.end) return last;
    let low = 0;
    let high = this.parts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.parts[middle] as DirectBytes).end <= phys) low = middle + 1;
      else high = middle;
    }
    const part = this.parts[low];
    if (part === undefined || phys < part.start || phys + length > part.end) return undefined;
    this.last = part;
    return part;
  }
}
