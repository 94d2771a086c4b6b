/** One part of a file that a server gives by ranges: asked for within time limits, checked, asked for again where that can help. */
import { PagewalkError, type HttpAnswer, type HttpFetch } from '../engine/index.js';

/** How long to wait and how often to ask, in milliseconds. */
export interface HttpLimits {
  /** Without a byte for so long, a request is given up. */
  readonly stall: number;
  /** A part must be there within this time, whatever was tried. */
  readonly total: number;
  /** How often one part is asked for. */
  readonly attempts: number;
  /** Before the second time; doubled before each further one. */
  readonly pause: number;
}

/** What is known of a file on a server: each answer must be of this one. */
export interface HttpFile {
  /** Without user name and password. */
  readonly url: string;
  /** Bytes. */
  readonly size: number;
  /** A strong ETag, which differs whenever a byte does (RFC 9110, 8.8.3); undefined where the server gives none. */
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
}

/** A part of a file. */
export interface HttpPart {
  readonly offset: number;
  readonly into: Uint8Array;
}

/** Asks for parts. */
export interface HttpRequests {
  /** What the server says of the file, and its first bytes, so many as `length` at most. */
  first(length: number): Promise<{ readonly file: HttpFile; readonly head: Uint8Array }>;
  /** Fills a part. Rejects with kind `io`; the error's `changed` cause is {@link CHANGED} when the file is another one now. */
  fill(file: HttpFile, part: HttpPart): Promise<void>;
}

/** The cause of errors that say that the file was changed. */
export const CHANGED = 'the file was changed on the server';

/** Redirects followed from one address. Source: RFC 9110, 15.4 asks for a limit; browsers have 20. */
const REDIRECTS = 5;
/** Answers after which asking again helps: time-out, too early, too many, and what servers and gateways say of themselves. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);

/** A failure after which asking again can help. */
class Passing extends Error {}

/** Requests for one address. `closed` ends all of them. `authorization`: value of that header. */
export function httpRequests(
  fetch: HttpFetch,
  address: string,
  limits: HttpLimits,
  closed: AbortSignal,
  authorization?: string,
): HttpRequests {
  let url = address;
  const failed = (why: string, hint?: string, cause?: unknown): PagewalkError =>
    new PagewalkError('connector', 'io', `${address}: ${why}`, {
      source: address,
      ...(hint !== undefined && { hint }),
      ...(cause !== undefined && { cause }),
    });
  const refused = (why: string, hint: string): PagewalkError =>
    new PagewalkError('connector', 'unsupported', `${address}: ${why}`, { source: address, hint });

  /** The answer to a request, redirects within the origin followed. */
  const ask = async (headers: Record<string, string>, signal: AbortSignal): Promise<HttpAnswer> => {
    const sent = { ...headers, ...(authorization !== undefined && { authorization }) };
    const request = { headers: sent, cache: 'no-store', credentials: 'omit', signal } as const;
    for (let hop = 0; ; hop++) {
      const answer = await fetch(url, { ...request, redirect: 'manual' });
      // A page is not shown where a redirect leads (status 0): it can only follow and look where that was.
      const followed = answer.status === 0 ? await fetch(url, { ...request, redirect: 'follow' }) : answer;
      const moved = followed.status >= 301 && followed.status <= 308 && followed.status !== 304;
      const target = moved ? followed.headers.get('location') : followed.url;
      if (target === null) throw failed(`HTTP status ${followed.status} without a new address`);
      const next = target === '' ? url : new URL(target, url).href;
      if (new URL(next).origin !== new URL(url).origin) {
        await drop(followed);
        throw refused(
          `the server sends on to another one, ${new URL(next).origin}`,
          'give the address that it leads to, if you trust it',
        );
      }
      url = next;
      if (!moved) return followed;
      await drop(followed);
      if (hop === REDIRECTS) throw failed(`more than ${REDIRECTS} redirects`);
    }
  };

  /** Checks the head of an answer that should hold bytes `start` to `end` (exclusive, or less at the end of the file). */
  const range = (answer: HttpAnswer, start: number, end: number): { end: number; size: number } => {
    const { status, headers } = answer;
    if (PASSING.has(status)) throw new Passing(`HTTP status ${status}`);
    if (status === 412) throw failed(CHANGED, 'open it anew', CHANGED);
    if (status === 200)
      throw refused(
        'the server gives only the whole file: it answered a request for a range with status 200',
        'download the file, and open that',
      );
    if (status !== 206)
      throw failed(`HTTP status ${status}`, status === 401 ? 'https://USER:PASSWORD@HOST/…' : undefined);
    const encoding = headers.get('content-encoding') ?? 'identity';
    if (encoding !== 'identity')
      throw refused(`the server encodes ranges (${encoding})`, 'download the file');
    const text = headers.get('content-range') ?? '';
    const [, from, last, total] = /^bytes (\d{1,16})-(\d{1,16})\/(\d{1,16})$/.exec(text) ?? [];
    const size = Number(total);
    if (total === undefined)
      throw failed(
        `the range that it answers with is not told (Content-Range: '${text.slice(0, 80)}')`,
        'from a page: the server must allow it with Access-Control-Expose-Headers: Content-Range, ETag',
      );
    const want = Math.min(end, size);
    if (!Number.isSafeInteger(size) || Number(from) !== start || Number(last) + 1 !== want)
      throw failed(`asked for bytes ${start}-${end - 1}, it answers with ${text.slice(0, 80)}`);
    return { end: want, size };
  };

  /** Takes the content, which must be as long as `into`; by `alive` it tells of each piece. */
  const take = async (answer: HttpAnswer, into: Uint8Array, alive: () => void): Promise<void> => {
    const reader = answer.body?.getReader();
    let got = 0;
    for (;;) {
      const piece = await reader?.read();
      if (piece?.value === undefined) break;
      alive();
      if (got + piece.value.length > into.length) {
        await reader?.cancel();
        throw failed(`the server sends more than the ${into.length} bytes that it told of`);
      }
      into.set(piece.value, got);
      got += piece.value.length;
    }
    if (got < into.length) throw new Passing(`the answer ends after ${got} of ${into.length} bytes`);
  };

  /** Runs one attempt with its time limits. */
  const timed = async <T>(
    until: number,
    work: (signal: AbortSignal, alive: () => void) => Promise<T>,
  ): Promise<T> => {
    const abort = new AbortController();
    let timer: unknown;
    let stop: (why: Error) => void = () => undefined;
    const ended = new Promise<never>((_, reject) => (stop = reject));
    const alive = (): void => {
      clearTimeout(timer);
      const wait = Math.max(0, Math.min(limits.stall, until - performance.now()));
      timer = setTimeout(() => stop(new Passing(`no answer for ${(wait / 1000).toFixed(1)} s`)), wait);
    };
    const onClose = (): void => stop(new PagewalkError('connector', 'aborted', 'interrupted'));
    closed.addEventListener('abort', onClose, { once: true });
    if (closed.aborted) onClose();
    alive();
    try {
      return await Promise.race([ended, work(abort.signal, alive)]);
    } finally {
      clearTimeout(timer);
      closed.removeEventListener('abort', onClose);
      abort.abort();
    }
  };

  /** Runs attempts until one succeeds, or the time or their number is up. */
  const tried = async <T>(
    what: string,
    work: (signal: AbortSignal, alive: () => void) => Promise<T>,
  ): Promise<T> => {
    const until = performance.now() + limits.total;
    for (let attempt = 1; ; attempt++) {
      try {
        return await timed(until, work);
      } catch (error) {
        if (error instanceof PagewalkError) throw error;
        const pause = limits.pause * 2 ** (attempt - 1);
        if (attempt >= limits.attempts || performance.now() + pause >= until)
          throw failed(`${what}: ${reasonOf(error)} (asked ${attempt} times)`, undefined, error);
        await new Promise<void>((resolve) => void setTimeout(resolve, pause));
      }
    }
  };

  return {
    first: (length) =>
      tried('the first bytes', async (signal, alive) => {
        const answer = await ask({ range: `bytes=0-${length - 1}` }, signal);
        try {
          // A file of no bytes has no range. Source: RFC 9110, 14.4.
          if (answer.status === 416 && answer.headers.get('content-range') === 'bytes */0')
            return { file: { ...validators(answer), url, size: 0 }, head: new Uint8Array(0) };
          const { end, size } = range(answer, 0, length);
          const file = { ...validators(answer), url, size };
          if (file.etag === undefined && file.lastModified === undefined)
            throw refused(
              'the server gives neither a strong ETag nor Last-Modified: a change of the file would not be noticed',
              'download the file, and open that',
            );
          const head = new Uint8Array(end);
          await take(answer, head, alive);
          return { file, head };
        } finally {
          await drop(answer);
        }
      }),
    fill: (file, { offset, into }) => {
      const end = offset + into.length;
      // The server itself refuses what has changed (412), where it heeds this; what it answers is checked all the same.
      const condition: Record<string, string> =
        file.etag !== undefined
          ? { 'if-match': file.etag }
          : { 'if-unmodified-since': file.lastModified ?? '' };
      return tried(`bytes ${offset}-${end - 1}`, async (signal, alive) => {
        const answer = await ask({ range: `bytes=${offset}-${end - 1}`, ...condition }, signal);
        try {
          if (answer.status === 416) throw failed(CHANGED, 'open it anew', CHANGED);
          const { size } = range(answer, offset, end);
          const now = validators(answer);
          if (size !== file.size || now.etag !== file.etag || now.lastModified !== file.lastModified)
            throw failed(CHANGED, 'open it anew', CHANGED);
          await take(answer, into, alive);
        } finally {
          await drop(answer);
        }
      });
    },
  };
}

/** What tells one state of a file from another. Weak ETags do not: they may be equal where bytes differ (RFC 9110, 8.8.1). */
function validators({ headers }: HttpAnswer): Pick<HttpFile, 'etag' | 'lastModified'> {
  const etag = headers.get('etag');
  return {
    etag: etag === null || etag.startsWith('W/') ? undefined : etag,
    lastModified: headers.get('last-modified') ?? undefined,
  };
}

/** Ends an answer whose content is not wanted, so that its connection is free. */
async function drop({ body }: HttpAnswer): Promise<void> {
  try {
    await body?.getReader().cancel();
  } catch {
    // Already taken, or gone with its connection.
  }
}

/** The innermost reason: hosts wrap "connection refused" in "fetch failed". */
function reasonOf(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return inner instanceof Error ? inner.message : String(inner);
}
