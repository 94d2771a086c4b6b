/** Writes BTF sections for tests. Source: include/uapi/linux/btf.h. */
import { KIND } from '../../os/symbols/btf-index.js';

/** A member as `struct` takes it: name, type number, offset in bits and, for a bit field, width in bits. */
export type Member = readonly [name: string, type: number, bit: number, bits?: number];

/** A BTF section under construction; every method adds one type and gives its number. */
export class BtfWriter {
  private readonly words: number[] = [];
  private readonly strings: number[];
  private readonly known: Map<string, number>;
  private readonly firstString: number;
  private count: number;

  /** With `base`: a module's section, whose numbers and strings go on from the kernel's. */
  constructor(base?: BtfWriter) {
    this.strings = base === undefined ? [0] : [];
    this.known = new Map(base?.known ?? [['', 0]]);
    this.firstString = base === undefined ? 0 : base.firstString + base.strings.length;
    this.count = base?.count ?? 0;
  }

  /** Any type: `vlen` parts of words in `extra`. */
  type(
    kind: number,
    name: string,
    third: number,
    extra: readonly number[] = [],
    vlen = 0,
    flag = false,
  ): number {
    this.words.push(this.string(name), (((flag ? 1 : 0) << 31) | (kind << 24) | vlen) >>> 0, third >>> 0);
    for (const word of extra) this.words.push(word);
    return ++this.count;
  }

  int(name: string, size: number): number {
    return this.type(KIND.int, name, size, [8 * size]);
  }

  pointer(to: number): number {
    return this.type(KIND.pointer, '', to);
  }

  array(of: number, index: number, length: number): number {
    return this.type(KIND.array, '', 0, [of, index, length]);
  }

  /** A struct (or union); bit fields make it a flagged one. */
  struct(name: string, size: number, members: readonly Member[], kind: number = KIND.struct): number {
    const flag = members.some(([, , , bits]) => bits !== undefined);
    const extra = members.flatMap(([member, type, bit, bits = 0]) => [
      this.string(member),
      type,
      flag ? ((bits << 24) | bit) >>> 0 : bit,
    ]);
    return this.type(kind, name, size, extra, members.length, flag);
  }

  enum(name: string, values: readonly (readonly [string, number])[]): number {
    const extra = values.flatMap(([value, number]) => [this.string(value), number >>> 0]);
    return this.type(KIND.enum, name, 4, extra, values.length);
  }

  /** A prototype and a function of it; gives the function's number. */
  function(name: string, returns: number, parameters: readonly number[] = []): number {
    const extra = parameters.flatMap((type) => [0, type]);
    const prototype = this.type(KIND.prototype, '', returns, extra, parameters.length);
    return this.type(KIND.function, name, prototype);
  }

  /** The section, with a header of `header` bytes (24, or 32 as since 7.2), and of each kind the bytes once and for each part. */
  bytes(header = 24, layout: readonly (readonly [fixed: number, each: number])[] = []): Uint8Array {
    const types = 4 * this.words.length;
    const layoutAt = types + this.strings.length;
    const bytes = new Uint8Array(header + layoutAt + 4 * layout.length);
    const view = new DataView(bytes.buffer);
    if (header >= 32) {
      view.setUint32(24, layoutAt, true);
      view.setUint32(28, 4 * layout.length, true);
      layout.forEach(([fixed, each], kind) => bytes.set([fixed, each], header + layoutAt + 4 * kind));
    }
    view.setUint16(0, 0xeb9f, true);
    view.setUint8(2, 1);
    for (const [i, word] of [header, 0, types, types, this.strings.length].entries())
      view.setUint32(4 + 4 * i, word, true);
    for (const [i, word] of this.words.entries()) view.setUint32(header + 4 * i, word, true);
    bytes.set(this.strings, header + types);
    return bytes;
  }

  private string(text: string): number {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    const at = this.firstString + this.strings.length;
    for (const character of text) this.strings.push(character.charCodeAt(0));
    this.strings.push(0);
    this.known.set(text, at);
    return at;
  }
}
