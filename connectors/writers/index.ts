/** The dump formats that can be written, by name. */
import { pagePacker, type PackCodec } from '../../codecs/page-packers.js';
import { PagewalkError } from '../../engine/index.js';
import { avmlWriter } from './avml.js';
import { elfWriter } from './elf.js';
import { kdumpWriter } from './kdump.js';
import { limeWriter } from './lime.js';
import { rawNotes, rawWriter } from './raw.js';
import { windowsDumpWriter } from './windows-dump.js';
import { wholeGranules } from '../convert.js';
import type { DumpWriter, FormatNotes, WriteOrder } from './writer.js';

/** What is known of a format that can be written. */
export interface WrittenFormat {
  /** Ends of file names by which the format is guessed. */
  readonly extensions: readonly string[];
  /** Codecs of its pages, the one that is taken unasked first; none where the format has no choice. */
  readonly codecs: readonly PackCodec[];
  /** True when the file reads as zeros where it has nothing. */
  readonly gapless?: boolean;
  readonly notes?: FormatNotes;
}

/** The formats. */
export const WRITTEN_FORMATS = {
  raw: {
    extensions: ['raw', 'img', 'bin', 'mem', 'dd'],
    codecs: [],
    gapless: true,
    notes: rawNotes,
  },
  lime: { extensions: ['lime'], codecs: [] },
  avml: { extensions: ['avml'], codecs: [] },
  elf: {
    extensions: ['elf', 'core', 'vmcore'],
    codecs: [],
  },
  kdump: {
    extensions: ['kdump'],
    codecs: ['zlib', 'zstd', 'snappy', 'none'],
  },
  'windows-dump': { extensions: ['dmp'], codecs: [] },
} as const satisfies Record<string, WrittenFormat>;

/** Name of a format that can be written. */
export type WritableFormat = keyof typeof WRITTEN_FORMATS;

/**
 * A writer. Throws kind `usage` for a codec that the format does not have, `unsupported` where the format cannot hold the
 * memory's ranges.
 */
export function openWriter(format: WritableFormat, order: WriteOrder, codec?: PackCodec): DumpWriter {
  const { codecs }: WrittenFormat = WRITTEN_FORMATS[format];
  if (codec !== undefined && !codecs.includes(codec))
    throw new PagewalkError('connector', 'usage', `${format} does not pack pages by '${codec}'`, {
      hint: codecs.length === 0 ? 'without a codec' : codecs.join(', '),
    });
  const pages = (): WriteOrder => ({ ...order, ranges: wholeGranules(order.ranges, pageOf(order)) });
  switch (format) {
    case 'raw':
      return rawWriter(order);
    case 'lime':
      return limeWriter(order);
    case 'avml':
      return avmlWriter(order);
    case 'elf':
      return elfWriter(order);
    case 'kdump':
      return kdumpWriter(pages(), pagePacker(codec ?? 'zlib'));
    case 'windows-dump':
      return windowsDumpWriter({ ...order, ranges: wholeGranules(order.ranges, 4096) });
  }
}

const pageOf = ({ facts }: WriteOrder): number => facts.pageSize ?? 4096;
