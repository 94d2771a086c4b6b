/** What a connector and an operating-system layer say of themselves, so that they can be listed, checked and opened by name. */
import type { Connector } from '../connector.js';
import type { Engine } from '../engine.js';
import { PagewalkError } from '../errors.js';
import type { HostPorts } from '../ports.js';
import type { ArgumentsOf, ArgumentTable } from './arguments.js';

/** A list that says whether it is all there is. */
interface Listed<T> {
  readonly items: readonly T[];
  readonly complete: boolean;
}

/** What an operating system below a connector offers it: the machines that its processes run. */
export interface InnerOs {
  /** `linux`. */
  readonly family: string;
  readonly engine: Engine;
  guests(signal?: AbortSignal): Promise<Listed<{ readonly pid: number; readonly name: string }>>;
  /** The physical memory of the machine that a process runs; of the only one without `pid`. */
  guest(pid?: number, signal?: AbortSignal): Promise<Connector>;
}

/** What a connector is opened with. */
export interface ConnectorRequest<A extends ArgumentTable = ArgumentTable> {
  /** The host's ports; a host may lack any of them ({@link hostPort}). */
  readonly host: HostPorts;
  /** What the user named; empty when he named nothing, which only an optional target allows. */
  readonly target: string;
  readonly args: ArgumentsOf<A>;
  /** True when the user allows writes to the target. */
  readonly writable: boolean;
  /** The operating system below, where there is one; only for connectors with `onSystem`. */
  readonly inner?: InnerOs;
  /** Told where opening takes long: what is done, and how much of how much. */
  readonly onProgress?: (step: string, done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Something that a connector could open. */
export interface Target {
  /** What to name. */
  readonly target: string;
  readonly about: string;
}

/** A connector by name: data, and functions that load what they need when they are called. `S`: true when it may stand on a system. */
export interface ConnectorDefinition<A extends ArgumentTable = ArgumentTable, S extends boolean = boolean> {
  readonly about: string;
  /** How a file is recognised; absent where only the user can say it. */
  readonly recognised?: string;
  /** What is named behind the colon; absent: nothing. */
  readonly target?: { readonly value: string; readonly required: boolean };
  readonly arguments: A;
  /** True when it can stand on an operating system, and opens a machine inside that. */
  readonly onSystem?: S;
  /** What there is to open. Absent where it cannot be known. */
  targets?(host: HostPorts, signal?: AbortSignal): Promise<readonly Target[]>;
  /** Opens it. When it rejects nothing stays open. `close` of the result undoes all that opening did to the target. */
  open(request: ConnectorRequest<A>): Promise<Connector>;
}

/** An operating-system layer by name. `O`: what opening takes beside its arguments; `T`: what it gives. */
export interface SystemDefinition<A extends ArgumentTable, O, T extends InnerOs> {
  readonly about: string;
  readonly arguments: A;
  /** Finds the system in memory. The engine stays the caller's when it rejects. */
  open(engine: Engine, args: ArgumentsOf<A>, options: O): Promise<T>;
}

/** Keeps the types of a connector's arguments for its own `open`, and for those who call it. */
export function defineConnector<const A extends ArgumentTable, const S extends boolean = false>(
  definition: ConnectorDefinition<A, S>,
): ConnectorDefinition<A, S> {
  return definition;
}

/** The same for an operating-system layer. */
export function defineSystem<const A extends ArgumentTable, O, T extends InnerOs>(
  definition: SystemDefinition<A, O, T>,
): SystemDefinition<A, O, T> {
  return definition;
}

/** A port that a connector cannot do without. Throws kind `unsupported`, naming it, where the host lacks it. */
export function hostPort<P extends keyof HostPorts>(
  host: HostPorts,
  port: P,
  connector: string,
): NonNullable<HostPorts[P]> {
  const found = host[port];
  if (found === undefined)
    throw new PagewalkError(
      'connector',
      'unsupported',
      `connector '${connector}' needs the port '${port}', which this host does not have`,
      { source: connector, expected: port },
    );
  return found;
}
