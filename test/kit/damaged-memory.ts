/** A flat memory with pages overwritten, words changed and pages gone, as a connector; it counts what is read. */
import type { Connector, PhysicalRead } from '../../engine/index.js';
import { random } from './random.js';

export const PAGE = 4096;

/** Damage done to a copy-on-write image of memory. */
export class DamagedMemory {
  private readonly changed = new Map<number, Uint8Array>();
  private readonly gone = new Set<number>();
  /** Pages that were read. */
  readonly touched = new Set<number>();
  /** Bytes given so far. */
  bytes = 0;

  constructor(private readonly whole: Uint8Array) {}

  /** Pages that differ from the undamaged memory. */
  get damaged(): number {
    return this.changed.size + this.gone.size;
  }

  /** A share of all pages, drawn from `seed`, becomes noise. */
  noise(seed: number, share: number): this {
    const next = random(seed);
    for (const page of this.draw(next, share))
      this.changed.set(
        page,
        Uint8Array.from({ length: PAGE }, () => Math.trunc(next() * 256)),
      );
    return this;
  }

  /** A share of all pages, drawn from `seed`, is missing. */
  lose(seed: number, share: number): this {
    for (const page of this.draw(random(seed), share)) this.gone.add(page);
    return this;
  }

  /** These pages, by number, are missing. */
  losePages(pages: Iterable<number>): this {
    for (const page of pages) this.gone.add(page);
    return this;
  }

  /** Sets bytes at a physical address. */
  write(phys: number, bytes: Uint8Array): this {
    const page = Math.floor(phys / PAGE);
    const own = this.changed.get(page) ?? this.whole.slice(page * PAGE, page * PAGE + PAGE);
    own.set(bytes, phys % PAGE);
    this.changed.set(page, own);
    return this;
  }

  connector(): Connector {
    const readSync = (reads: readonly PhysicalRead[]): void => {
      for (const read of reads) this.serve(read);
    };
    return {
      format: 'raw',
      name: 'damaged memory',
      identity: undefined,
      ranges: [{ start: 0, size: this.whole.length }],
      cost: { block: PAGE, parallel: 1 },
      live: false,
      notes: [],
      readSync,
      read: (reads) => Promise.resolve(readSync(reads)),
      close: () => Promise.resolve(),
    };
  }

  private serve(read: PhysicalRead): void {
    read.got = 0;
    while (read.got < read.into.length) {
      const at = read.phys + read.got;
      const page = Math.floor(at / PAGE);
      if (at >= this.whole.length || this.gone.has(page)) {
        read.reason = 'lost';
        return;
      }
      this.touched.add(page);
      const length = Math.min(read.into.length - read.got, PAGE - (at % PAGE));
      const own = this.changed.get(page);
      read.into.set(
        own === undefined
          ? this.whole.subarray(at, at + length)
          : own.subarray(at % PAGE, (at % PAGE) + length),
        read.got,
      );
      read.got += length;
      this.bytes += length;
    }
  }

  private *draw(next: () => number, share: number): Generator<number> {
    for (let page = 0; page < this.whole.length / PAGE; page++) if (next() < share) yield page;
  }
}
