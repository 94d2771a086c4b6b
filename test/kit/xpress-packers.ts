/** Packers of Xpress, plain and with a Huffman code, for tests. They find the nearest match by hashes of three bytes. Source: [MS-XCA] 2.3 and 2.1. */

interface Match {
  readonly length: number;
  readonly distance: number;
}

/** Bytes and matches that make up the data. */
function parsed(data: Uint8Array, farthest: number): (number | Match)[] {
  const seen = new Map<number, number>();
  const parts: (number | Match)[] = [];
  for (let at = 0; at < data.length;) {
    const key = (data[at] as number) | ((data[at + 1] ?? 0) << 8) | ((data[at + 2] ?? 0) << 16);
    const from = at + 3 <= data.length ? seen.get(key) : undefined;
    seen.set(key, at);
    let length = 0;
    if (from !== undefined && at - from <= farthest)
      while (at + length < data.length && data[from + length] === data[at + length]) length++;
    if (from !== undefined && length >= 3) parts.push({ length, distance: at - from });
    else parts.push(data[at] as number);
    at += length >= 3 ? length : 1;
  }
  return parts;
}

/** Packs by plain Xpress. */
export function packXpress(data: Uint8Array): Uint8Array {
  const out: number[] = [];
  let flagsAt = 0;
  let count = 32;
  let flags = 0;
  let half = -1;
  const flag = (set: number): void => {
    if (count === 32) {
      flagsAt = out.length;
      out.push(0, 0, 0, 0);
      [count, flags] = [0, 0];
    }
    flags = (flags | (set << (31 - count++))) >>> 0;
    for (let i = 0; i < 4; i++) out[flagsAt + i] = (flags >>> (8 * i)) & 255;
  };
  for (const part of parsed(data, 8192)) {
    if (typeof part === 'number') {
      flag(0);
      out.push(part);
      continue;
    }
    flag(1);
    const length = part.length - 3;
    const pair = ((part.distance - 1) << 3) | Math.min(7, length);
    out.push(pair & 255, pair >> 8);
    if (length < 7) continue;
    const nibble = Math.min(15, length - 7);
    if (half < 0) {
      half = out.length;
      out.push(nibble);
    } else {
      out[half] = (out[half] as number) | (nibble << 4);
      half = -1;
    }
    if (nibble < 15) continue;
    if (length - 22 < 255) out.push(length - 22);
    else if (length < 65536) out.push(255, length & 255, length >> 8);
    else out.push(255, 0, 0, ...[0, 8, 16, 24].map((shift) => (length >> shift) & 255));
  }
  // Flags that are left over are set, so that the end is found.
  while (count < 32) flag(1);
  return Uint8Array.from(out);
}

/** Packs at most 64 KiB by Xpress with a code in which all 512 symbols have nine bits. */
export function packXpressHuffman(data: Uint8Array): Uint8Array {
  const out: number[] = Array.from({ length: 256 }, () => 0x99);
  // Two words of bits are always ahead of the bytes between them.
  let places = [out.length, out.length + 2];
  out.push(0, 0, 0, 0);
  let bits = 0;
  let filled = 0;
  const word = (at: number, value: number): void => {
    [out[at], out[at + 1]] = [value & 255, (value >> 8) & 255];
  };
  const put = (value: number, size: number): void => {
    filled += size;
    bits = bits * 2 ** size + value;
    if (filled <= 16) return;
    filled -= 16;
    word(places[0] as number, Math.floor(bits / 2 ** filled));
    bits %= 2 ** filled;
    places = [places[1] as number, out.length];
    out.push(0, 0);
  };
  for (const part of parsed(data, 65535)) {
    if (typeof part === 'number') {
      put(part, 9);
      continue;
    }
    const length = part.length - 3;
    const offsetBits = 31 - Math.clz32(part.distance);
    put(256 + (offsetBits << 4) + Math.min(15, length), 9);
    if (length >= 15) {
      if (length - 15 < 255) out.push(length - 15);
      else out.push(255, length & 255, length >> 8);
    }
    put(part.distance - (1 << offsetBits), offsetBits);
  }
  put(256, 9);
  word(places[0] as number, bits * 2 ** (16 - filled));
  return Uint8Array.from(out);
}
