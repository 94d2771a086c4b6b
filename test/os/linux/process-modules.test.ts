/** Images of a process: those of this very process, against what readelf says of their files; and damage. */
import { execFileSync } from 'node:child_process';
import { afterAll, describe, expect, test } from 'vitest';
import { PagewalkError } from '../../../engine/index.js';
import { ProcessModules } from '../../../os/index.js';
import { liveMappings, liveMemory } from '../../kit/live-memory.js';

const readelf = (...args: string[]) =>
  execFileSync('readelf', ['-W', ...args], { maxBuffer: 1 << 28 }).toString();
const { space, close } = liveMemory();
afterAll(close);
const maps = { items: liveMappings(), complete: true };
const images = new ProcessModules(space, maps, 4096n);
const libc = maps.items.find(({ path }) => /\/libc[.-][^/]*$/.test(path ?? ''));
const path = libc?.path ?? '';
const base = libc?.start ?? 0n;

/** Rows of a symbol table: value, size, name without version, defined, type, binding, visibility. */
const rows = (text: string) =>
  [...text.matchAll(/^ *\d+: (\w+) +(\w+) (\w+) +(\w+) +(\w+)(?: \[[^\]]*\])? +(\w+) (\S+?)(@.*)?$/gm)].map(
    (m) => ({
      value: BigInt(`0x${m[1]}`),
      type: m[3] ?? '',
      place: m[6] ?? '',
      name: m[7] ?? '',
      version: /^@+(\S+)/.exec(m[8] ?? '')?.[1] ?? '',
    }),
  );

describe('the images of this process', () => {
  test('are the files that are mapped for execution, and the vdso', async () => {
    const { items, complete } = await images.list();
    expect(complete).toBe(true);
    const mapped = new Set(
      maps.items
        .filter(({ permissions, path: of }) => permissions[2] === 'x' && of?.startsWith('/'))
        .map((m) => m.path),
    );
    const found = items.filter(({ path: of }) => mapped.has(of));
    expect(new Set(found.map((m) => m.path))).toEqual(mapped);
    expect(items.some(({ name }) => name === '[vdso]')).toBe(true);
    for (const item of items.filter(({ name }) => name !== '[vdso]')) {
      expect(item.complete).toBe(true);
      const id = /Build ID: (\w+)/.exec(readelf('-n', item.path ?? ''))?.[1] ?? '';
      expect(`${item.path} ${item.buildId}`).toBe(`${item.path} ${id}`);
    }
  });

  test('size: the last byte that the program headers name', async () => {
    const { items } = await images.list();
    const loads = [...readelf('-l', path).matchAll(/^ +LOAD +\S+ (\w+) \S+ \S+ (\w+)/gm)];
    const end = Math.max(...loads.map(([, at, size]) => Number(at) + Number(size)));
    expect(items.find((item) => item.path === path)?.size).toBe(Math.ceil(end / 4096) * 4096);
  });

  test('exports are the dynamic symbols of the file, with their versions', async () => {
    const { items, complete } = await images.exports(path);
    expect(complete).toBe(true);
    const kept = rows(readelf('--dyn-syms', path)).filter(({ place }) => place !== 'UND' && place !== 'ABS');
    const text = (name: string | null, value: bigint | string, version: string) =>
      `${name} ${value} ${version}`;
    expect(items.map((e) => text(e.name, e.address ?? 'tls', e.version)).sort()).toEqual(
      kept
        .map(({ name, value, type, version }) => text(name, type === 'TLS' ? 'tls' : base + value, version))
        .sort(),
    );
    expect(items.length).toBeGreaterThan(1000);
  });

  test('imports are the slots of undefined symbols, and lead to what other images export', async () => {
    const { items, complete } = await images.imports(path);
    expect(complete).toBe(true);
    const slots = [...readelf('-r', path).matchAll(/^(\w{16}) +\w{16} R_\S+ +0{16} (\S+?)(@\S+)? \+ 0$/gm)];
    expect(items.map(({ name, address }) => `${name} ${address - base}`).sort()).toEqual(
      slots.map(([, at, name]) => `${name} ${BigInt(`0x${at}`)}`).sort(),
    );
    const all = new Map<string | null, Set<bigint | undefined>>();
    for (const { name } of (await images.list()).items.filter((m) => m.name !== '[vdso]')) {
      for (const e of (await images.exports(name)).items)
        all.set(e.name, (all.get(e.name) ?? new Set()).add(e.address));
    }
    const bound = items.filter(({ name, target }) => all.get(name)?.has(target ?? 0n));
    expect(bound.length).toBeGreaterThan(0);
  });

  test('sections of the vdso, which is mapped whole; segments of the others', async () => {
    const vdso = await images.sections('[vdso]');
    expect(vdso.items.find(({ name }) => name === '.text')).toMatchObject({
      kind: 'section',
      permissions: 'r-x',
    });
    const { items } = await images.sections(path);
    expect(items.filter(({ kind }) => kind === 'segment').length).toBe(items.length);
    const symbols = (await images.symbols('[vdso]')).items;
    expect(symbols.some(({ name }) => name === 'clock_gettime')).toBe(true);
  });

  test('a module that is not there', async () => {
    await expect(images.exports('no-such.so')).rejects.toThrow(PagewalkError);
  });
});

describe('damage', () => {
  test('without the page of the header: an image of unknown size, and said', async () => {
    const { space: damaged, close: done } = liveMemory(base);
    const { items } = await new ProcessModules(damaged, { items: maps.items, complete: true }, 4096n).list();
    done();
    expect(items.find((item) => item.path === path)?.complete ?? false).toBe(false);
  });

  test('without a page of the symbols: what is left is right, and what is lost is told', async () => {
    const start = BigInt(
      /\.dynsym +DYNSYM +(\w+)/.exec(readelf('-S', path))?.[1] === undefined
        ? 0
        : `0x${/\.dynsym +DYNSYM +(\w+)/.exec(readelf('-S', path))?.[1]}`,
    );
    const { space: damaged, close: done } = liveMemory(base + start + 8192n);
    const { items, complete, reason } = await new ProcessModules(damaged, maps, 4096n).exports(path);
    done();
    expect(complete).toBe(false);
    expect(reason).toMatch(/symbols cannot be read/);
    const whole = new Set((await images.exports(path)).items.map((e) => `${e.name} ${e.address}`));
    expect(items.filter((e) => e.name !== null && !whole.has(`${e.name} ${e.address}`))).toEqual([]);
  });
});
