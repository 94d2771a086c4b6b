/** XXH32, the checksum of LZ4 frames. Source: the xxHash specification (doc/xxhash_spec.md), XXH32. */

const PRIMES = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f, 0x165667b1] as const;
const [P1, P2, P3, P4, P5] = PRIMES;

const turn = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));
const round = (lane: number, word: number): number => Math.imul(turn(lane + Math.imul(word, P2), 13), P1);

/** The checksum of bytes that come in parts, with seed 0. */
export class Xxh32 {
  private lanes: [number, number, number, number] = [(P1 + P2) | 0, P2 | 0, 0, -P1 | 0];
  private readonly rest = new Uint8Array(16);
  private restSize = 0;
  private size = 0;

  /** Adds bytes. */
  update(bytes: Uint8Array): this {
    this.size += bytes.length;
    let at = 0;
    if (this.restSize > 0) {
      at = Math.min(16 - this.restSize, bytes.length);
      this.rest.set(bytes.subarray(0, at), this.restSize);
      this.restSize += at;
      if (this.restSize < 16) return this;
      this.stripes(this.rest, 0, 16);
      this.restSize = 0;
    }
    const end = at + ((bytes.length - at) & ~15);
    this.stripes(bytes, at, end);
    this.rest.set(bytes.subarray(end));
    this.restSize = bytes.length - end;
    return this;
  }

  /** The checksum of all bytes so far. */
  digest(): number {
    const [a, b, c, d] = this.lanes;
    let hash = this.size >= 16 ? (turn(a, 1) + turn(b, 7) + turn(c, 12) + turn(d, 18)) | 0 : P5 | 0;
    hash = (hash + this.size) | 0;
    const view = new DataView(this.rest.buffer);
    let at = 0;
    for (; at + 4 <= this.restSize; at += 4)
      hash = Math.imul(turn(hash + Math.imul(view.getUint32(at, true), P3), 17), P4);
    for (; at < this.restSize; at++)
      hash = Math.imul(turn(hash + Math.imul(this.rest[at] as number, P5), 11), P1);
    hash = Math.imul(hash ^ (hash >>> 15), P2);
    hash = Math.imul(hash ^ (hash >>> 13), P3);
    return (hash ^ (hash >>> 16)) >>> 0;
  }

  private stripes(bytes: Uint8Array, from: number, to: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let [a, b, c, d] = this.lanes;
    for (let at = from; at < to; at += 16) {
      a = round(a, view.getUint32(at, true));
      b = round(b, view.getUint32(at + 4, true));
      c = round(c, view.getUint32(at + 8, true));
      d = round(d, view.getUint32(at + 12, true));
    }
    this.lanes = [a, b, c, d];
  }
}
