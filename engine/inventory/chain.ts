/** Chains: a connector, an operating system in its memory, perhaps a connector on that, and so on; built typed, opened in order. */
import type { Connector } from '../connector.js';
import type { Engine } from '../engine.js';
import type { ArgumentRecord, ArgumentsOf } from './arguments.js';
import type { InnerOs } from './definitions.js';
import type { ConnectOptions, Connectors, Inventory, OsOf, SystemOptions, Systems } from './inventory.js';

/** A connector in a chain. */
export interface ConnectorLayer {
  readonly kind: 'connector';
  readonly name: string;
  /** Empty when there is none. */
  readonly target: string;
  readonly args: ArgumentRecord;
}

/** An operating system in a chain. */
export interface SystemLayer {
  readonly kind: 'os';
  readonly name: string;
  readonly args: ArgumentRecord;
  /** What the layer takes beside its arguments. */
  readonly options?: object;
}

/** A layer of a chain. */
export type ChainLayer = ConnectorLayer | SystemLayer;

/** An opened chain. */
export interface OpenedChain<Os> {
  /** The uppermost connector. */
  readonly connector: Connector;
  readonly engine: Engine;
  /** The system in it, where the chain ends with one. */
  readonly os: Os;
  /** Closes all layers, the uppermost first; may be called twice. */
  close(): Promise<void>;
}

type OpenOptions = Omit<ConnectOptions, 'inner'>;
/** Names of connectors that stand on an operating system. */
type Stacking<C extends Connectors> = {
  [N in keyof C]: C[N] extends { readonly onSystem?: infer On } ? (true extends On ? N : never) : never;
}[keyof C] &
  string;

/** A chain without a layer. */
export interface ChainStart<C extends Connectors, S extends Systems> {
  /** Begins with a connector. */
  connector<N extends keyof C & string>(
    name: N,
    target?: string,
    args?: ArgumentsOf<C[N]['arguments']>,
  ): ChainOnConnector<C, S>;
}

/** A chain that ends with a connector. */
export interface ChainOnConnector<C extends Connectors, S extends Systems> {
  /** The operating system in the connector's memory. */
  os<N extends keyof S & string>(
    name: N,
    args?: ArgumentsOf<S[N]['arguments']>,
    options?: Partial<SystemOptions<S[N]>>,
  ): ChainOnSystem<C, S, OsOf<S[N]>>;
  /** Opens the layers in order. When one fails, those before it are closed. */
  open(options?: OpenOptions): Promise<OpenedChain<undefined>>;
}

/** A chain that ends with an operating system. */
export interface ChainOnSystem<C extends Connectors, S extends Systems, Os> {
  /** A machine inside the system. */
  connector<N extends Stacking<C>>(
    name: N,
    target?: string,
    args?: ArgumentsOf<C[N]['arguments']>,
  ): ChainOnConnector<C, S>;
  /** Opens the layers in order. When one fails, those before it are closed. */
  open(options?: OpenOptions): Promise<OpenedChain<Os>>;
}

/** A builder that adds to `layers`. */
export function chainOn<C extends Connectors, S extends Systems>(
  inventory: Inventory<C, S>,
  layers: readonly ChainLayer[],
): ChainStart<C, S> & ChainOnConnector<C, S> & ChainOnSystem<C, S, never> {
  return {
    connector: (name: string, target = '', args: object = {}) =>
      chainOn(inventory, [...layers, { kind: 'connector', name, target, args: args as ArgumentRecord }]),
    os: (name: string, args: object = {}, options: object = {}) =>
      chainOn(inventory, [...layers, { kind: 'os', name, args: args as ArgumentRecord, options }]),
    open: (options?: OpenOptions) => openLayers(inventory, layers, options) as Promise<OpenedChain<never>>,
  };
}

/** Opens the layers of a chain in order. Rejects with kind `usage` for a chain that cannot be; closes what it opened when it rejects. */
export async function openLayers<C extends Connectors, S extends Systems>(
  inventory: Inventory<C, S>,
  layers: readonly ChainLayer[],
  options: OpenOptions = {},
): Promise<OpenedChain<InnerOs | undefined>> {
  inventory.checkLayers(layers);
  const opened: (Connector | Engine)[] = [];
  const closeAll = async (): Promise<void> => {
    for (let top = opened.pop(); top !== undefined; top = opened.pop()) await top.close();
  };
  // Whoever closes again waits for the first to be done: the program ends then.
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= closeAll());
  let top: { connector: Connector; engine: Engine; os?: InnerOs } | undefined;
  try {
    for (const layer of layers) {
      if (layer.kind === 'os' && top !== undefined) {
        const { signal } = options;
        const given = { ...(signal && { signal }), ...layer.options } as Partial<SystemOptions<S[keyof S]>>;
        top.os = await inventory.createOs<keyof S & string>(
          layer.name,
          top.engine,
          layer.args as never,
          given,
        );
        continue;
      }
      if (layer.kind === 'os') continue;
      const inner = top?.os;
      const connector = await inventory.createConnector<keyof C & string>(
        layer.name,
        layer.target,
        layer.args as never,
        { ...options, ...(inner && { inner }) },
      );
      opened.push(connector);
      top = { connector, engine: await inventory.createEngine(connector, options.writable) };
      opened[opened.length - 1] = top.engine;
    }
  } catch (error) {
    await close();
    throw error;
  }
  if (top === undefined) throw new Error('a chain without a layer');
  const { connector, engine, os } = top;
  return { connector, engine: os?.engine ?? engine, os, close };
}
