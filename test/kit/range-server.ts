/** A real HTTP server that gives a file by ranges, well or badly as a test asks. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request for a range: `end` is exclusive. */
export interface Asked {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly headers: IncomingMessage['headers'];
}

/** Answers a request in its own way; true when it did, else the server answers well. */
export type Trick = (asked: Asked, response: ServerResponse, number: number) => boolean;

/** A running server. */
export interface RangeServer {
  readonly address: string;
  readonly requests: readonly Asked[];
  /** What is given, and what tells it from what was before. */
  content: Uint8Array;
  validators: Record<string, string>;
  trick: Trick;
  close(): Promise<void>;
}

/** Starts a server on the loopback interface. */
export async function rangeServer(content: Uint8Array): Promise<RangeServer> {
  const requests: Asked[] = [];
  const state = {
    content,
    validators: { etag: '"one"' } as Record<string, string>,
    trick: (() => false) as Trick,
  };
  const server = createServer((request, response) => {
    const [, first = 0, last = Infinity] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    const end = Math.min(state.content.length, Number(last) + 1);
    const asked = { path: request.url ?? '', start: Number(first), end, headers: request.headers };
    requests.push(asked);
    if (state.trick(asked, response, requests.length)) return;
    const match = request.headers['if-match'];
    const unmodified = request.headers['if-unmodified-since'];
    const { etag, 'last-modified': modified } = state.validators;
    if ((match !== undefined && match !== etag) || (unmodified !== undefined && unmodified !== modified))
      response.writeHead(412).end();
    else if (asked.start >= state.content.length)
      response
        .writeHead(416, { 'content-range': `bytes */${state.content.length}`, ...state.validators })
        .end();
    else give(response, asked, state.content, state.validators);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(state, {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/memory.raw`,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

/** A right answer to a request, with some headers of one's own. */
export function give(
  response: ServerResponse,
  { start, end }: Asked,
  content: Uint8Array,
  headers: Record<string, string>,
): void {
  response
    .writeHead(206, {
      'content-range': `bytes ${start}-${end - 1}/${content.length}`,
      'content-length': end - start,
      ...headers,
    })
    .end(content.subarray(start, end));
}
