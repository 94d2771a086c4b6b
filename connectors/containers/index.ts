/** Packed files and archives around a dump: what lies in them becomes a source like any other. */
import type { ByteSource, SourceRead } from '../../engine/index.js';
import { isGzip, openGzip } from './gzip.js';
import { isLz4, openLz4 } from './lz4.js';
import { isSnappy, openSnappy } from './snappy.js';
import { isXz, openXz } from './xz.js';
import { isZip, openZip } from './zip.js';
import { isZstd, openZstd } from './zstd.js';
import type { Opened, UnpackOptions } from './packed-source.js';

export type { Opened, UnpackOptions } from './packed-source.js';

/** A kind of packed file. */
interface Container {
  readonly is: (head: Uint8Array) => boolean;
  readonly open: (source: ByteSource, options: UnpackOptions) => Promise<Opened>;
}

const CONTAINERS: readonly Container[] = [
  { is: isGzip, open: openGzip },
  { is: isLz4, open: openLz4 },
  { is: isSnappy, open: openSnappy },
  { is: isXz, open: openXz },
  { is: isZip, open: openZip },
  { is: isZstd, open: openZstd },
];

/** Packed files in packed files are opened so deep. */
const MAX_DEPTH = 4;
/** Bytes by which files are recognised. */
const HEAD = 4096;

/**
 * The content of a packed file, and of what is packed in that; the source itself when it is not packed. Notes say what was
 * unpacked, and what of it is missing. Closing the result closes the source; so does a failure within the content.
 */
export async function unwrapped(source: ByteSource, options: UnpackOptions): Promise<Opened> {
  let opened: Opened = { source, notes: [] };
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const head: SourceRead = {
      offset: 0,
      into: new Uint8Array(Math.min(HEAD, opened.source.size)),
      got: 0,
    };
    await opened.source.read([head], options.signal);
    const bytes = head.into.subarray(0, head.got);
    const container = CONTAINERS.find(({ is }) => is(bytes));
    if (container === undefined) break;
    const inner = await container.open(opened.source, options);
    opened = { ...opened, ...inner, notes: [...opened.notes, ...inner.notes] };
  }
  return opened;
}
