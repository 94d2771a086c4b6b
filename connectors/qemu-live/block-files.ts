/** Memory whose blocks lie in one source each: which byte of which source a physical address is. */
import type { ByteSource } from '../../engine/index.js';
import { piecedSource } from '../pieced-source.js';
import { lastFrom } from '../sorted.js';
import type { SourceRange } from '../source-ranges.js';
import type { QemuMachine } from './machine.js';

/** A source that holds a block. */
export interface BlockSource {
  readonly source: ByteSource;
  /** Where the block starts in it. */
  readonly offset: number;
  /** Bytes of the block. */
  readonly size: number;
}

/** All blocks, one behind the other, as one source, and where each part of memory lies in it. Closing it closes the sources. */
export function joinBlocks(
  name: string,
  machine: QemuMachine,
  blocks: ReadonlyMap<string, BlockSource>,
): { readonly source: ByteSource; readonly ranges: readonly SourceRange[] } {
  const starts = new Map<string, number>();
  const placed: (BlockSource & { readonly start: number })[] = [];
  let end = 0;
  for (const [block, held] of blocks) {
    starts.set(block, end);
    placed.push({ ...held, start: end });
    end += held.size;
  }
  const ranges = machine.parts.map(({ start, size, block, offset }) => ({
    start,
    size,
    offset: (starts.get(block) ?? end) + offset,
  }));
  const sources = placed.map(({ source }) => source);
  const { cost } = sources[0] as ByteSource;
  const source = piecedSource({
    name,
    size: end,
    identity: undefined,
    cost,
    sources,
    pieceAt: (at) => {
      const held = placed[lastFrom(placed, at)];
      if (held === undefined || at >= held.start + held.size) return undefined;
      const inside = at - held.start;
      return { source: held.source, offset: held.offset + inside, size: held.size - inside };
    },
  });
  return { source, ranges };
}
