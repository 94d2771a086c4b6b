/** Where QEMU shall listen for a connection of ours: a socket in a folder of our own, or a port that the user named. */
import { notHere, ownFolder, type PathContext } from './path.js';

/** A place to listen. */
export interface Place {
  /** For `Connect`. */
  readonly target: string;
  /** As SocketAddressLegacy: `{type, data}`. Source: qemu qapi/sockets.json. */
  readonly address: Readonly<Record<string, unknown>>;
}

/** A place for a service of QEMU. Rejects with kind `unsupported` when QEMU is far away and no port was given. */
export async function placeFor(context: PathContext, service: string): Promise<Place> {
  const { listen } = context;
  if (listen !== undefined) {
    const { host } = listen;
    const data = { host, port: String(listen.port) };
    const target = `tcp:${host.includes(':') ? `[${host}]` : host}:${listen.port}`;
    return { target, address: { type: 'inet', data } };
  }
  if (context.pid === undefined)
    throw notHere('QEMU runs on another machine: listen=HOST,port=N say where it shall listen');
  const path = `${await ownFolder(context)}/${service}`;
  return { target: `unix:${path}`, address: { type: 'unix', data: { path } } };
}
