/** Serves a connector to one client after the other over message links: the far end of `connectors/remote.ts`. */
import {
  PagewalkError,
  type Connector,
  type MessageLink,
  type PhysicalRead,
  type PhysicalWrite,
} from '../engine/index.js';
import {
  answer,
  KIND,
  kindOf,
  readHello,
  readPlaces,
  refusal,
  welcome,
  type Served,
} from './remote-protocol.js';

/** Requests of a client under way at once; more are not taken from the network before one is answered. */
const UNDER_WAY = 4;

/** How to serve. */
export interface ServeOptions {
  /** What a client must know. */
  readonly token: string;
  /** Names this run of the server. */
  readonly session: string;
  /** Lets clients write, where the source takes it. */
  readonly write?: boolean;
}

/**
 * Serves one client until it goes; closes the link then, never the connector. Resolves with the reason why the
 * client was sent away, undefined when it left by itself. A client that breaks the protocol is sent away.
 */
export async function serveLink(
  connector: Connector,
  link: MessageLink,
  options: ServeOptions,
): Promise<string | undefined> {
  const underWay = new Set<Promise<void>>();
  try {
    const greeting = await link.receive();
    if (greeting === undefined) return undefined;
    if (!equal(readHello(greeting), options.token))
      throw new PagewalkError('connector', 'usage', 'remote: the token is wrong');
    await link.send(welcome(servedOf(connector, options)));
    for (;;) {
      const message = await link.receive();
      if (message === undefined) return undefined;
      const work = handle(connector, link, message, options)
        .catch(() => link.close())
        .finally(() => underWay.delete(work));
      underWay.add(work);
      if (underWay.size >= UNDER_WAY) await Promise.race(underWay);
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    await link.send(refusal(why)).catch(() => undefined);
    return why;
  } finally {
    await Promise.all(underWay);
    link.close();
  }
}

/** Takes as long for a wrong token as for a right one. */
function equal(given: string, token: string): boolean {
  let different = given.length ^ token.length;
  for (let i = 0; i < token.length; i++) different |= given.charCodeAt(i) ^ token.charCodeAt(i);
  return different === 0;
}

function servedOf(connector: Connector, { session, write }: ServeOptions): Served {
  const { format, name, identity, ranges, cost, live, facts, notes } = connector;
  const writable = write === true && connector.write !== undefined;
  return { session, writable, format, name, identity, ranges, cost, live, notes, ...(facts && { facts }) };
}

async function handle(
  connector: Connector,
  link: MessageLink,
  message: Uint8Array,
  { write }: ServeOptions,
): Promise<void> {
  const kind = kindOf(message);
  if (kind !== KIND.read && kind !== KIND.write) throw await sent(link, `a message of unknown kind ${kind}`);
  let request;
  try {
    request = readPlaces(message);
  } catch (error) {
    throw await sent(link, error instanceof Error ? error.message : String(error));
  }
  const { id, places, data } = request;
  if (kind === KIND.read) {
    const reads = places.map(({ phys, length }): PhysicalRead => ({
      phys,
      into: new Uint8Array(length),
      got: 0,
    }));
    await connector.read(reads);
    const outcomes = reads.map(({ got, into, reason }) => ({
      done: got,
      reason: got < into.length ? (reason ?? 'no reason given') : undefined,
    }));
    const bytes = reads.map(({ got, into }) => into.subarray(0, got));
    await link.send(answer(KIND.bytes, id, outcomes, bytes));
    return;
  }
  let at = 0;
  const writes = places.map(({ phys, length }): PhysicalWrite => {
    const from = data.subarray(at, at + length);
    at += length;
    return { phys, from, put: 0 };
  });
  if (write === true && connector.write !== undefined) await connector.write(writes);
  else for (const one of writes) one.reason = 'served for reading only';
  const outcomes = writes.map(({ put, from, reason }) => ({
    done: put,
    reason: put < from.length ? (reason ?? 'no reason given') : undefined,
  }));
  await link.send(answer(KIND.written, id, outcomes));
}

/** Tells the client why it is sent away. */
async function sent(link: MessageLink, why: string): Promise<Error> {
  await link.send(refusal(why)).catch(() => undefined);
  return new Error(why);
}
