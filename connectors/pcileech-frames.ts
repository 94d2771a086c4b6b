/**
 * Framing between a PCILeech board and its host: 8-byte units to the board, 32-byte blocks from it. Source: ufrisk/pcileech-fpga
 * pcileech_com.sv, pcileech_mux.sv, pcileech_ft601.sv; ufrisk/LeechCore device_fpga.c.
 */

/** Where a unit goes, and where a word comes from. */
export const TARGET = { tlp: 0, pcie: 1, loopback: 2, core: 3 } as const;

/** Last byte of every unit to the board; a unit without it is dropped. */
const MAGIC = 0x77;
const LAST_TO = 0x04;
/** Bits of a word's nibble in the status word of a block. */
const SOURCE = 0x3;
const LAST = 0x4;
const FIRST = 0x8;
/** A slot of a block that the board had nothing for. */
const PADDING = 0xf;
/** All of a block's nibbles; none set: data words from within a TLP. */
const ALL_NIBBLES = 0x0fffffff;
const WORDS = 7;
/** Five of these (bytes 66 66 55 55) come when the board has had nothing to send for 15 clocks. */
const FILLER = 0x55556666;
const FILLERS = 5;
const MIN_TLP = 3;
/** Header and data of the longest TLP that a board is sent: 16 bytes and 1024. */
const MAX_TLP = (16 + 1024) / 4;

/** Four filler words, which bring a board that has lost count back to pairs of words. */
export function resynchronise(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: 16 }, (_, i) => ((i & 3) < 2 ? 0x66 : 0x55));
}

/** A TLP as units to the board. `tlp`: its dwords in wire order. */
export function tlpUnits(tlp: Uint8Array): Uint8Array<ArrayBuffer> {
  const units = new Uint8Array(tlp.length * 2);
  for (let at = 0; at < tlp.length; at += 4) {
    units.set(tlp.subarray(at, at + 4), at * 2);
    units[at * 2 + 6] = at + 4 === tlp.length ? LAST_TO : 0;
    units[at * 2 + 7] = MAGIC;
  }
  return units;
}

/** A unit that reads (`operation` 1) or writes (2) a 16-bit register of the board. `bytes`: value and mask for a write. */
export function registerUnit(
  operation: 1 | 2,
  target: number,
  address: number,
  bytes: readonly number[] = [],
): Uint8Array<ArrayBuffer> {
  const unit = new Uint8Array(8);
  unit.set(bytes);
  unit.set([address >> 8, address & 0xff, (operation << 4) | target, MAGIC], 4);
  return unit;
}

/** What a reader of frames hands out. The arrays are the reader's own: use them at once. */
export interface FrameListener {
  /** A whole TLP; its dwords as little-endian words of the wire's bytes. */
  tlp(words: Uint32Array, count: number): void;
  /** A reply of a register: where it is from (`TARGET`), and the word. */
  register(source: number, word: number): void;
}

/**
 * Takes what comes from the board, in pieces of any size, and finds TLPs and register replies in it. What stands in a block counts only
 * when the next word is what follows a block: a stream that has slipped is noticed before anything of it is believed.
 */
export class FrameReader {
  /** How often the stream made no sense and was taken up again at the next fillers. */
  slips = 0;
  private buffer = new Uint8Array(1 << 16);
  private held = 0;
  /** Between a slip and the next run of fillers. */
  private lost = false;
  private fillers = 0;
  private readonly tlp = new Uint32Array(MAX_TLP);
  private count = 0;
  /** Within a TLP; without first flags, also before the first word of the next. */
  private inside: boolean;
  /** What blocks brought that are not yet confirmed: TLPs one after the other, each behind its length. */
  private readonly done = new Uint32Array(WORDS * (MAX_TLP + 1));
  private doneLength = 0;
  private readonly replies: { source: number; word: number }[] = [];

  /** `firstFlags`: the gateware marks the first word of a TLP (v4.13 and later). */
  constructor(
    private readonly listener: FrameListener,
    private firstFlags = false,
  ) {
    this.inside = !firstFlags;
  }

  /** Says which gateware it is, once that is known. */
  expectFirstFlags(firstFlags: boolean): void {
    this.firstFlags = firstFlags;
    this.inside = !firstFlags;
    this.count = 0;
  }

  /** Forgets what was half received: bytes were lost. */
  interrupted(): void {
    this.held = 0;
    this.lose();
  }

  /** Takes the bytes of one transfer. */
  push(bytes: Uint8Array): void {
    const before = this.held;
    if (before + bytes.length > this.buffer.length) {
      const larger = new Uint8Array((before + bytes.length) * 2);
      larger.set(this.buffer.subarray(0, before));
      this.buffer = larger;
    }
    this.buffer.set(bytes, before);
    this.held = before + bytes.length;
    const words = new Uint32Array(this.buffer.buffer, 0, this.held >> 2);
    const used = this.take(words, (before + 3) >> 2);
    this.buffer.copyWithin(0, used * 4, this.held);
    this.held -= used * 4;
  }

  /** Takes whole blocks off the words; `fresh` is where the new transfer begins. Returns how many words were used. */
  private take(words: Uint32Array, fresh: number): number {
    let at = 0;
    while (at < words.length) {
      const word = words[at] as number;
      if (this.lost) {
        this.fillers = word === FILLER ? this.fillers + 1 : 0;
        at++;
        if (this.fillers >= FILLERS && words[at] !== FILLER) this.lost = false;
        continue;
      }
      if (word === FILLER) {
        this.confirm();
        at++;
        continue;
      }
      if (word >>> 28 !== 0xe) {
        this.lose();
        continue;
      }
      this.confirm();
      // Fillers may be late and stand behind the status word, where a transfer begins.
      const slipped = at <= fresh && at + FILLERS < words.length && this.slipped(words, at, word);
      if (slipped === undefined) {
        this.lose();
        continue;
      }
      const data = slipped ? at + FILLERS : at;
      if (data + WORDS >= words.length) break;
      this.block(word, words, data + 1);
      at = data + 1 + WORDS;
    }
    // A transfer that ends where a block does: nothing speaks against that block.
    if (at === words.length && this.held === at * 4) this.confirm();
    return at;
  }

  /** Whether five fillers stand behind a status word, by mistake; undefined when they may as well be data. */
  private slipped(words: Uint32Array, at: number, status: number): boolean | undefined {
    for (let i = 1; i <= FILLERS; i++) if (words[at + i] !== FILLER) return false;
    const source = status & SOURCE;
    const continues = source === TARGET.tlp && this.inside && this.count > 0 && (status & FIRST) === 0;
    // Neither a TLP nor a register's reply begins like a filler.
    if (!continues) return true;
    const follows = (place: number): boolean => {
      const next = words[place];
      return next === undefined || next === FILLER || next >>> 28 === 0xe;
    };
    const asData = follows(at + 1 + WORDS);
    return follows(at + FILLERS + 1 + WORDS) ? (asData ? undefined : true) : false;
  }

  /** Takes the seven words of a block. */
  private block(status: number, words: Uint32Array, at: number): void {
    if ((status & ALL_NIBBLES) === 0 && this.inside && this.count + WORDS <= MAX_TLP) {
      for (let i = 0; i < WORDS; i++) this.tlp[this.count++] = words[at + i] as number;
      return;
    }
    let bits = status;
    for (let i = 0; i < WORDS; i++, bits >>>= 4) {
      const nibble = bits & 0xf;
      if (nibble === PADDING) continue;
      const source = nibble & SOURCE;
      const word = words[at + i] as number;
      if (source === TARGET.tlp) this.word(nibble, word);
      else if (source !== TARGET.loopback) this.replies.push({ source, word });
    }
  }

  /** Takes one word of a TLP. */
  private word(nibble: number, word: number): void {
    if ((nibble & FIRST) !== 0 && this.firstFlags) {
      this.inside = true;
      this.count = 0;
    }
    const last = (nibble & LAST) !== 0;
    if (this.inside) {
      if (this.count < MAX_TLP) this.tlp[this.count] = word;
      this.count++;
      if (last && this.count >= MIN_TLP && this.count <= MAX_TLP) this.keep();
    }
    if (!last) return;
    // Where first words are not marked, the next word is one.
    this.inside = !this.firstFlags;
    this.count = 0;
  }

  private keep(): void {
    this.done[this.doneLength] = this.count;
    this.done.set(this.tlp.subarray(0, this.count), this.doneLength + 1);
    this.doneLength += this.count + 1;
  }

  /** Hands out what the last block brought. */
  private confirm(): void {
    for (let at = 0; at < this.doneLength;) {
      const count = this.done[at] as number;
      this.listener.tlp(this.done.subarray(at + 1, at + 1 + count), count);
      at += count + 1;
    }
    this.doneLength = 0;
    for (const { source, word } of this.replies.splice(0)) this.listener.register(source, word);
  }

  /** The stream makes no sense: nothing is believed until the board was quiet. */
  private lose(): void {
    this.lost = true;
    this.fillers = 0;
    this.slips++;
    this.doneLength = 0;
    this.replies.length = 0;
    this.drop();
  }

  /** Forgets the TLP under way. After that, without first flags, the rest of it up to a last word is not the start of one. */
  private drop(): void {
    this.inside = false;
    this.count = 0;
  }
}
