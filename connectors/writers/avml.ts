/**
 * Writes AVML dumps (version 2): records of at most 16 MiB, each a snappy frame stream with its length behind it. Blocks of zeros,
 * which AVML leaves out, are written: else nobody could tell them from what is missing. Sources: see connectors/avml.ts.
 */
import { crc32c } from '../../codecs/page-codec.js';
import { pagePacker } from '../../codecs/page-packers.js';
import { LIME_HEADER } from '../lime.js';
import { recordHeader } from './lime.js';
import type { DumpWriter, WriteOrder } from './writer.js';

const RECORD = 1 << 24;
const CHUNK = 1 << 16;
/** Length and kind, then the checksum. */
const CHUNK_HEADER = 8;
/** Chunks are gathered up to this many bytes before they are written. */
const GATHERED = 1 << 20;
const TRAILER = 8;
/** The chunk that a frame stream begins with: kind 255, 6 bytes. Source: google/snappy, framing_format.txt. */
const STREAM_START = Uint8Array.of(0xff, 6, 0, 0, 0x73, 0x4e, 0x61, 0x50, 0x70, 0x59);
const COMPRESSED = 0;
const PLAIN = 1;

/** A writer of an AVML dump. */
export function avmlWriter({ sink, resumed }: WriteOrder): DumpWriter {
  let { record = 0, start = 0, end = 0, to = 0 } = resumed?.state ?? {};
  const packer = pagePacker('snappy');
  const open = (): boolean => end > start;
  const close = async (): Promise<void> => {
    if (!open()) return;
    const trailer = new Uint8Array(TRAILER);
    new DataView(trailer.buffer).setBigUint64(0, BigInt(to - record - LIME_HEADER), true);
    await sink.write(to, trailer);
    await sink.write(record, recordHeader('AVML', 2, start, end));
  };
  const out = new Uint8Array(GATHERED);
  const view = new DataView(out.buffer);
  const chunks = async (bytes: Uint8Array): Promise<void> => {
    let made = 0;
    for (let at = 0; at < bytes.length; at += CHUNK) {
      const plain = bytes.subarray(at, at + CHUNK);
      if (made + CHUNK_HEADER + CHUNK > GATHERED) {
        await sink.write(to, out.subarray(0, made));
        to += made;
        made = 0;
      }
      const packed = packer.pack(plain);
      const stored = packed ?? plain;
      view.setUint32(made, ((stored.length + 4) << 8) | (packed === undefined ? PLAIN : COMPRESSED), true);
      view.setUint32(made + 4, masked(crc32c(plain)), true);
      out.set(stored, made + CHUNK_HEADER);
      made += CHUNK_HEADER + stored.length;
    }
    await sink.write(to, out.subarray(0, made));
    to += made;
  };
  return {
    granule: 1,
    write: async (at, bytes) => {
      for (let from = 0; from < bytes.length;) {
        if (!open() || at + from !== end || end - start === RECORD) {
          await close();
          if (open()) record = to + TRAILER;
          start = at + from;
          end = start;
          to = record + LIME_HEADER;
          await sink.write(to, STREAM_START);
          to += STREAM_START.length;
        }
        const size = Math.min(bytes.length - from, RECORD - (end - start));
        await chunks(bytes.subarray(from, from + size));
        end += size;
        from += size;
      }
    },
    progressed: () => Promise.resolve({ record, start, end, to }),
    finish: async () => {
      await close();
      const size = open() ? to + TRAILER : 0;
      await sink.resize(size);
      return size;
    },
  };
}

/** A checksum as the framing format stores it: turned and moved. */
function masked(sum: number): number {
  return (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;
}
