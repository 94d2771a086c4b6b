/** LZMA2, the method of xz files. Sources: Igor Pavlov's LZMA specification; the .xz file format 1.2.1, section 5.3.1. */

/** What is thrown for bytes that no packer wrote, and for what becomes larger than allowed. */
export class PackedDataError extends Error {
  constructor(
    readonly kind: 'damaged' | 'too-large' | 'unsupported',
    message: string,
  ) {
    super(message);
  }
}

/** Output that grows up to a limit. */
export class GrowingBytes {
  bytes: Uint8Array;
  length = 0;

  constructor(private readonly limit: number) {
    this.bytes = new Uint8Array(Math.min(limit, 1 << 20));
  }

  /** Makes room for so many more bytes. Throws PackedDataError beyond the limit. */
  reserve(more: number): void {
    const needed = this.length + more;
    if (needed > this.limit)
      throw new PackedDataError('too-large', `becomes larger than ${this.limit} bytes`);
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.min(this.limit, Math.max(needed, 2 * this.bytes.length)));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}

const STATES = 12;
const POSITIONS = 16;
/** Places in the table of probabilities. */
const IS_MATCH = 0;
const IS_REP = IS_MATCH + STATES * POSITIONS;
const IS_REP_0 = IS_REP + STATES;
const IS_REP_1 = IS_REP_0 + STATES;
const IS_REP_2 = IS_REP_1 + STATES;
const IS_REP_0_LONG = IS_REP_2 + STATES;
const SLOT = IS_REP_0_LONG + STATES * POSITIONS;
const SPECIAL = SLOT + 4 * 64;
const ALIGN = SPECIAL + 128;
/** A coder of lengths: two choices, 16 trees of 8, 16 trees of 8, one of 256. */
const LENGTH = ALIGN + 16;
const LENGTH_SIZE = 2 + POSITIONS * 8 + POSITIONS * 8 + 256;
const REP_LENGTH = LENGTH + LENGTH_SIZE;
const LITERAL = REP_LENGTH + LENGTH_SIZE;
/** Of literal coders there are at most 2 ** 4 in LZMA2. */
const PROBABILITIES = LITERAL + (0x300 << 4);
const HALF = 1 << 10;
const TOP = 2 ** 24;
const SHORTEST = 2;

/** State after a literal. */
const afterLiteral = (state: number): number => (state < 4 ? 0 : state < 10 ? state - 3 : state - 6);

/** Unpacks one sequence of LZMA2 chunks. */
export class Lzma2 {
  private readonly probs = new Uint16Array(PROBABILITIES);
  private range = 0;
  private code = 0;
  private at = 0;
  private state = 0;
  private rep0 = 0;
  private rep1 = 0;
  private rep2 = 0;
  private rep3 = 0;
  private literalContext = 0;
  private literalPosition = 0;
  private position = 0;
  /** Where in the output the dictionary begins. */
  private start = 0;

  constructor(
    private readonly input: Uint8Array,
    private readonly output: GrowingBytes,
  ) {}

  /** Unpacks from an offset of the input up to the end mark; gives the offset behind it. Throws PackedDataError. */
  unpack(from: number): number {
    this.at = from;
    this.start = this.output.length;
    let [fresh, known] = [true, false];
    for (;;) {
      const control = this.byte();
      if (control === 0) return this.at;
      if (control === 1 || control >= 0xe0) {
        this.start = this.output.length;
        fresh = false;
      } else if (fresh || (control > 2 && control < 0x80)) throw damaged();
      if (control < 0x80) {
        this.copy(this.two() + 1);
        continue;
      }
      const unpackedSize = ((control & 0x1f) << 16) + this.two() + 1;
      const packedSize = this.two() + 1;
      if (control >= 0xc0) this.properties(this.byte());
      else if (!known) throw damaged();
      known = true;
      if (control >= 0xa0) this.reset();
      const end = this.at + packedSize;
      this.chunk(unpackedSize);
      if (this.at !== end) throw damaged();
    }
  }

  private byte(): number {
    const byte = this.input[this.at++];
    if (byte === undefined) throw damaged();
    return byte;
  }

  private two(): number {
    return this.byte() * 256 + this.byte();
  }

  private copy(size: number): void {
    const bytes = this.input.subarray(this.at, this.at + size);
    if (bytes.length < size) throw damaged();
    this.output.reserve(size);
    this.output.bytes.set(bytes, this.output.length);
    this.output.length += size;
    this.at += size;
  }

  private properties(byte: number): void {
    const rest = Math.floor(byte / 9);
    this.literalContext = byte % 9;
    this.literalPosition = rest % 5;
    this.position = Math.floor(rest / 5);
    if (this.position > 4 || this.literalContext + this.literalPosition > 4) throw damaged();
  }

  private reset(): void {
    this.probs.fill(HALF);
    this.state = this.rep0 = this.rep1 = this.rep2 = this.rep3 = 0;
  }

  private chunk(size: number): void {
    this.range = 0xffffffff;
    if (this.byte() !== 0) throw damaged();
    this.code = 0;
    for (let i = 0; i < 4; i++) this.code = ((this.code << 8) | this.byte()) >>> 0;
    this.output.reserve(size);
    const { output } = this;
    const end = output.length + size;
    while (output.length < end) {
      const position = (output.length - this.start) & ((1 << this.position) - 1);
      const place = this.state * POSITIONS + position;
      if (this.bit(IS_MATCH + place) === 0) this.literal();
      else {
        const length = this.match(position, place);
        if (length > 0) this.repeat(length, end);
      }
    }
    this.normalize();
    if (this.code !== 0) throw damaged();
  }

  /** A match's length, its distance being in rep0; 0 for a byte that was repeated at once. */
  private match(position: number, place: number): number {
    const { state } = this;
    if (this.bit(IS_REP + state) === 0) {
      [this.rep3, this.rep2, this.rep1] = [this.rep2, this.rep1, this.rep0];
      this.state = state < 7 ? 7 : 10;
      const length = this.length(LENGTH, position);
      this.rep0 = this.distance(Math.min(length, 3));
      return length + SHORTEST;
    }
    if (this.bit(IS_REP_0 + state) === 0) {
      if (this.bit(IS_REP_0_LONG + place) === 0) {
        this.state = state < 7 ? 9 : 11;
        this.repeat(1, this.output.length + 1);
        return 0;
      }
    } else {
      let distance = this.rep1;
      if (this.bit(IS_REP_1 + state) === 1) {
        if (this.bit(IS_REP_2 + state) === 0) distance = this.rep2;
        else {
          distance = this.rep3;
          this.rep3 = this.rep2;
        }
        this.rep2 = this.rep1;
      }
      this.rep1 = this.rep0;
      this.rep0 = distance;
    }
    this.state = state < 7 ? 8 : 11;
    return this.length(REP_LENGTH, position) + SHORTEST;
  }

  private repeat(length: number, end: number): void {
    const { output, rep0 } = this;
    const from = output.length - rep0 - 1;
    if (from < this.start || output.length + length > end) throw damaged();
    const { bytes } = output;
    for (let i = 0; i < length; i++) bytes[output.length + i] = bytes[from + i] as number;
    output.length += length;
  }

  private literal(): void {
    const { output } = this;
    const before = output.length > this.start ? (output.bytes[output.length - 1] as number) : 0;
    const low = (output.length - this.start) & ((1 << this.literalPosition) - 1);
    const coder = (low << this.literalContext) + (before >> (8 - this.literalContext));
    const base = LITERAL + 0x300 * coder;
    let symbol = 1;
    if (this.state >= 7) {
      const from = output.length - this.rep0 - 1;
      if (from < this.start) throw damaged();
      let matched = output.bytes[from] as number;
      do {
        const expected = (matched >> 7) & 1;
        matched <<= 1;
        const bit = this.bit(base + ((1 + expected) << 8) + symbol);
        symbol = (symbol << 1) | bit;
        if (bit !== expected) break;
      } while (symbol < 0x100);
    }
    while (symbol < 0x100) symbol = (symbol << 1) | this.bit(base + symbol);
    output.bytes[output.length++] = symbol & 0xff;
    this.state = afterLiteral(this.state);
  }

  private length(base: number, position: number): number {
    if (this.bit(base) === 0) return this.tree(base + 2 + position * 8, 3);
    if (this.bit(base + 1) === 0) return 8 + this.tree(base + 2 + (POSITIONS + position) * 8, 3);
    return 16 + this.tree(base + 2 + 2 * POSITIONS * 8, 8);
  }

  private distance(lengthState: number): number {
    const slot = this.tree(SLOT + lengthState * 64, 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const high = (2 | (slot & 1)) * 2 ** bits;
    if (slot < 14) return high + this.reverse(SPECIAL + high - slot, bits);
    let direct = 0;
    for (let i = 0; i < bits - 4; i++) {
      this.normalize();
      this.range = this.range >>> 1;
      const bit = this.code >= this.range ? 1 : 0;
      if (bit === 1) this.code -= this.range;
      direct = direct * 2 + bit;
    }
    return high + direct * 16 + this.reverse(ALIGN, 4);
  }

  private tree(base: number, bits: number): number {
    let node = 1;
    for (let i = 0; i < bits; i++) node = (node << 1) | this.bit(base + node);
    return node - (1 << bits);
  }

  private reverse(base: number, bits: number): number {
    let [node, value] = [1, 0];
    for (let i = 0; i < bits; i++) {
      const bit = this.bit(base + node);
      node = (node << 1) | bit;
      value |= bit << i;
    }
    return value;
  }

  private bit(index: number): number {
    this.normalize();
    const probability = this.probs[index] as number;
    const bound = (this.range >>> 11) * probability;
    if (this.code < bound) {
      this.range = bound;
      this.probs[index] = probability + ((2048 - probability) >> 5);
      return 0;
    }
    this.range -= bound;
    this.code -= bound;
    this.probs[index] = probability - (probability >> 5);
    return 1;
  }

  private normalize(): void {
    if (this.range >= TOP) return;
    this.range = (this.range << 8) >>> 0;
    this.code = ((this.code << 8) | this.byte()) >>> 0;
  }
}

function damaged(): PackedDataError {
  return new PackedDataError('damaged', 'is damaged');
}
