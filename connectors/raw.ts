/** Raw dumps: the file's offset is the physical address. */
import type { ByteSource, Connector } from '../engine/index.js';
import { rangesConnector } from './source-ranges.js';

/** Opens a flat image of any size. A size that is no multiple of the page size is noted: the last page is not whole. */
export function openRaw(source: ByteSource): Connector {
  const notes =
    source.size % 4096 === 0
      ? []
      : [`${source.name}: ${source.size} bytes is no multiple of 4096: the last page is not whole`];
  return rangesConnector('raw', source, [{ start: 0, size: source.size, offset: 0 }], notes);
}
