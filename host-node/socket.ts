/** Unix and TCP sockets as streams. */
import { connect as connectSocket, type Socket } from 'node:net';
import { PagewalkError, type Duplex } from '../engine/index.js';
import { systemReason } from './system-reason.js';

/** A peer that accepts nobody is given up after this long. */
const CONNECT_MS = 10_000;

/**
 * Opens `unix:PATH`, or a path; or `tcp:HOST:PORT`. Rejects with kind `usage` for another form, `io` with the system's reason,
 * `aborted` when the signal fires.
 */
export function connect(target: string, signal?: AbortSignal): Promise<Duplex> {
  const tcp = /^tcp:(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(target);
  const path = /^(?:unix:)?((?!tcp:).+)$/s.exec(target)?.[1];
  if (tcp === null && path === undefined)
    throw new PagewalkError('host', 'usage', `'${target}' names no socket`, {
      hint: 'unix:/run/vm.qmp or tcp:localhost:4444',
    });
  const place = tcp === null ? { path: path as string } : { host: tcp[1] ?? tcp[2], port: Number(tcp[3]) };
  return new Promise((resolve, reject) => {
    const socket = connectSocket({ ...place, timeout: CONNECT_MS });
    const fail = (why: string, kind: 'io' | 'aborted' = 'io', cause?: unknown): void => {
      signal?.removeEventListener('abort', abort);
      socket.destroy();
      reject(new PagewalkError('host', kind, why, { source: target, cause }));
    };
    const abort = (): void => fail('interrupted', 'aborted');
    const failed = (cause: Error): void =>
      fail(`${target}: cannot connect: ${systemReason(cause)}`, 'io', cause);
    socket.once('error', failed);
    socket.once('timeout', () => fail(`${target}: cannot connect within ${CONNECT_MS / 1000} s`));
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted === true) abort();
    socket.once('connect', () => {
      signal?.removeEventListener('abort', abort);
      socket.off('error', failed);
      socket.setTimeout(0);
      socket.setNoDelay();
      resolve(duplexOf(socket, target));
    });
  });
}

function duplexOf(socket: Socket, name: string): Duplex {
  const pieces = socket[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>;
  let broken: Error | undefined;
  let closed = false;
  const failure = (cause: unknown): PagewalkError =>
    new PagewalkError('host', 'io', `${name}: ${systemReason(cause)}`, { source: name, cause });
  socket.on('error', (error) => (broken = error));
  return {
    name,
    write: (bytes) =>
      new Promise((resolve, reject) => {
        if (closed || broken !== undefined) reject(failure(broken ?? new Error('the connection was closed')));
        else socket.write(bytes, (error) => (error ? reject(failure(error)) : resolve()));
      }),
    read: async () => {
      try {
        return (await pieces.next()).value;
      } catch (error) {
        if (closed) return undefined;
        throw failure(error);
      }
    },
    close: () => {
      closed = true;
      socket.destroy();
    },
  };
}
