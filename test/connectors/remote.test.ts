/** Memory that is served: the same bytes as at home, over bad networks too; bad peers on either side end in a clear error. */
import { WebSocket, WebSocketServer } from 'ws';
import { afterEach, describe, expect, it } from 'vitest';
import { openConnector, openRemote, serveLink } from '../../connectors/index.js';
import type { Connector, MessageLink, PhysicalRead } from '../../engine/index.js';
import { Engine } from '../../engine/index.js';
import {
  openFile,
  openServed,
  serveConnector,
  coreBytes,
  type RunningServer,
} from '../../host-node/index.js';
import { detectOs } from '../../os/index.js';
import { memoryConnector } from '../kit/memory-connector.js';
import { memorySource } from '../kit/memory-source.js';
import { openDump } from '../kit/open-dump.js';
import { random as seeded } from '../kit/random.js';
import { samplePath } from '../kit/sample.js';
import { CHECKS } from './conformance/checks.js';
import { content, SAMPLES } from './conformance/samples.js';

const QUICK = { attempts: 4, pause: 5, timeout: 2000 };
const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function serve(connector: Connector, options = {}): Promise<RunningServer> {
  const server = await serveConnector(connector, options);
  endings.push(() => server.close());
  return server;
}
const readAt = (phys: number, length: number): PhysicalRead => ({
  phys,
  into: new Uint8Array(length),
  got: 0,
});

/** Turns one bit over. */
const flip = (bytes: Uint8Array, at: number, bit: number): void => {
  bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
};

/** Two ends of a connection in memory. */
function linked(): [MessageLink, MessageLink] {
  const queues: [Uint8Array[], Uint8Array[]] = [[], []];
  type Wake = ((message?: Uint8Array) => void) | undefined;
  const waiting: [Wake, Wake] = [undefined, undefined];
  let open = true;
  const end = (own: 0 | 1, other: 0 | 1): MessageLink => ({
    send: (message) => {
      if (!open) return Promise.reject(new Error('closed'));
      const next = waiting[other];
      waiting[other] = undefined;
      if (next) next(message.slice());
      else queues[other].push(message.slice());
      return Promise.resolve();
    },
    receive: () => {
      const message = queues[own].shift();
      if (message !== undefined || !open) return Promise.resolve(message);
      return new Promise((resolve) => (waiting[own] = resolve));
    },
    close: () => {
      open = false;
      waiting.forEach((wake) => wake?.());
    },
  });
  return [end(0, 1), end(1, 0)];
}

describe('what is served', () => {
  for (const name of Object.keys(SAMPLES).slice(0, 6)) {
    const sample = SAMPLES[name] as (typeof SAMPLES)[string];
    it(`is like a connector: ${name}`, async () => {
      const [first = ''] = Object.keys(sample.files);
      const source = memorySource(sample.files[first] as Uint8Array, { name: first });
      const connector = await openConnector(source, {
        ...(sample.gaps && ({ format: 'raw', args: { gaps: sample.gaps } } as const)),
        beside: (file) => {
          const bytes = sample.files[file];
          return bytes && memorySource(bytes, { name: file });
        },
      });
      const server = await serve(connector);
      for (const check of Object.values(CHECKS))
        await check({ open: () => openServed(server.address, QUICK), memory: sample.memory });
      const remote = await openServed(server.address, QUICK);
      const { ranges, facts, format, live, identity } = connector;
      expect(remote).toMatchObject({ ranges, format, live, identity });
      expect(remote.facts).toEqual(facts);
      await remote.close();
    });
  }

  it('is the same machine', async () => {
    const path = await samplePath();
    const here = await openDump(path);
    const server = await serve(await openConnector(openFile(path)));
    const connector = await openServed(server.address);
    const os = await detectOs(await Engine.create({ core: coreBytes(), connector }));
    expect(await os.processes()).toEqual(await here.os.processes());
    expect(await os.modules()).toEqual(await here.os.modules());
    await Promise.all([here.close(), connector.close()]);
  });

  it('is read in full while the connection drops again and again', async () => {
    const memory = content(6 << 20, 3);
    const server = await serve(memoryConnector(memory, { ranges: [{ start: 0x1000, size: memory.length }] }));
    const remote = await openServed(server.address, { ...QUICK, attempts: 10 });
    const draw = seeded(5);
    for (let round = 0; round < 40; round++) {
      const reads = Array.from({ length: 5 }, () => {
        const offset = Math.floor(draw() * (memory.length - 1));
        return readAt(0x1000 + offset, Math.min(memory.length - offset, 1 + Math.floor(draw() * 2_000_000)));
      });
      const reading = remote.read(reads);
      if (round % 2 === 0) setTimeout(() => server.drop(), draw() * 5);
      await reading;
      for (const { phys, into, got } of reads) {
        expect(got).toBe(into.length);
        expect(Buffer.compare(into, memory.subarray(phys - 0x1000, phys - 0x1000 + got))).toBe(0);
      }
    }
    await remote.close();
  });

  it('is written only where both sides want that', async () => {
    const memory = new Uint8Array(8192);
    const connector = memoryConnector(memory, { writable: true });
    const reading = await openServed((await serve(connector)).address, QUICK);
    expect(reading.write).toBeUndefined();
    const writing = await openServed((await serve(connector, { write: true })).address, QUICK);
    const write = { phys: 4094, from: Uint8Array.of(1, 2, 3), put: 0 };
    await writing.write?.([write, { phys: 8191, from: Uint8Array.of(9, 9), put: 0 }]);
    expect(write.put).toBe(3);
    expect([...memory.subarray(4093, 4098)]).toEqual([0, 1, 2, 3, 0]);
    await Promise.all([reading.close(), writing.close()]);
  });
});

describe('a server', () => {
  const small = () => memoryConnector(content(8192, 1));

  it('wants its token, and no page that it was not told of', async () => {
    const server = await serve(small(), { origins: ['https://good.example'] });
    const wrong = server.address.replace(/#.*/, '#wrong');
    await expect(openServed(wrong, QUICK)).rejects.toThrow(/token is wrong/);
    await expect(openServed(server.address.replace(/#.*/, ''), QUICK)).rejects.toThrow(/token is missing/);
    const from = (origin: string) =>
      new Promise<boolean>((resolve) => {
        const socket = new WebSocket(server.address.replace(/#.*/, ''), { origin });
        socket.on('open', () => resolve(true));
        socket.on('error', () => resolve(false));
        endings.push(() => Promise.resolve(socket.terminate()));
      });
    expect(await from('https://evil.example')).toBe(false);
    expect(await from('https://good.example')).toBe(true);
  });

  it('outlives clients that send anything', async () => {
    const draw = seeded(11);
    for (let round = 0; round < 3000; round++) {
      const [client, server] = linked();
      const greeting = Uint8Array.of(1, 0x50, 0x57, 0x4c, 0x4b, 1, 0, 0, 0, 0x74);
      const noise = Uint8Array.from({ length: Math.floor(draw() * 60) }, () => Math.floor(draw() * 256));
      if (round % 3 > 0) {
        noise[0] = draw() < 0.5 ? 4 : 6;
        noise.fill(0, 6, 9);
      } else if (round % 2 === 0)
        flip(greeting, Math.floor(draw() * greeting.length), Math.floor(draw() * 8));
      const served = serveLink(small(), server, { token: 't', session: 's', write: true });
      await client.send(greeting);
      await client.receive();
      await client.send(noise).catch(() => undefined);
      await Promise.race([client.receive(), new Promise((resolve) => setTimeout(resolve, 20))]);
      client.close();
      await served;
    }
  });
});

describe('a client', () => {
  it('ends with an error whatever a server says', async () => {
    const draw = seeded(23);
    const connector = memoryConnector(content(8192, 1));
    let good = 0;
    for (let round = 0; round < 1500; round++) {
      const connect = (): Promise<MessageLink> => {
        const [client, server] = linked();
        const said = (message: Uint8Array): Promise<void> => server.send(message);
        void serveLink(
          connector,
          {
            ...server,
            send: (message) => {
              const copy = message.slice();
              if (draw() < 0.5) flip(copy, Math.floor(draw() ** 3 * copy.length), Math.floor(draw() * 8));
              return said(draw() < 0.2 ? copy.subarray(0, Math.floor(draw() * copy.length)) : copy);
            },
          },
          { token: 't', session: 's' },
        );
        return Promise.resolve(client);
      };
      const read = readAt(0, 64);
      try {
        const remote = await openRemote(connect, 'a bad server', 't', { attempts: 1, timeout: 100 });
        await remote.read([read]);
        expect(read.got <= 64).toBe(true);
        good++;
        await remote.close();
      } catch (error) {
        expect((error as Error).name).toBe('PagewalkError');
      }
    }
    expect(good).toBeGreaterThan(100);
  });

  it('notices a server that was started anew, one that is gone, and one that is something else', async () => {
    const connector = memoryConnector(content(8192, 1));
    const server = await serveConnector(connector, { token: 't' });
    const port = Number(new URL(server.address).port);
    const remote = await openServed(server.address, QUICK);
    await server.close();
    await expect(remote.read([readAt(0, 16)])).rejects.toThrow(/ECONNREFUSED/);
    const second = await serve(connector, { token: 't', port });
    await expect(remote.read([readAt(0, 16)])).rejects.toThrow(/started anew/);
    await second.close();
    const other = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    other.on('connection', (socket) => socket.send('hello'));
    await new Promise((resolve) => other.once('listening', resolve));
    endings.push(() => new Promise((resolve) => other.close(resolve)));
    const { port: otherPort } = other.address() as { port: number };
    await expect(openServed(`ws://127.0.0.1:${otherPort}/#t`, QUICK)).rejects.toThrow(/127.0.0.1/);
  });
});
