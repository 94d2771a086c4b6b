/** Files on servers: right bytes from good servers, clear errors and no wrong byte from servers that change, lie, cut, stall or know no ranges. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openHttp, openConnector } from '../../connectors/index.js';
import type { ByteSource, SourceRead } from '../../engine/index.js';
import { open } from '../../host-node/index.js';
import { openDump } from '../kit/open-dump.js';
import { rangeServer, give, type RangeServer } from '../kit/range-server.js';
import { random as seeded } from '../kit/random.js';
import { samplePath } from '../kit/sample.js';
import { readFileSync } from 'node:fs';

const SIZE = 700_001;
const content = Uint8Array.from({ length: SIZE }, (_, i) => (i * 7 + (i >> 8) * 13 + (i >> 16) * 101) & 0xff);
const changed = content.map((byte) => byte ^ 0xff);
const LIMITS = { stall: 150, total: 1500, attempts: 3, pause: 1 };

let server: RangeServer;
beforeEach(async () => {
  server = await rangeServer(content);
});
afterEach(() => server.close());

const openIt = (address = server.address): Promise<ByteSource> =>
  openHttp(fetch, address, { limits: LIMITS });
/** Random whole numbers below a limit. */
const below = (seed: number): ((limit: number) => number) => {
  const draw = seeded(seed);
  return (limit) => Math.floor(draw() * limit);
};
const readAt = (offset: number, length: number): SourceRead => ({
  offset,
  into: new Uint8Array(length),
  got: 0,
});

/** Reads, and demands that what was delivered is right. */
async function got(source: ByteSource, offset: number, length: number): Promise<SourceRead> {
  const read = readAt(offset, length);
  await source.read([read]);
  expect(Buffer.compare(read.into.subarray(0, read.got), content.subarray(offset, offset + read.got))).toBe(
    0,
  );
  return read;
}

describe('a server that gives ranges', () => {
  it('gives every byte, in any order and many at once', async () => {
    const source = await openIt();
    expect(source.size).toBe(SIZE);
    const random = below(1);
    const reads = Array.from({ length: 300 }, () => readAt(random(SIZE + 10), 1 + random(90_000)));
    await Promise.all([source.read(reads.slice(0, 150)), source.read(reads.slice(150))]);
    for (const { offset, into, got: bytes, error } of reads) {
      const want = content.subarray(offset, offset + into.length);
      expect([bytes, error]).toEqual([want.length, undefined]);
      expect(Buffer.compare(into.subarray(0, bytes), want)).toBe(0);
    }
    // Each block is asked for once, neighbours together.
    expect(server.requests.length).toBeLessThanOrEqual(12);
    await source.close();
  });

  it('is asked ahead of reads that follow one another', async () => {
    const source = await openIt();
    for (let at = 0; at < SIZE; at += 65_536) expect((await got(source, at, 65_536)).error).toBeUndefined();
    expect(server.requests.length).toBeLessThan(10);
    await source.close();
  });

  it.each([{ etag: '"a"' }, { 'last-modified': 'Tue, 01 Dec 2026 00:00:00 GMT' }])(
    'may tell its state by %o',
    async (validators) => {
      server.validators = validators;
      const source = await openIt();
      expect((await got(source, 300_000, 10)).got).toBe(10);
      await source.close();
    },
  );

  it('gives an empty file', async () => {
    server.content = new Uint8Array(0);
    const source = await openIt();
    expect(source.size).toBe(0);
    await expect(openConnector(source)).rejects.toThrow(/the file is empty/);
  });

  it('may send on within itself, and is asked there from then on', async () => {
    server.trick = ({ path }, response) =>
      path === '/memory.raw' && response.writeHead(302, { location: '/moved.raw' }).end() !== undefined;
    const source = await openIt();
    await got(source, 200_000, 100);
    expect(server.requests.map(({ path }) => path)).toEqual(['/memory.raw', '/moved.raw', '/moved.raw']);
    await source.close();
  });

  it('is told user and password, which no message shows', async () => {
    const address = server.address.replace('http://', 'http://ann:s%20t@');
    const source = await openIt(address);
    expect(server.requests[0]?.headers.authorization).toBe(`Basic ${btoa('ann:s t')}`);
    expect(source.name).toBe(server.address);
    await source.close();
  });

  it('may fail for a moment', async () => {
    server.trick = (_, response, number) => number % 2 === 1 && response.writeHead(503).end() !== undefined;
    const source = await openIt();
    expect((await got(source, 400_000, 1000)).error).toBeUndefined();
    await source.close();
  });

  it('holds a machine as a file does', async () => {
    const path = await samplePath();
    server.content = readFileSync(path);
    const [here, there] = [await openDump(path), await open(server.address, { store: null, symbols: [] })];
    expect(await there.os.processes()).toEqual(await here.os.processes());
    await Promise.all([here.close(), there.close()]);
  });
});

describe('a file that changes while it is open', () => {
  it.each(['412', 'another ETag', 'another size', 'the whole file', 'out of range'])(
    'is an error when the server says so by %s',
    async (how) => {
      const source = await openIt();
      await got(source, 0, 100);
      server.content =
        how === 'another size' || how === 'out of range' ? changed.subarray(0, 600_000) : changed;
      if (how === '412' || how === 'another ETag') server.validators = { etag: '"two"' };
      if (how !== '412')
        server.trick = (asked, response) => {
          if (how === 'the whole file') response.writeHead(200, { etag: '"two"' }).end(changed);
          else if (asked.start >= server.content.length)
            response.writeHead(416, { 'content-range': `bytes */${server.content.length}` }).end();
          else give(response, asked, server.content, server.validators);
          return true;
        };
      const read = await got(source, 650_000, 100);
      expect(read.got).toBe(0);
      expect(read.error).toMatch(/changed on the server|whole file|it answers with/);
      await source.close();
    },
  );

  it('cannot be read any more, what was read before neither', async () => {
    const source = await openIt();
    server.content = changed;
    server.validators = { etag: '"two"' };
    expect((await got(source, 300_000, 10)).error).toMatch(/changed/);
    server.content = content;
    server.validators = { etag: '"one"' };
    expect((await got(source, 0, 10)).error).toMatch(/changed/);
    await source.close();
  });
});

describe('a server that does not do', () => {
  it.each([
    ['knows no ranges', 200, {}, /only the whole file/],
    ['encodes', 206, { 'content-range': `bytes 0-65535/${SIZE}`, 'content-encoding': 'br' }, /encodes/],
    ['does not tell the range', 206, {}, /Content-Range/],
    ['gives another range', 206, { 'content-range': `bytes 1-65536/${SIZE}` }, /it answers with bytes 1-/],
    ['gives less', 206, { 'content-range': `bytes 0-99/${SIZE}` }, /it answers with bytes 0-99/],
    ['knows no size', 206, { 'content-range': 'bytes 0-65535/*' }, /not told/],
    [
      'claims a size that no number holds',
      206,
      { 'content-range': 'bytes 0-65535/9999999999999999' },
      /it answers with/,
    ],
    ['has no file', 404, {}, /HTTP status 404/],
    ['wants a password', 401, {}, /HTTP status 401/],
    ['goes in circles', 302, { location: '/memory.raw' }, /redirects/],
    ['goes nowhere', 302, {}, /without a new address/],
  ])('%s', async (_, status, headers, message) => {
    server.trick = (__, response) =>
      response.writeHead(status, { etag: '"one"', ...headers }).end('x') !== undefined;
    await expect(openIt()).rejects.toThrow(message);
  });

  it.each([{}, { etag: 'W/"weak"' }])('has nothing that tells of changes: %o', async (validators) => {
    server.validators = validators;
    await expect(openIt()).rejects.toThrow(/neither a strong ETag nor Last-Modified/);
  });

  it('sends on to another server, which is not asked', async () => {
    const other = await rangeServer(content);
    server.trick = (_, response) => response.writeHead(307, { location: other.address }).end() !== undefined;
    await expect(openIt()).rejects.toThrow(/sends on to another one/);
    expect(other.requests).toEqual([]);
    await other.close();
  });

  it('is not there', async () => {
    await expect(openIt('http://127.0.0.1:1/x')).rejects.toThrow(
      /127.0.0.1:1\/x: .*(asked 3 times|bad port)/,
    );
    await expect(openIt('http://')).rejects.toThrow(/no address/);
  });

  it.each(['cuts', 'stalls before', 'stalls within', 'breaks off', 'sends too much'])('%s', async (how) => {
    const source = await openIt();
    server.trick = (asked, response) => {
      const size = asked.end - asked.start;
      const head = { 'content-range': `bytes ${asked.start}-${asked.end - 1}/${SIZE}`, etag: '"one"' };
      if (how === 'stalls before') return true;
      response.writeHead(206, head);
      const part = content.subarray(asked.start, asked.start + size / 2);
      if (how === 'cuts') response.end(part);
      else if (how === 'sends too much') response.end(changed.subarray(0, size + 1));
      else response.write(part, () => how === 'breaks off' && response.destroy());
      return true;
    };
    const read = await got(source, 300_000, 10);
    expect(read.got).toBe(0);
    expect(read.error).toMatch(/\S/);
    server.trick = () => false;
    if (how !== 'sends too much') expect((await got(source, 300_000, 10)).got).toBe(10);
    await source.close();
  });

  it('dribbles until the time is up', async () => {
    const source = await openIt();
    const timers = new Set<NodeJS.Timeout>();
    server.trick = (asked, response) => {
      response.writeHead(206, {
        'content-range': `bytes ${asked.start}-${asked.end - 1}/${SIZE}`,
        etag: '"one"',
      });
      timers.add(setInterval(() => response.write('x'), 20));
      return true;
    };
    expect((await got(source, 300_000, 10)).error).toMatch(/no answer|asked/);
    for (const timer of timers) clearInterval(timer);
    await source.close();
  });

  it('misbehaves at random: what is delivered is right, what is not is told', async () => {
    const random = below(7);
    server.trick = (asked, response) => {
      const part = content.subarray(asked.start, asked.end);
      const head = { 'content-range': `bytes ${asked.start}-${asked.end - 1}/${SIZE}`, etag: '"one"' };
      const tricks = [
        () => false,
        () => false,
        () => response.destroy() !== undefined,
        () => response.writeHead(503).end() !== undefined,
        () => response.writeHead(206, head).end(part.subarray(random(part.length))) !== undefined,
        () => response.writeHead(206, { ...head, etag: 'W/"one"' }).end(changed) !== undefined,
        () => response.writeHead(206, { ...head, 'content-range': 'bytes' }).end(changed) !== undefined,
        () => response.writeHead(200).end(changed) !== undefined,
      ];
      return (tricks[random(tricks.length)] ?? (() => false))();
    };
    for (let round = 0; round < 30; round++) {
      const source = await openIt().catch(() => undefined);
      if (source === undefined) continue;
      for (let i = 0; i < 8; i++) {
        const offset = random(SIZE);
        const read = await got(source, offset, 1 + random(100_000));
        if (read.got < Math.min(read.into.length, SIZE - offset)) expect(read.error).toMatch(/\S/);
      }
      await source.close();
    }
  });
});

describe('interrupted', () => {
  it('a read ends at once by its signal, and by closing', async () => {
    const source = await openIt();
    server.trick = () => true;
    const abort = new AbortController();
    const reading = source.read([readAt(300_000, 10)], abort.signal);
    abort.abort();
    await expect(reading).rejects.toThrow(/interrupted/);
    const read = readAt(500_000, 10);
    const closing = source.read([read]);
    await source.close();
    await closing;
    expect(read.error).toMatch(/interrupted/);
    await source.close();
  });

  it('opening ends by its signal', async () => {
    server.trick = () => true;
    const abort = new AbortController();
    const opening = openHttp(fetch, server.address, { signal: abort.signal, limits: LIMITS });
    setTimeout(() => abort.abort(), 20);
    await expect(opening).rejects.toThrow(/interrupted/);
  });
});
