/** Node's ports: files, counters, the store, opening in one call. */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cacheFolder, coreBytes, countingSource, diskStore, open, openFile } from '../../host-node/index.js';
import { memorySource } from '../kit/memory-source.js';

const folder = mkdtempSync(join(tmpdir(), 'pagewalk-hosts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'file');
const content = Uint8Array.from({ length: 10_000 }, (_, i) => i & 0xff);
writeFileSync(path, content);

const readAt = (offset: number, length: number) => ({ offset, into: new Uint8Array(length), got: 0 });

describe('a file as a source', () => {
  it('reads the same with and without promises, and stops at the end', async () => {
    const source = openFile(path);
    expect(source).toMatchObject({ name: path, size: 10_000 });
    for (const way of ['read', 'readSync'] as const) {
      const reads = [readAt(0, 16), readAt(9_990, 100), readAt(20_000, 8), readAt(5_000, 0)];
      await source[way]?.(reads);
      expect(reads.map(({ got }) => got)).toEqual([16, 10, 0, 0]);
      expect(reads[0]?.into).toEqual(content.subarray(0, 16));
      expect(reads[1]?.into.subarray(0, 10)).toEqual(content.subarray(9_990));
    }
    await source.close();
    await source.close();
  });

  it('reads beyond 2^32 of a sparse file', async () => {
    const big = join(folder, 'sparse');
    writeFileSync(big, '');
    truncateSync(big, 6 * 2 ** 30);
    const source = openFile(big);
    const read = readAt(5 * 2 ** 30, 4096);
    await source.read([read]);
    expect(source.size).toBe(6 * 2 ** 30);
    expect(read.got).toBe(4096);
    await source.close();
  });

  it('has another identity when the file has changed', async () => {
    const changing = join(folder, 'changing');
    writeFileSync(changing, 'a'.repeat(100));
    const before = openFile(changing).identity;
    expect(openFile(changing).identity).toBe(before);
    writeFileSync(changing, 'b'.repeat(100));
    utimesSync(changing, new Date(1e12), new Date(1e12));
    expect(openFile(changing).identity).not.toBe(before);
    await Promise.resolve();
  });

  it('says in words why it cannot be opened', () => {
    expect(() => openFile(join(folder, 'none'))).toThrow(
      /none: cannot be opened: no such file or directory \(ENOENT\)$/,
    );
    expect(() => openFile(folder)).toThrow(/is a folder/);
    expect(() => openFile('/dev/null')).toThrow(/neither a regular file nor a block device/);
  });

  it('stops between reads when aborted', async () => {
    const source = openFile(path);
    const reads = Array.from({ length: 100 }, (_, i) => readAt(i, 1));
    await expect(source.read(reads, AbortSignal.abort())).rejects.toMatchObject({ kind: 'aborted' });
    await source.close();
  });
});

describe('counting', () => {
  it('counts bytes, reads and calls both ways', async () => {
    const counters = { bytes: 0, reads: 0, calls: 0 };
    const source = countingSource(memorySource(content), counters);
    await source.read([readAt(0, 10), readAt(9_995, 10)]);
    source.readSync?.([readAt(0, 1)]);
    expect(counters).toEqual({ bytes: 16, reads: 3, calls: 2 });
    expect(countingSource(memorySource(content, { asyncOnly: true }), counters).readSync).toBeUndefined();
  });
});

describe('the store', () => {
  it('gives back what was put, and nothing for other keys', async () => {
    const store = diskStore(join(folder, 'store'));
    expect(await store.get('a')).toBeUndefined();
    await store.put('a', Uint8Array.of(1, 2, 3));
    await store.put('../../b/\0', Uint8Array.of(4));
    expect(Array.from((await store.get('a')) ?? [])).toEqual([1, 2, 3]);
    expect(Array.from((await store.get('../../b/\0')) ?? [])).toEqual([4]);
    expect(readdirSync(join(folder, 'store')).every((name) => /^[0-9a-f]{40}$/.test(name))).toBe(true);
  });

  it('keeps nothing, and says nothing, where it cannot write', async () => {
    writeFileSync(join(folder, 'in-the-way'), '');
    const store = diskStore(join(folder, 'in-the-way'));
    await store.put('a', Uint8Array.of(1));
    expect(await store.get('a')).toBeUndefined();
  });

  it('lies where XDG_CACHE_HOME says, else under the home folder', () => {
    const before = process.env['XDG_CACHE_HOME'];
    process.env['XDG_CACHE_HOME'] = '/somewhere';
    expect(cacheFolder()).toBe('/somewhere/pagewalk');
    process.env['XDG_CACHE_HOME'] = '';
    expect(cacheFolder()).toMatch(/\.cache\/pagewalk$/);
    if (before === undefined) delete process.env['XDG_CACHE_HOME'];
    else process.env['XDG_CACHE_HOME'] = before;
  });

  it('drops the oldest entries when there are too many', async () => {
    const full = join(folder, 'full');
    mkdirSync(full);
    chmodSync(full, 0o700);
    for (let i = 0; i < 210; i++) {
      writeFileSync(join(full, `${i}`), '');
      utimesSync(join(full, `${i}`), 1e9 + i, 1e9 + i);
    }
    await diskStore(full).put('new', Uint8Array.of(1));
    const left = readdirSync(full);
    expect(left.length).toBe(200);
    expect(left).not.toContain('0');
    expect(left).toContain('209');
  });
});

describe('open', () => {
  it('finds the core', () => {
    expect(Array.from(coreBytes().subarray(0, 4))).toEqual([0, 0x61, 0x73, 0x6d]);
  });

  it('closes the source of what is not recognised', async () => {
    let closed = 0;
    const source = {
      ...memorySource(new Uint8Array(64 * 4096)),
      close: () => Promise.resolve(void closed++),
    };
    await expect(open(source, { store: null })).rejects.toMatchObject({ kind: 'not-recognised' });
    expect(closed).toBe(1);
  });
});
