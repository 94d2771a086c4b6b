/** Writer of hibernation files for tests. Source: see connectors/hibernation.ts. */
import { joined, type Stretch } from './dump-writers.js';
import { packXpress, packXpressHuffman } from './xpress-packers.js';

const PAGE = 4096;
const MOST = 16;

/** A set of the pages of these frames: as they are, by plain Xpress or with Huffman codes. */
function set(frames: readonly number[], data: Uint8Array, kind: number, word: 4 | 8): Uint8Array {
  const runs: { frame: number; pages: number }[] = [];
  for (const frame of frames) {
    const last = runs.at(-1);
    if (last !== undefined && last.frame + last.pages === frame) last.pages++;
    else runs.push({ frame, pages: 1 });
  }
  const packed = kind === 0 ? data : kind === 1 ? packXpress(data) : packXpressHuffman(data);
  const body = packed.length < data.length ? packed : data;
  const head = Buffer.alloc(4 + word * runs.length);
  head.writeUInt32LE(((kind << 30) | (body.length << 8) | runs.length) >>> 0, 0);
  runs.forEach(({ frame, pages }, i) => {
    const value = BigInt(frame) * 16n + BigInt(pages - 1);
    if (word === 8) head.writeBigUInt64LE(value, 4 + 8 * i);
    else head.writeUInt32LE(Number(value), 4 + 4 * i);
  });
  return joined(head, body);
}

/** A file of whole pages, the upper half of which the boot loader restores; sets take turns in how they are packed. */
export function hibernationFile(memory: readonly Stretch[], word: 4 | 8 = 8): Uint8Array {
  const pages = memory.flatMap(({ start, data }) =>
    Array.from({ length: data.length / PAGE }, (_, i) => ({
      frame: start / PAGE + i,
      data: data.subarray(i * PAGE, (i + 1) * PAGE),
    })),
  );
  const half = pages.length >> 1;
  let kind = 0;
  const chain = (from: number, to: number): Uint8Array => {
    const sets: Uint8Array[] = [];
    for (let at = from; at < to; at += MOST) {
      const some = pages.slice(at, Math.min(to, at + MOST));
      sets.push(
        set(
          some.map(({ frame }) => frame),
          joined(...some.map(({ data }) => data)),
          kind++ % 3,
          word,
        ),
      );
    }
    const bytes = joined(...sets);
    return joined(bytes, new Uint8Array((PAGE - (bytes.length % PAGE)) % PAGE));
  };
  const boot = chain(half, pages.length);
  const kernel = chain(0, half);
  const head = Buffer.alloc(PAGE);
  head.write('HIBR', 0, 'latin1');
  head.writeUInt32LE(word === 8 ? 0x3e0 : 0x340, 12);
  head.writeUInt32LE(PAGE, word === 8 ? 0x18 : 0x14);
  head.writeBigUInt64LE(132_500_000_000_000_000n, word === 8 ? 0x20 : 0x18);
  head.writeBigUInt64LE(BigInt(pages.length - half), word === 8 ? 0x58 : 0x48);
  const place = (value: number, wide: number, narrow: number): void =>
    void (word === 8 ? head.writeBigUInt64LE(BigInt(value), wide) : head.writeUInt32LE(value, narrow));
  place(1, 0x68, 0x50);
  place(1 + boot.length / PAGE, 0x70, 0x54);
  head.writeBigUInt64LE(BigInt(half), word === 8 ? 0x230 : 0x210);
  return joined(head, boot, kernel);
}
