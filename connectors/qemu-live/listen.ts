/** Where QEMU shall listen for a connection of ours: a socket in a folder of our own, or a port that the user named. */
import { notHere, ownFolder, type PathContext } from './path.js';

/** A place to listen. */
export interface Place {
  /** For `Connect`. */
  readonly target: string;
  /** As SocketAddress of QEMU's protocol: `{type, …}`. */
  readonly flat: Readonly<Record<string, unknown>>;
  /** As SocketAddressLegacy: `{type, data}`. Source: qemu qapi/sockets.json. */
  readonly legacy: Readonly<Record<string, unknown>>;
}

/** A place for a service of QEMU. Rejects with kind `unsupported` when QEMU is far away and no port was given. */
export async function placeFor(context: PathContext, service: string): Promise<Place> {
  const { bind } = context;
  if (bind !== undefined) {
    const colon = bind.lastIndexOf(':');
    const data = { host: bind.slice(0, colon).replace(/^\[|\]$/g, ''), port: bind.slice(colon + 1) };
    return { target: `tcp:${bind}`, flat: { type: 'inet', ...data }, legacy: { type: 'inet', data } };
  }
  if (context.pid === undefined)
    throw notHere('QEMU runs on another machine: bind=HOST:PORT says where it shall listen');
  const path = `${await ownFolder(context)}/${service}`;
  return { target: `unix:${path}`, flat: { type: 'unix', path }, legacy: { type: 'unix', data: { path } } };
}
