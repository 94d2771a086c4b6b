/** Writers of notes and of Xen's cores for tests. */
import { joined } from './dump-writers.js';

const padded = (bytes: Uint8Array): Buffer =>
  Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);

/** A note. */
export function note(name: string, type: number, content: Uint8Array): Uint8Array {
  const head = Buffer.alloc(12);
  head.writeUInt32LE(name.length + 1, 0);
  head.writeUInt32LE(content.length, 4);
  head.writeUInt32LE(type, 8);
  return joined(head, padded(Buffer.from(`${name}\0`)), padded(content));
}

/** Words at their places in `size` bytes. */
export function wordsAt(size: number, words: Readonly<Record<number, bigint>>, bytes: 4 | 8 = 8): Uint8Array {
  const buffer = Buffer.alloc(size);
  for (const [at, value] of Object.entries(words))
    if (bytes === 8) buffer.writeBigUInt64LE(value, Number(at));
    else buffer.writeUInt32LE(Number(value), Number(at));
  return buffer;
}

/** A core as Xen's dump-core writes it: sections with pages and their frames, no program headers. */
export function xenCore(
  pages: readonly { readonly frame: bigint; readonly data: Uint8Array }[],
  kind: '.xen_p2m' | '.xen_pfn' = '.xen_pfn',
): Uint8Array {
  const names = ['', '.shstrtab', kind, '.xen_pages'];
  const text = Buffer.from(names.map((name) => `${name}\0`).join(''));
  const stride = kind === '.xen_p2m' ? 16 : 8;
  const frames = Buffer.alloc(pages.length * stride);
  pages.forEach(({ frame }, i) => {
    frames.writeBigUInt64LE(frame, i * stride);
    if (stride === 16) frames.writeBigUInt64LE((0xabc0n + frame) & 0xffffffffffn, i * stride + 8);
  });
  const contents = [new Uint8Array(0), text, frames, joined(...pages.map(({ data }) => data))];
  const head = Buffer.alloc(64);
  head.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  head.writeUInt16LE(4, 16);
  head.writeUInt16LE(62, 18);
  head.writeBigUInt64LE(64n, 40);
  [64, 56, 0, 64, names.length, 1].forEach((value, i) => head.writeUInt16LE(value, 52 + 2 * i));
  let at = 64 + 64 * names.length;
  let key = 0;
  const headers = names.map((name, i) => {
    const section = Buffer.alloc(64);
    const size = (contents[i] as Uint8Array).length;
    section.writeUInt32LE(key, 0);
    section.writeBigUInt64LE(BigInt(at), 24);
    section.writeBigUInt64LE(BigInt(size), 32);
    key += name.length + 1;
    at += size;
    return section;
  });
  return joined(head, ...headers, ...contents);
}
