/** A browser's WebSocket as a message link, and what a server serves as a connector. */
import { openRemote, remoteAddress, type RemoteOptions } from '../connectors/index.js';
import type { Connector, MessageLink } from '../engine/index.js';

/** Connects to a server. Rejects when there is none, or it does not take pages of this origin. */
export function connectSocket(url: string): Promise<MessageLink> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    const queue: Uint8Array[] = [];
    let waiting: ((message: Uint8Array | undefined) => void) | undefined;
    let ended = false;
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (!(data instanceof ArrayBuffer)) return socket.close();
      const message = new Uint8Array(data);
      if (waiting === undefined) queue.push(message);
      else waiting(message);
      waiting = undefined;
    };
    socket.onclose = () => {
      ended = true;
      waiting?.(undefined);
      waiting = undefined;
      reject(new Error('the server cannot be reached, or does not take pages from here'));
    };
    socket.onopen = () =>
      resolve({
        // What is sent are requests, a few kilobytes each and four at a time.
        send: (message) => {
          if (ended) return Promise.reject(new Error('the connection is gone'));
          socket.send(message as Uint8Array<ArrayBuffer>);
          return Promise.resolve();
        },
        receive: () => {
          const message = queue.shift();
          if (message !== undefined || ended) return Promise.resolve(message);
          return new Promise((next) => (waiting = next));
        },
        close: () => socket.close(),
      });
  });
}

/** Opens what `pagewalk serve` serves, by the address that it prints. Rejects as `openRemote` does. */
export async function openServed(address: string, options: RemoteOptions = {}): Promise<Connector> {
  const { url, token } = remoteAddress(address);
  return openRemote(() => connectSocket(url), url, token, options);
}
