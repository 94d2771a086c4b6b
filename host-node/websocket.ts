/** WebSockets in Node: message links to a server, and a server of them on the loopback interface. */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RawData, WebSocket } from 'ws';
import {
  MAX_MESSAGE,
  openRemote,
  remoteAddress,
  serveLink,
  type RemoteOptions,
} from '../connectors/index.js';
import { PagewalkError, type Connector, type MessageLink } from '../engine/index.js';

/** Messages that wait for a reader before the network is let wait. */
const QUEUE = 4;

/** A WebSocket that is open, as a message link. */
export function socketLink(socket: WebSocket): MessageLink {
  const queue: Uint8Array[] = [];
  let waiting: ((message: Uint8Array | undefined) => void) | undefined;
  let ended = false;
  const take = (message: Uint8Array): void => {
    if (waiting !== undefined) {
      waiting(message);
      waiting = undefined;
    } else if (queue.push(message) >= QUEUE) socket.pause();
  };
  socket.on('message', (data: RawData, binary: boolean) => {
    // Only binary messages are spoken here; `binaryType` is `nodebuffer`, so one is a Buffer.
    if (binary && Buffer.isBuffer(data)) take(new Uint8Array(data.buffer, data.byteOffset, data.length));
    else socket.terminate();
  });
  const end = (): void => {
    ended = true;
    waiting?.(undefined);
    waiting = undefined;
  };
  socket.on('close', end);
  socket.on('error', end);
  return {
    send: (message) =>
      new Promise((resolve, reject) =>
        socket.send(message, { binary: true, compress: false }, (error) =>
          error === undefined || error === null ? resolve() : reject(error),
        ),
      ),
    receive: () => {
      const message = queue.shift();
      if (queue.length < QUEUE && socket.isPaused) socket.resume();
      if (message !== undefined || ended) return Promise.resolve(message);
      return new Promise((resolve) => (waiting = resolve));
    },
    close: () => {
      socket.close();
      // A peer that does not answer the close is left.
      setTimeout(() => socket.terminate(), 1000).unref();
    },
  };
}

/** Connects to a server. Rejects with the system's reason. */
export async function connectSocket(url: string, signal?: AbortSignal): Promise<MessageLink> {
  // Loaded when it is wanted: few commands want it.
  const { WebSocket } = await import('ws');
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, {
      maxPayload: MAX_MESSAGE,
      perMessageDeflate: false,
      handshakeTimeout: 10_000,
    });
    const stop = (): void => {
      socket.terminate();
      reject(new PagewalkError('host', 'aborted', 'interrupted'));
    };
    signal?.addEventListener('abort', stop, { once: true });
    const link = socketLink(socket);
    socket.once('open', () => {
      signal?.removeEventListener('abort', stop);
      resolve(link);
    });
    socket.once('error', (error) => {
      signal?.removeEventListener('abort', stop);
      reject(error);
    });
  });
}

/** Opens what `pagewalk serve` serves, by the address that it prints. Rejects as `openRemote` does. */
export async function openServed(address: string, options: RemoteOptions = {}): Promise<Connector> {
  const { url, token } = remoteAddress(address);
  return openRemote((signal) => connectSocket(url, signal), url, token, options);
}

/** How to serve. */
export interface ServerOptions {
  /** Address to listen on; default: the loopback interface's. */
  readonly host?: string;
  /** Default: one that is free. */
  readonly port?: number;
  /** What clients must know; default: random. */
  readonly token?: string;
  /** Lets clients write. */
  readonly write?: boolean;
  /** Pages that may connect, by their origin; programs, which have none, always may. */
  readonly origins?: readonly string[];
  /** Told of clients that come, and why those went that were sent away. */
  readonly onEvent?: (event: string) => void;
}

/** A running server. */
export interface RunningServer {
  /** What a client opens: `ws://HOST:PORT/#TOKEN`. */
  readonly address: string;
  /** Ends all connections; the connector stays open. */
  close(): Promise<void>;
  /** Ends the connections only, as a bad network does. */
  drop(): void;
}

/** Clients at a time. */
const CLIENTS = 16;

/** Serves a connector. Rejects with kind `io` when the port cannot be had. */
export async function serveConnector(
  connector: Connector,
  options: ServerOptions = {},
): Promise<RunningServer> {
  const { host = '127.0.0.1', port = 0, write = false, origins = [], onEvent = () => undefined } = options;
  const token = options.token ?? randomBytes(24).toString('base64url');
  const session = randomBytes(16).toString('hex');
  const http = createServer((_, response) =>
    response.writeHead(426).end('pagewalk serves WebSockets here\n'),
  );
  const { WebSocketServer } = await import('ws');
  const sockets = new WebSocketServer({
    server: http,
    maxPayload: MAX_MESSAGE,
    perMessageDeflate: false,
    verifyClient: ({ origin }: { origin?: string }) =>
      sockets.clients.size < CLIENTS && (origin === undefined || origins.includes(origin)),
  });
  sockets.on('connection', (socket, request) => {
    const from = `${request.socket.remoteAddress ?? '?'}:${request.socket.remotePort ?? 0}`;
    onEvent(`${from} connects`);
    void serveLink(connector, socketLink(socket), { token, session, write }).then((why) =>
      onEvent(`${from} ${why === undefined ? 'leaves' : `is sent away: ${why}`}`),
    );
  });
  // The HTTP server tells of its errors below.
  sockets.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    http.once('error', (cause) =>
      reject(new PagewalkError('host', 'io', `${host}:${port}: ${cause.message}`, { cause })),
    );
    http.listen(port, host, resolve);
  });
  const at = http.address() as AddressInfo;
  const shown = at.family === 'IPv6' ? `[${at.address}]` : at.address;
  const drop = (): void => {
    for (const client of sockets.clients) client.terminate();
  };
  return {
    address: `ws://${shown}:${at.port}/#${token}`,
    drop,
    close: async () => {
      drop();
      await new Promise<void>((resolve) => sockets.close(() => resolve()));
      await new Promise<void>((resolve) => http.close(() => resolve()));
    },
  };
}
