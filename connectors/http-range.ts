/** A file on a server as a byte source, read by ranges: blocks are kept, neighbours asked for together and ahead. */
import { toBase64 } from '../codecs/base64.js';
import {
  PagewalkError,
  throwIfAborted,
  type ByteSource,
  type HttpFetch,
  type SourceRead,
} from '../engine/index.js';
import { CHANGED, httpRequests, type HttpFile, type HttpLimits } from './http-request.js';

/** Bytes of a block. Small, for the search for a kernel looks at one page in each half MiB. */
const BLOCK = 64 << 10;
/** Blocks asked for in one request: 1 MiB. */
const BATCH = 16;
/** Blocks kept: 32 MiB. */
const KEPT = 512;
/** Requests at a time: browsers open six connections to a server. */
const PARALLEL = 6;
/** Milliseconds of a call, for those who choose between many small and few large ones. */
const LATENCY = 20;
/** Default time limits. */
const LIMITS: HttpLimits = { stall: 20_000, total: 120_000, attempts: 4, pause: 250 };

/** How to open. */
export interface HttpOptions {
  readonly signal?: AbortSignal;
  readonly limits?: Partial<HttpLimits>;
}

/** True for what `openHttp` takes: `http://…`, `https://…`. */
export function isHttpAddress(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

/**
 * Opens a file on a server. Rejects with kind `unsupported` for a server that gives no ranges, or nothing by which a
 * change is noticed; `io` where it cannot be reached or says no. When the file changes while it is open, that read and all after it
 * fail: bytes of two states are never mixed. A user name and password in the address are sent as Basic authorization
 * (RFC 7617) and appear in no message.
 */
export async function openHttp(
  fetch: HttpFetch,
  address: string,
  { signal, limits }: HttpOptions = {},
): Promise<ByteSource> {
  throwIfAborted(signal);
  const { url, authorization } = partsOf(address);
  const closed = new AbortController();
  const stop = (): void => closed.abort();
  signal?.addEventListener('abort', stop, { once: true });
  const requests = httpRequests(fetch, url, { ...LIMITS, ...limits }, closed.signal, authorization);
  try {
    const { file, head } = await requests.first(BLOCK);
    const blocks = new Blocks(file, (offset, into) => requests.fill(file, { offset, into }));
    blocks.keep(0, head);
    return {
      name: url,
      size: file.size,
      identity: [url, file.size, file.etag, file.lastModified].join(':'),
      cost: { block: 4096, parallel: PARALLEL * BATCH, latency: LATENCY },
      read: (reads, readSignal) => blocks.read(reads, readSignal),
      close: () => {
        closed.abort();
        return Promise.resolve();
      },
    };
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** The address without what only the server may know. */
function partsOf(address: string): { url: string; authorization?: string } {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw new PagewalkError('connector', 'usage', `'${address}' is no address`, {
      hint: 'https://HOST/PATH',
    });
  }
  const { username, password } = url;
  url.username = url.password = url.hash = '';
  if (username === '' && password === '') return { url: url.href };
  const secret = new TextEncoder().encode(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
  return { url: url.href, authorization: `Basic ${toBase64(secret)}` };
}

/** A block that is there or on its way. */
interface Block {
  bytes?: Uint8Array;
  /** Resolves when it is there, or failed. */
  ready: Promise<void>;
  error?: string;
}

/** The blocks of a file, least recently used first. */
class Blocks {
  private readonly kept = new Map<number, Block>();
  private readonly waiting: (() => void)[] = [];
  private running = 0;
  /** The block behind the last read, and how many reads have followed one another. */
  private next = -1;
  private streak = 0;
  /** Why nothing can be read any more. */
  private broken: string | undefined;

  constructor(
    private readonly file: HttpFile,
    private readonly fill: (offset: number, into: Uint8Array) => Promise<void>,
  ) {}

  /** Takes bytes that are known already. */
  keep(block: number, bytes: Uint8Array): void {
    if (bytes.length > 0) this.kept.set(block, { bytes, ready: Promise.resolve() });
  }

  async read(reads: readonly SourceRead[], signal?: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    const wanted = new Map<number, Block>();
    const missing: number[] = [];
    for (const { offset, into } of reads) {
      const end = Math.min(this.file.size, offset + into.length);
      if (offset >= end) continue;
      const last = Math.floor((end - 1) / BLOCK);
      for (let block = Math.floor(offset / BLOCK); block <= last; block++) {
        if (wanted.has(block)) continue;
        const known = this.touch(block);
        if (known === undefined) missing.push(block);
        wanted.set(block, known ?? EMPTY);
      }
      this.streak = Math.floor(offset / BLOCK) === this.next ? this.streak + 1 : 0;
      this.next = last + 1;
    }
    for (const [block, coming] of this.fetch(missing)) wanted.set(block, coming);
    this.ahead();
    await orAborted(Promise.all([...wanted.values()].map(({ ready }) => ready)), signal);
    for (const read of reads) this.serve(read, wanted);
    while (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value as number);
  }

  /** Copies what blocks hold, up to the first that could not be had. */
  private serve(read: SourceRead, blocks: ReadonlyMap<number, Block>): void {
    const { offset, into } = read;
    const end = Math.min(this.file.size, offset + into.length);
    for (let at = offset; at < end;) {
      const number = Math.floor(at / BLOCK);
      const block = blocks.get(number);
      const error = this.broken ?? block?.error;
      if (error !== undefined || block?.bytes === undefined) {
        read.error = error ?? 'not read';
        return;
      }
      const from = at - number * BLOCK;
      const part = block.bytes.subarray(from, Math.min(block.bytes.length, from + end - at));
      into.set(part, at - offset);
      at += part.length;
      read.got = at - offset;
    }
  }

  /** A kept block, now the most recently used. */
  private touch(number: number): Block | undefined {
    const block = this.kept.get(number);
    if (block === undefined) return undefined;
    this.kept.delete(number);
    // What failed is asked for anew.
    if (block.error !== undefined) return undefined;
    this.kept.set(number, block);
    return block;
  }

  /** Begins requests for blocks, neighbours in one. */
  private fetch(numbers: readonly number[]): Map<number, Block> {
    const coming = new Map<number, Block>();
    const sorted = [...numbers].sort((a, b) => a - b);
    for (let i = 0; i < sorted.length;) {
      const first = sorted[i] as number;
      let count = 1;
      while (count < BATCH && sorted[i + count] === first + count) count++;
      i += count;
      const blocks = Array.from({ length: count }, (): Block => ({ ready: Promise.resolve() }));
      const ready = this.request(first, blocks);
      blocks.forEach((block, at) => {
        block.ready = ready;
        coming.set(first + at, block);
        this.kept.set(first + at, block);
      });
    }
    return coming;
  }

  private async request(first: number, blocks: readonly Block[]): Promise<void> {
    if (this.running >= PARALLEL) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.running++;
    const offset = first * BLOCK;
    const bytes = new Uint8Array(Math.min(this.file.size, (first + blocks.length) * BLOCK) - offset);
    let error: string | undefined;
    try {
      if (this.broken === undefined) await this.fill(offset, bytes);
    } catch (cause) {
      error = reasonOf(cause, this.file.url);
      if (cause instanceof PagewalkError && cause.facts.cause === CHANGED) this.broken = error;
    }
    this.running--;
    this.waiting.shift()?.();
    blocks.forEach((block, i) => {
      if (error === undefined) block.bytes = bytes.subarray(i * BLOCK, (i + 1) * BLOCK);
      else block.error = error;
    });
  }

  /** Asks for what comes next when reads follow one another: as much as was read in a row, a batch at most. */
  private ahead(): void {
    if (this.streak < 2 || this.running > PARALLEL / 2) return;
    const last = Math.ceil(this.file.size / BLOCK);
    const blocks: number[] = [];
    for (let i = 0; i < Math.min(this.streak, BATCH) && this.next + i < last; i++)
      if (!this.kept.has(this.next + i)) blocks.push(this.next + i);
    this.fetch(blocks);
  }
}

/** Stands for a block until its request is made. */
const EMPTY: Block = { ready: Promise.resolve() };

/** Waits, or rejects when the signal fires; what is on its way comes for the next who asks. */
function orAborted(work: Promise<unknown>, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new PagewalkError('connector', 'aborted', 'interrupted'));
    signal?.addEventListener('abort', stop, { once: true });
    void work.finally(() => signal?.removeEventListener('abort', stop)).then(() => resolve());
  });
}

/** The reason without the name, which readers of a source put before it. */
function reasonOf(cause: unknown, url: string): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.startsWith(`${url}: `) ? text.slice(url.length + 2) : text;
}
