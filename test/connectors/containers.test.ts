/** Dumps in packed files: every byte at any place, an index that is made once, and what damage leaves. */
import { execFileSync } from 'node:child_process';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openConnector, type OpenOptions } from '../../connectors/index.js';
import type { ByteSource, Connector, PhysicalRead, Store } from '../../engine/index.js';
import { frames, joined, limeDump } from '../kit/dump-writers.js';
import { memorySource } from '../kit/memory-source.js';
import { bgzfFile, gzipFile, gzipWithFields, lz4File, zipFile, zstdFile } from '../kit/packed-writers.js';
import { random } from '../kit/random.js';

/** Memory with pages of zeros, of noise, of repeats near and far. */
const memory = ((): Uint8Array => {
  const draw = random(5);
  const bytes = new Uint8Array(5 << 20);
  for (let page = 0; page < bytes.length; page += 4096) {
    const kind = Math.floor(draw() * 4);
    if (kind === 1) for (let i = 0; i < 4096; i++) bytes[page + i] = draw() * 256;
    else if (kind === 2) bytes.copyWithin(page, Math.floor(draw() * page), page);
    else if (kind === 3) for (let i = 0; i < 4096; i++) bytes[page + i] = 97 + ((i * 7) % 11) + draw() * 3;
  }
  return bytes;
})();
const xz = (bytes: Uint8Array, ...options: string[]): Uint8Array =>
  new Uint8Array(execFileSync('xz', ['-c', '-0', ...options], { input: bytes, maxBuffer: 1 << 28 }));
const zstd = (bytes: Uint8Array, ...options: string[]): Uint8Array =>
  new Uint8Array(execFileSync('zstd', ['-c', '-q', ...options], { input: bytes, maxBuffer: 1 << 28 }));

const FILES: Readonly<Record<string, Uint8Array>> = {
  gzip: gzipFile(memory),
  'gzip with all fields': gzipWithFields(memory),
  'gzip of many members': gzipFile(memory, 100_000),
  'gzip of large members': gzipFile(memory, 2_500_000),
  'gzip, padded': joined(gzipFile(memory), new Uint8Array(1000)),
  'gzip of stored blocks': joined(
    gzipFile(new Uint8Array(0)),
    Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0]),
    deflateRawSync(memory, { level: 0 }),
    gzipFile(memory).subarray(-8),
  ),
  BGZF: bgzfFile(memory),
  LZ4: lz4File(memory),
  'LZ4, checksums': lz4File(memory, { checksums: true }),
  'LZ4, linked': lz4File(memory, { linked: true, checksums: true }),
  'LZ4, two frames': joined(
    lz4File(memory.subarray(0, 3_000_000)),
    Buffer.from('\x50\x2a\x4d\x18\x03\0\0\0abc', 'latin1'),
    lz4File(memory.subarray(3_000_000), { checksums: true }),
  ),
  snappy: frames(memory),
  xz: xz(memory),
  'xz in blocks': xz(memory, '--block-size=1MiB'),
  'xz, two streams': joined(xz(memory.subarray(0, 1 << 20)), new Uint8Array(8), xz(memory.subarray(1 << 20))),
  zip: zipFile([{ name: 'a.raw', data: memory }]),
  'zip, stored': zipFile([{ name: 'a.raw', data: memory, stored: true }]),
  'zip64 beside a text': zipFile([
    { name: 'folder/', data: new Uint8Array(0), stored: true },
    { name: 'read.me', data: Buffer.from('a dump') },
    { name: 'folder/a.raw', data: memory, large: true },
  ]),
  'zip of parts': zipFile([
    { name: 'a.raw.002', data: memory.subarray(2 << 20, 4 << 20) },
    { name: 'a.raw.001', data: memory.subarray(0, 2 << 20), stored: true },
    { name: 'a.raw.003', data: memory.subarray(4 << 20) },
  ]),
  'zstd, one frame': zstd(memory, '-1', '--zstd=wlog=17'),
  'zstd of long searches': zstd(memory, '-12', '--zstd=wlog=20'),
  'zstd, without checksum': zstd(memory, '--fast', '--no-check'),
  'zstd of many frames': zstdFile(memory),
  'zstd, with frames to pass over': joined(
    Buffer.from('\x51\x2a\x4d\x18\x03\0\0\0abc', 'latin1'),
    zstd(memory.subarray(0, 3_000_000)),
    Buffer.from('\x5e\x2a\x4d\x18\x01\0\0\0a', 'latin1'),
    zstd(memory.subarray(3_000_000), '-9'),
  ),
  'gzip in xz': xz(gzipFile(memory)),
};

const readAt = (phys: number, length: number): PhysicalRead => ({
  phys,
  into: new Uint8Array(length),
  got: 0,
});
const same = ({ phys, into, got }: PhysicalRead, want = memory): boolean =>
  Buffer.from(into.subarray(0, got)).equals(want.subarray(phys, phys + got));

/** A store in memory, and how often something was put there. */
function memoryStore(): Store & { puts: number } {
  const kept = new Map<string, Uint8Array>();
  return {
    puts: 0,
    get: (key) => Promise.resolve(kept.get(key)),
    put(key, value) {
      this.puts++;
      kept.set(key, value.slice());
      return Promise.resolve();
    },
  };
}

async function opened(bytes: Uint8Array, options: OpenOptions = {}): Promise<Connector> {
  return openConnector(memorySource(bytes, { name: 'the-file' }), options);
}

describe.each(Object.entries(FILES))('%s', (_, bytes) => {
  it('has every byte, from front to back and at any place', async () => {
    const connector = await opened(bytes);
    expect(connector.format).toBe('raw');
    expect(connector.ranges).toEqual([{ start: 0, size: memory.length }]);
    const whole = readAt(0, memory.length);
    await connector.read([whole]);
    expect(whole.got).toBe(memory.length);
    expect(same(whole)).toBe(true);
    const draw = random(9);
    const reads = Array.from({ length: 50 }, () =>
      readAt(Math.floor(draw() * memory.length), Math.floor(draw() * 9000)),
    );
    connector.readSync?.(reads);
    expect(reads.filter((read) => !same(read))).toEqual([]);
  });

  it('is opened from the store the second time, and reads the same', async () => {
    const store = memoryStore();
    let read = 0;
    const source = (): ByteSource => {
      const inner = memorySource(bytes);
      return {
        ...inner,
        identity: 'one',
        read: (reads) => {
          for (const { into } of reads) read += into.length;
          return inner.read(reads);
        },
      };
    };
    await openConnector(source(), { store });
    const [first, puts] = [read, store.puts];
    read = 0;
    const again = await openConnector(source(), { store });
    expect(store.puts).toBe(puts);
    if (puts > 0 && bytes.length > 1 << 20) expect(read).toBeLessThan(first);
    const reads = [readAt(4_000_000, 9000), readAt(123, 5000), readAt(memory.length - 10, 100)];
    await again.read(reads);
    expect(reads.every((one) => one.got > 0 && same(one))).toBe(true);
  });

  it('cut short: an error or the bytes before the cut, and never others', async () => {
    for (const part of [0.3, 0.9, 0.999]) {
      let connector;
      try {
        connector = await opened(bytes.subarray(0, Math.floor(bytes.length * part)));
      } catch (error) {
        expect(error).toMatchObject({ message: expect.stringContaining('the-file') as string });
        continue;
      }
      const whole = readAt(0, memory.length);
      await connector.read([whole]);
      expect(same(whole)).toBe(true);
      if (whole.got < memory.length) {
        expect(whole.reason).toMatch(/\S/);
        expect(`${connector.notes.join()} ${whole.reason}`).toMatch(/offset 0x/);
      }
    }
  });
});

describe('damage', () => {
  const damaged = (bytes: Uint8Array, at: number): Uint8Array => {
    const copy = bytes.slice();
    copy.fill(0xa5, at, at + 20);
    return copy;
  };

  it.each(['BGZF', 'LZ4, checksums', 'snappy', 'xz in blocks', 'zstd of many frames'])(
    '%s: what is packed beside the damage is there',
    async (name) => {
      const bytes = FILES[name] as Uint8Array;
      const connector = await opened(damaged(bytes, bytes.length >> 1));
      const missing: PhysicalRead[] = [];
      for (let phys = 0; phys < memory.length; phys += 65536) {
        const read = readAt(phys, 65536);
        await connector.read([read]);
        expect(same(read)).toBe(true);
        if (read.got < 65536) missing.push(read);
      }
      expect(missing.length).toBeGreaterThan(0);
      expect(missing.length).toBeLessThanOrEqual(17);
      for (const { reason } of missing) expect(reason).toMatch(/the-file.*offset 0x/);
    },
  );

  it('gzip: what comes before is there, and a note names file and offset', async () => {
    const bytes = FILES['gzip of large members'] as Uint8Array;
    const broken = bytes.slice();
    broken.fill(0xff, bytes.length - 100_000, bytes.length - 99_000);
    const connector = await opened(broken);
    expect(connector.notes.join()).toMatch(/the-file: offset 0x[0-9a-f]+: .*(damaged|checksum)/);
    const read = readAt(0, 2_500_000);
    await connector.read([read]);
    expect(read.got).toBe(2_500_000);
    expect(same(read)).toBe(true);
  });

  it('a store that holds something else is not believed blindly', async () => {
    const store: Store = {
      get: () => Promise.resolve(new Uint8Array(64).fill(7)),
      put: () => Promise.resolve(),
    };
    const source = { ...memorySource(FILES['gzip'] as Uint8Array), identity: 'one' };
    const connector = await openConnector(source, { store });
    const read = readAt(1 << 20, 4096);
    await connector.read([read]);
    expect(read.got === 4096 && same(read)).toBe(true);
  });
});

describe('archives', () => {
  const other = limeDump([{ start: 0x1000, data: memory.subarray(0, 1 << 20) }]);
  const two = zipFile([
    { name: 'one.raw', data: memory },
    { name: 'two.lime', data: other },
  ]);

  it('with several dumps: asks for one, and opens the one that is named', async () => {
    await expect(opened(two)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/one\.raw.*two\.lime/) as string,
    });
    expect((await opened(two, { member: 'two.lime' })).format).toBe('lime');
    expect((await opened(two, { member: 'one.raw' })).format).toBe('raw');
    await expect(opened(two, { member: 'three' })).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('of nothing but folders: not recognised', async () => {
    await expect(
      opened(zipFile([{ name: 'a/', data: new Uint8Array(0), stored: true }])),
    ).rejects.toMatchObject({ kind: 'not-recognised' });
  });
});
