/** Writes kallsyms tables for tests. Source: scripts/kallsyms.c, write_src. */

/** A symbol as nm lists it. */
export interface TestSymbol {
  readonly type: string;
  readonly name: string;
  readonly address: bigint;
}

/** What to write. */
export interface KallsymsOptions {
  /** Sorted by address. */
  readonly symbols: readonly TestSymbol[];
  /**
   * `A`: offsets before the names (5.x, 6.1). `B`: behind the token index. `C`: the same, relative to their place (7.x).
   * `whole`: addresses before the names (no CONFIG_KALLSYMS_BASE_RELATIVE). `value`: behind (7.x, 32 bits).
   */
  readonly layout: 'A' | 'B' | 'C' | 'whole' | 'value';
  /** Bytes of a word; default 8. */
  readonly wordSize?: 4 | 8;
  /** What tables start on a multiple of; default: a word. 7.x: 4. */
  readonly alignment?: 4 | 8;
  /** CONFIG_KALLSYMS_ABSOLUTE_PERCPU, for A and B. */
  readonly perCpu: boolean;
  readonly base: bigint;
  /** Virtual address of the first byte written. */
  readonly origin: bigint;
  /** Bytes of something else before and behind the tables. */
  readonly around: number;
}

/** Longer tokens, at codes that stand for no character. */
const TOKENS = ['sys_', 'init', '__', '_t', 'page', 'Tsym', 'name_', 'ing'];
const FIRST_TOKEN = 0xc0;

const token = (code: number): string =>
  code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : (TOKENS[code - FIRST_TOKEN] ?? '');

/** Codes of a text, the longest tokens first. */
function compress(text: string): number[] {
  const codes: number[] = [];
  for (let at = 0; at < text.length;) {
    const long = TOKENS.findIndex((t) => text.startsWith(t, at));
    codes.push(long < 0 ? text.charCodeAt(at) : FIRST_TOKEN + long);
    at += long < 0 ? 1 : (TOKENS[long] as string).length;
  }
  return codes;
}

/** Bytes that hold the tables, and the offset of the strings "0" to "9" in them. */
export function writeKallsyms(options: KallsymsOptions): { bytes: Uint8Array; hit: number; names: number } {
  const { symbols, layout, perCpu, base, origin, around, wordSize = 8, alignment = wordSize } = options;
  const whole = layout === 'whole' || layout === 'value';
  const out: number[] = Array.from({ length: around }, (_, i) => (i * 37 + 11) & 0xff);
  const align = (to: number): void => {
    while (out.length % to !== 0) out.push(0);
  };
  const word = (value: bigint | number, bytes: number): void => {
    for (let i = 0; i < bytes; i++) out.push(Number((BigInt(value) >> BigInt(8 * i)) & 0xffn));
  };
  const offsets = (): void => {
    align(alignment);
    for (const { address } of symbols) {
      if (whole) {
        word(address, wordSize);
        continue;
      }
      const relative =
        layout === 'C'
          ? address - (origin + BigInt(out.length))
          : !perCpu
            ? address - base
            : address < 1n << 31n
              ? address
              : base - 1n - address;
      word(BigInt.asUintN(32, relative), 4);
    }
    align(alignment);
    if (layout === 'A' || layout === 'B') word(base, wordSize);
  };
  const before = layout === 'A' || layout === 'whole';
  if (before) offsets();
  align(alignment);
  word(symbols.length, 4);
  align(alignment);
  const names = out.length;
  const markers: number[] = [];
  for (const [i, { type, name }] of symbols.entries()) {
    if (i % 256 === 0) markers.push(out.length - names);
    const codes = compress(type + name);
    if (codes.length < 128) out.push(codes.length);
    else out.push((codes.length & 0x7f) | 0x80, codes.length >> 7);
    out.push(...codes);
  }
  align(alignment);
  for (const marker of markers) word(marker, 4);
  align(alignment);
  const index: number[] = [];
  const table = out.length;
  for (let code = 0; code < 256; code++) {
    index.push(out.length - table);
    for (const character of token(code)) out.push(character.charCodeAt(0));
    out.push(0);
  }
  align(alignment);
  for (const at of index) word(at, 2);
  if (!before) offsets();
  for (let i = 0; i < around; i++) out.push((i * 91 + 5) & 0xff);
  return { bytes: Uint8Array.from(out), hit: table + (index[0x30] as number), names };
}
