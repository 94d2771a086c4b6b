/** CRC-32 and CRC-64 as xz files have them. Source: the .xz file format 1.2.1, section 6. */

const CRC32 = Uint32Array.from({ length: 256 }, (_, i) => {
  let value = i;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});
/** The polynomial 0xc96c5795d7870f42 in halves. */
const HIGH = new Uint32Array(256);
const LOW = new Uint32Array(256);
for (let i = 0; i < 256; i++) {
  let [high, low] = [0, i];
  for (let bit = 0; bit < 8; bit++) {
    const odd = (low & 1) === 1;
    low = ((low >>> 1) | (high << 31)) >>> 0;
    high >>>= 1;
    if (odd) [high, low] = [(high ^ 0xc96c5795) >>> 0, (low ^ 0xd7870f42) >>> 0];
  }
  [HIGH[i], LOW[i]] = [high, low];
}

/** CRC-32 of some bytes. */
export function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (let i = 0; i < bytes.length; i++)
    value = (value >>> 8) ^ (CRC32[(value ^ (bytes[i] as number)) & 0xff] as number);
  return (value ^ 0xffffffff) >>> 0;
}

/** CRC-64 of some bytes, upper half first. */
export function crc64(bytes: Uint8Array): readonly [high: number, low: number] {
  let [high, low] = [0xffffffff, 0xffffffff];
  for (let i = 0; i < bytes.length; i++) {
    const index = (low ^ (bytes[i] as number)) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (LOW[index] as number);
    high = (high >>> 8) ^ (HIGH[index] as number);
  }
  return [(high ^ 0xffffffff) >>> 0, (low ^ 0xffffffff) >>> 0];
}
