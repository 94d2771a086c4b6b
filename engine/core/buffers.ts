/** Where the core's fixed buffers lie, as its layout table says. */
import { PagewalkError } from '../errors.js';
import type { CoreExports } from './exports.js';

/** One buffer of linear memory. */
export interface CoreBuffer {
  /** Offset in linear memory. */
  readonly at: number;
  /** Records it holds. */
  readonly count: number;
  /** Bytes of a record. */
  readonly size: number;
}

const NAMES = [
  'addresses',
  'highs',
  'lengths',
  'values',
  'infos',
  'runVirtual',
  'runPhysical',
  'runSize',
  'runValue',
  'runInfo',
  'runIndex',
  'ring',
  'lines',
  'patterns',
  'hits',
  'votes',
  'window',
  'enumeration',
  'query',
  'ranges',
  'hitValues',
] as const;
/** The buffers that hosts touch, in the order of the layout table. */
export type BufferName = (typeof NAMES)[number];

const MAGIC = 0x4c574750;
const ABI_VERSION = 3;

/** Reads the layout table. Throws kind `malformed` for a module that is not this ABI version's core. */
export function readLayout(core: CoreExports): Record<BufferName, CoreBuffer> {
  const table = new DataView(core.memory.buffer, core.layout());
  const magic = table.getUint32(0, true);
  const version = table.getUint32(4, true);
  if (magic !== MAGIC || version !== ABI_VERSION) {
    throw new PagewalkError('core', 'malformed', 'the Wasm module is not a core that this engine can drive', {
      expected: `magic 0x${MAGIC.toString(16)}, ABI ${ABI_VERSION}`,
      got: `magic 0x${magic.toString(16)}, ABI ${version}`,
    });
  }
  const entry = (i: number): CoreBuffer => ({
    at: table.getUint32(12 + 12 * i, true),
    count: table.getUint32(16 + 12 * i, true),
    size: table.getUint32(20 + 12 * i, true),
  });
  return Object.fromEntries(NAMES.map((name, i) => [name, entry(i)])) as Record<BufferName, CoreBuffer>;
}
