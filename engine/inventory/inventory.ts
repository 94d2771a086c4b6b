/** Connectors and operating systems by name: what there is, and opening them one by one or as a chain. */
import type { Connector } from '../connector.js';
import type { CoreModule } from '../core/load.js';
import { Engine } from '../engine.js';
import { PagewalkError } from '../errors.js';
import type { HostPorts } from '../ports.js';
import {
  checkArguments,
  parseArguments,
  type ArgumentRecord,
  type ArgumentsOf,
  type ArgumentTable,
} from './arguments.js';
import { chainOn, type ChainLayer, type ChainStart, type ConnectorLayer, type SystemLayer } from './chain.js';
import type { ConnectorDefinition, InnerOs, SystemDefinition, Target } from './definitions.js';
import { splitSpec } from './spec.js';

/** Connectors by name. */
export type Connectors = Readonly<Record<string, ConnectorDefinition>>;
/** Operating-system layers by name. */
export type Systems = Readonly<Record<string, SystemDefinition<ArgumentTable, never, InnerOs>>>;

/** What a system layer takes beside its arguments. */
export type SystemOptions<S extends SystemDefinition<ArgumentTable, never, InnerOs>> = Parameters<
  S['open']
>[2];
/** What a system layer gives. */
export type OsOf<S extends SystemDefinition<ArgumentTable, never, InnerOs>> = Awaited<ReturnType<S['open']>>;

/** How to open a connector. */
export interface ConnectOptions {
  /** Allows writes to the target, where the connector can write. */
  readonly writable?: boolean;
  /** Told where opening takes long: what is done, and how much of how much. */
  readonly onProgress?: (step: string, done: number, total: number) => void;
  readonly signal?: AbortSignal;
  /** The operating system that the connector stands on. */
  readonly inner?: InnerOs;
}

/** What an inventory holds, and opens with. */
export interface InventoryParts<C extends Connectors, S extends Systems> {
  readonly connectors: C;
  readonly systems: S;
  readonly host: HostPorts;
  /** The core that engines run. */
  readonly core: CoreModule;
  /** What system layers get unless the caller gives it: a store, symbol files. */
  readonly defaults?: Partial<SystemOptions<S[keyof S]>>;
}

/** A connector as a scan finds it. */
export interface ScannedConnector {
  readonly name: string;
  readonly about: string;
  /** What it could open here; absent where it cannot know. */
  readonly targets?: readonly Target[];
  /** Why targets could not be listed. */
  readonly reason?: string;
}

/** What there is on this host. */
export interface Scan {
  readonly connectors: readonly ScannedConnector[];
  readonly systems: readonly { readonly name: string; readonly about: string }[];
}

/**
 * Connectors and operating systems by name.
 *
 * @example
 * const machine = await inventory.chain().connector('raw', 'host.dump').os('linux').open();
 */
export class Inventory<C extends Connectors, S extends Systems> {
  constructor(private readonly parts: InventoryParts<C, S>) {}

  /** All connectors. */
  get connectors(): C {
    return this.parts.connectors;
  }

  /** All operating-system layers. */
  get systems(): S {
    return this.parts.systems;
  }

  /** What there is, and the targets of those connectors that can find any. One that fails says why. */
  async scan(signal?: AbortSignal): Promise<Scan> {
    const names = Object.keys(this.connectors);
    return {
      connectors: await Promise.all(names.map((name) => this.scanned(name, signal))),
      systems: Object.entries(this.systems).map(([name, { about }]) => ({ name, about })),
    };
  }

  /** Opens a connector. Rejects with kind `usage` for a name, target or argument that there is not. */
  async createConnector<N extends keyof C & string>(
    name: N,
    target = '',
    args?: ArgumentsOf<C[N]['arguments']>,
    options: ConnectOptions = {},
  ): Promise<Connector> {
    const layer = { kind: 'connector', name, target, args: (args ?? {}) as ArgumentRecord } as const;
    const definition = this.checkedConnector(layer);
    if (options.inner !== undefined && definition.onSystem !== true) throw standsAlone(name);
    return definition.open({ writable: false, ...options, host: this.parts.host, target, args: layer.args });
  }

  /** Finds an operating system in a connector's memory. The connector stays open, and the caller's, when it rejects. */
  async createOs<N extends keyof S & string>(
    name: N,
    from: Connector | Engine,
    args?: ArgumentsOf<S[N]['arguments']>,
    options?: Partial<SystemOptions<S[N]>>,
  ): Promise<OsOf<S[N]>> {
    const definition = this.checkedSystem({ kind: 'os', name, args: args ?? {} });
    const engine = from instanceof Engine ? from : await this.createEngine(from);
    const all = { ...this.parts.defaults, ...options } as never;
    return (await definition.open(engine, args ?? {}, all)) as OsOf<S[N]>;
  }

  /** An engine over a connector, which it closes. `write` lets views write. */
  createEngine(connector: Connector, write = false): Promise<Engine> {
    return Engine.create({ core: this.parts.core, connector, write });
  }

  /** A builder of chains. */
  chain(): ChainStart<C, S> {
    return chainOn(this, []);
  }

  /** A layer of a chain from its text, checked. Throws kind `usage`. */
  parseLayer(kind: ChainLayer['kind'], text: string): ChainLayer {
    const { name, target, args } = splitSpec(text);
    if (kind === 'connector') {
      const table = this.namedConnector(name).arguments;
      const layer = { kind, name, target, args: parseArguments(`connector '${name}'`, table, args) };
      this.checkedConnector(layer);
      return layer;
    }
    const { arguments: table } = this.namedSystem(name);
    if (target !== '')
      throw new PagewalkError(
        'engine',
        'usage',
        `operating system layer '${name}' takes no target '${target}'`,
      );
    return { kind, name, args: parseArguments(`operating system layer '${name}'`, table, args) };
  }

  /** Checks names, arguments and order of a chain. Throws kind `usage`. */
  checkLayers(layers: readonly ChainLayer[]): void {
    layers.forEach((layer, i) => {
      const below = layers[i - 1];
      if (layer.kind === 'os') {
        this.checkedSystem(layer);
        if (below?.kind !== 'connector')
          throw new PagewalkError('engine', 'usage', `-o ${layer.name} needs a source before it`, {
            hint: '-f FILE -o linux',
          });
        return;
      }
      const definition = this.checkedConnector(layer);
      if (below === undefined) return;
      if (definition.onSystem !== true) throw standsAlone(layer.name);
      if (below.kind !== 'os')
        throw new PagewalkError(
          'engine',
          'usage',
          `connector '${layer.name}' stands on an operating system, not on connector '${below.name}'`,
          { hint: `-o linux before -c ${layer.name}` },
        );
    });
  }

  private async scanned(name: string, signal?: AbortSignal): Promise<ScannedConnector> {
    const definition = this.namedConnector(name);
    const { about } = definition;
    if (definition.targets === undefined) return { name, about };
    try {
      return { name, about, targets: await definition.targets(this.parts.host, signal) };
    } catch (error) {
      return { name, about, reason: error instanceof Error ? error.message : String(error) };
    }
  }

  private namedConnector(name: string): ConnectorDefinition {
    return named(this.connectors, name, 'connector');
  }

  private namedSystem(name: string): Systems[string] {
    return named(this.systems, name, 'operating system layer');
  }

  private checkedConnector({ name, target, args }: ConnectorLayer): ConnectorDefinition {
    const definition = this.namedConnector(name);
    checkArguments(`connector '${name}'`, definition.arguments, args);
    const wanted = definition.target;
    if (wanted?.required === true && target === '')
      throw new PagewalkError('engine', 'usage', `connector '${name}' needs ${wanted.value}`, {
        hint: `-c ${name}:${wanted.value}`,
      });
    if (wanted === undefined && target !== '')
      throw new PagewalkError('engine', 'usage', `connector '${name}' takes no target '${target}'`);
    return definition;
  }

  private checkedSystem({ name, args }: SystemLayer): Systems[string] {
    const definition = this.namedSystem(name);
    checkArguments(`operating system layer '${name}'`, definition.arguments, args);
    return definition;
  }
}

function named<T>(table: Readonly<Record<string, T>>, name: string, what: string): T {
  const found = Object.hasOwn(table, name) ? table[name] : undefined;
  if (found !== undefined) return found;
  throw new PagewalkError('engine', 'usage', `there is no ${what} '${name}'`, {
    hint: Object.keys(table).join(', '),
  });
}

function standsAlone(name: string): PagewalkError {
  return new PagewalkError(
    'engine',
    'usage',
    `one source at a time: connector '${name}' opens no machine inside another`,
  );
}
