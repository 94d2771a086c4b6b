/** Writes raw images: the offset is the physical address. What the source lacks reads as zeros there, which the format cannot say. */
import { writeSparse } from './sparse.js';
import type { DumpWriter, FormatNotes, WriteOrder } from './writer.js';

/** A writer of a raw image. */
export function rawWriter({ sink, ranges }: WriteOrder): DumpWriter {
  const last = ranges.at(-1);
  const size = last === undefined ? 0 : last.start + last.size;
  return {
    granule: 1,
    write: (start, bytes) => writeSparse(sink, start, bytes),
    progressed: () => Promise.resolve({}),
    finish: async () => {
      await sink.resize(size);
      return size;
    },
  };
}

/** Says what lies between the ranges. */
export const rawNotes: FormatNotes = (ranges) => {
  let [gaps, bytes, end] = [0, 0, 0];
  for (const { start, size } of ranges) {
    if (start > end) {
      gaps++;
      bytes += start - end;
    }
    end = start + size;
  }
  return gaps === 0
    ? []
    : [
        `a raw image cannot say what is missing: ${bytes} bytes in ${gaps} gaps that the source does not have read as zeros in it`,
      ];
};
