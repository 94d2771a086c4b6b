/** Reads `SOURCE`, `-f`, `-c` and `-o` into the layers to open. */
import { isRemoteAddress } from '../../connectors/remote-address.js';
import type { ChainLayer } from '../../engine/index.js';
import type { NodeInventory } from '../../host-node/index.js';
import { usageError } from './exit.js';
import type { Parsed } from './options.js';

/** What a command line asks to open. */
export interface SourceSpec {
  /** Connectors and operating systems in the order in which they stand on each other; empty without a source. */
  readonly layers: readonly ChainLayer[];
  /** Positional arguments after SOURCE. */
  readonly rest: readonly string[];
}

/** The source of a command line; its first positional is a file, unless `-f` or `-c` names a source. Throws kind `usage`. */
export function sourceSpec({ chain, positionals }: Parsed, inventory: NodeInventory): SourceSpec {
  const layers = chain.map(({ option, value }) =>
    option === 'file' ? fileLayer(value) : inventory.parseLayer(option, value),
  );
  const named = layers.some(({ kind }) => kind === 'connector');
  if (named && layers[0]?.kind === 'os')
    throw usageError('-o comes before the source it belongs to', '-f FILE -o linux');
  const [path, ...others] = positionals;
  if (!named && path === undefined)
    throw usageError('no source given', 'the path of a memory dump after the command, or -f FILE');
  const all = named || path === undefined ? layers : [fileLayer(path), ...layers];
  inventory.checkLayers(all);
  return { layers: all, rest: named ? positionals : others };
}

function fileLayer(path: string): ChainLayer {
  return { kind: 'connector', name: isRemoteAddress(path) ? 'remote' : 'file', target: path, args: {} };
}
