/** What a simulated PCILeech board sends: words in blocks of seven behind a status word, in a queue of bytes. Source: pcileech_mux.sv. */

const WORDS = 7;
const PADDING = 0xf;

/** The queue. */
export class BoardOutput {
  private words = new Uint32Array(1 << 16);
  private first = 0;
  private end = 0;
  /** Where the status word of the unfinished block is, and how many words that has. */
  private status = -1;
  private used = 0;
  /** Places of blocks since the last transfer, for fillers between them. */
  private starts: number[] = [];

  /** Words that can be taken. */
  get length(): number {
    return this.end - this.first;
  }

  /** Whether a block is unfinished. */
  get begun(): boolean {
    return this.status >= 0;
  }

  /** Adds a word with its nibble. */
  word(nibble: number, word: number): void {
    this.room(1 + WORDS);
    if (this.status < 0) {
      this.status = this.end++;
      this.words[this.status] = 0xe0000000;
      this.used = 0;
      this.starts.push(this.status);
    }
    this.words[this.end++] = word;
    this.words[this.status] = ((this.words[this.status] as number) | (nibble << (this.used * 4))) >>> 0;
    if (++this.used === WORDS) this.status = -1;
  }

  /** Adds all words of a TLP. */
  packet(packet: Uint32Array, firstFlag: boolean): void {
    const last = packet.length - 1;
    for (let i = 0; i <= last; i++)
      this.word((i === 0 && firstFlag ? 8 : 0) | (i === last ? 4 : 0), packet[i] as number);
  }

  /** The board is idle: pads the block. With `fillers`, five filler words go before each block that it chooses. */
  finish(fillers?: () => boolean): void {
    while (this.status >= 0) this.word(PADDING, 0xffffffff);
    const chosen =
      fillers === undefined ? [] : this.starts.filter((start) => start > this.first && fillers());
    this.starts = [];
    if (chosen.length === 0) return;
    const all: number[] = [];
    let from = this.first;
    for (const start of chosen) {
      for (let at = from; at < start; at++) all.push(this.words[at] as number);
      for (let i = 0; i < 5; i++) all.push(0x55556666);
      from = start;
    }
    for (let at = from; at < this.end; at++) all.push(this.words[at] as number);
    this.first = 0;
    this.end = 0;
    this.room(all.length);
    this.words.set(all);
    this.end = all.length;
  }

  /** Puts filler words in front, or behind the first word. */
  startWith(filler: number, count: number, behindFirst: boolean): void {
    const rest = this.words.slice(this.first, this.end);
    this.first = 0;
    this.end = 0;
    this.room(rest.length + count);
    const at = behindFirst && rest.length > 0 ? 1 : 0;
    this.words.set(rest.subarray(0, at));
    this.words.fill(filler, at, at + count);
    this.words.set(rest.subarray(at), at + count);
    this.end = rest.length + count;
  }

  /** Takes at most so many bytes, whole words. */
  take(bytes: number): Uint8Array<ArrayBuffer> {
    const count = Math.min(bytes >> 2, this.length);
    const taken = new Uint8Array(count * 4);
    taken.set(new Uint8Array(this.words.buffer, this.first * 4, count * 4));
    this.first += count;
    return taken;
  }

  private room(count: number): void {
    if (this.end + count <= this.words.length) return;
    const rest = this.words.subarray(this.first, this.end);
    const words =
      rest.length + count > this.words.length / 2
        ? new Uint32Array(this.words.length * 2 + count)
        : this.words;
    words.set(rest);
    this.status -= this.status < 0 ? 0 : this.first;
    this.starts = this.starts.map((start) => start - this.first);
    this.end -= this.first;
    this.first = 0;
    this.words = words;
  }
}
