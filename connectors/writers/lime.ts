/** Writes LiME dumps: a record for each stretch of memory, which ends where something is missing. Source: LiME, doc/README.md. */
import { LIME_HEADER } from '../lime.js';
import { writeSparse } from './sparse.js';
import type { DumpWriter, WriteOrder } from './writer.js';

/** A writer of a LiME dump (version 1). */
export function limeWriter({ sink, resumed }: WriteOrder): DumpWriter {
  let { record = 0, start = 0, end = 0 } = resumed?.state ?? {};
  const close = async (): Promise<void> => {
    if (end > start) await sink.write(record, recordHeader('EMiL', 1, start, end));
  };
  return {
    granule: 1,
    write: async (at, bytes) => {
      if (at !== end) {
        await close();
        if (end > start) record += LIME_HEADER + end - start;
        start = at;
        end = at;
      }
      await writeSparse(sink, record + LIME_HEADER + at - start, bytes);
      end = at + bytes.length;
    },
    progressed: () => Promise.resolve({ record, start, end }),
    finish: async () => {
      await close();
      const size = end > start ? record + LIME_HEADER + end - start : 0;
      await sink.resize(size);
      return size;
    },
  };
}

/** Header of a record of LiME and AVML, the end exclusive. */
export function recordHeader(magic: string, version: number, start: number, end: number): Uint8Array {
  const bytes = new Uint8Array(LIME_HEADER);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < 4; i++) bytes[i] = magic.charCodeAt(i);
  view.setUint32(4, version, true);
  view.setBigUint64(8, BigInt(start), true);
  view.setBigUint64(16, BigInt(end - 1), true);
  return bytes;
}
