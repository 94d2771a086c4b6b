/** Files of symbols and types beside a kernel: whether they are of it, what goes before what, and that they are found again. */
import { describe, expect, test } from 'vitest';
import { PagewalkError, type Engine, type Store } from '../../../engine/index.js';
import type { LinuxKernel } from '../../../os/linux/kernel.js';
import { useSymbolFiles, type HostFile, type SymbolOptions } from '../../../os/linux/known-symbol-files.js';
import { FakeMemory, fakeKernel } from '../../kit/fake-kernel.js';

const MOVED = 0x3000000n;
const NAMES = Array.from({ length: 40 }, (_, i) => `function_${i}`);
const linked = (i: number): bigint => 0xffffffff81000000n + BigInt(i * i * 64);
const own: Record<string, bigint> = { _text: linked(0) + MOVED, _end: 0xffffffff82000000n + MOVED };
NAMES.forEach((name, i) => (own[name] = linked(i + 1) + MOVED));

const line = (address: bigint, name: string): string =>
  `${address.toString(16).padStart(16, '0')} T ${name}\n`;
/** A System.map; `stretch`: bytes by which each function is larger than in the kernel. */
function systemMap(stretch = 0): string {
  const lines = NAMES.map((name, i) => line(linked(i + 1) + BigInt(i * stretch), name));
  const end = line(0xffffffff82000000n, '_end');
  return [
    line(0x40n, 'per_cpu'),
    line(linked(0), '_text'),
    ...lines,
    line(0xffffffff81f00000n, 'data'),
    end,
  ].join('');
}

/** An ISF with one structure; `comm`: offset of the first task's name. */
const isf = (banner: string | undefined, comm = 8): string =>
  JSON.stringify({
    base_types: { char: { size: 1, signed: true, kind: 'char', endian: 'little' } },
    user_types: {
      task_struct: {
        kind: 'struct',
        size: 64,
        fields: {
          comm: { type: { kind: 'array', count: 16, subtype: { kind: 'base', name: 'char' } }, offset: comm },
        },
      },
      only_here: { kind: 'struct', size: 24, fields: {} },
    },
    enums: {},
    symbols:
      banner === undefined
        ? {}
        : { linux_banner: { address: 1, constant_data: Buffer.from(`${banner}\n`).toString('base64') } },
  });

const TASK = 0xffffffff84000000n;
function kernel(derived = false): LinuxKernel {
  const memory = new FakeMemory().text(TASK + 8n, 'swapper/0');
  const made = fakeKernel(
    memory,
    { task_struct: { pid: [4, 4], comm: [8, 16] } },
    { ...own, init_task: TASK },
  );
  return derived ? { ...made, derived: {} } : made;
}
const engine = { connector: { identity: 'a dump' } } as unknown as Engine;

/** A folder of files that counts how often content is read, and a store. */
function host(files: Record<string, string>) {
  const kept = new Map<string, Uint8Array>();
  const store: Store = {
    get: (key) => Promise.resolve(kept.get(key)),
    put: (key, value) => Promise.resolve(void kept.set(key, value)),
  };
  const reads: string[] = [];
  const open = (path: string): HostFile => {
    const text = files[path];
    if (text === undefined) throw new PagewalkError('host', 'io', `${path}: gone`);
    const bytes = new TextEncoder().encode(text);
    const subarray = (start: number, end: number): Uint8Array => {
      reads.push(path);
      return bytes.subarray(start, end);
    };
    return { path, identity: `${path} ${text.length}`, bytes: { length: bytes.length, subarray } };
  };
  const options = (given?: readonly string[]): SymbolOptions => ({ open, ...(given && { given }) });
  return { files, store, reads, options };
}

async function evidenceOf(text: string, of = kernel()): Promise<string> {
  const { options } = host({ file: text });
  const used = await useSymbolFiles(engine, of, options(['file']));
  return used.kernel.evidence.map(({ where, value }) => `${where}: ${value}`).join('\n');
}

describe('whether a file is of the kernel', () => {
  test('by its banner', async () => {
    expect(await evidenceOf(isf('Linux version 0.0'))).toBe(
      "file: ISF, the kernel's own banner, types, 1 symbols left out, as nothing tells where they lie in memory",
    );
    await expect(evidenceOf(isf('Linux version 0.1'))).rejects.toThrow(
      /another kernel: its banner is 'Linux version 0.1', that of/,
    );
  });

  test('by where its symbols lie', async () => {
    expect(await evidenceOf(systemMap())).toBe(
      'file: System.map, its symbols lie as far apart as in the dump, 44 symbols moved by 0x3000000 (42 of 42 names that the dump has say so)',
    );
    await expect(evidenceOf(systemMap(16))).rejects.toThrow(
      /of 42 names that the dump has, too, only \d lie equally far/,
    );
  });

  test('by the first task', async () => {
    expect(await evidenceOf(isf(undefined))).toMatch(/fits the kernel's first task/);
    await expect(evidenceOf(isf(undefined, 16))).rejects.toThrow(/does not fit the first task/);
    const unknown = fakeKernel(new FakeMemory(), {});
    expect(await evidenceOf(isf(undefined), unknown)).toMatch(/does not say which kernel it is of/);
  });
});

describe('precedence', () => {
  const both = async (of: LinuxKernel): Promise<LinuxKernel> => {
    const { options } = host({ types: isf('Linux version 0.0', 24), symbols: systemMap() });
    return (await useSymbolFiles(engine, of, options(['types', 'symbols']))).kernel;
  };

  test('what the kernel has whole goes before files, which add what it lacks', async () => {
    const { types, symbols } = await both(kernel());
    expect(types.struct('task_struct')?.field('comm')?.offset).toBe(8);
    expect(types.struct('only_here')?.size).toBe(24);
    expect(symbols.address('function_3')).toBe(own['function_3']);
    expect(symbols.address('data')).toBe(0xffffffff81f00000n + MOVED);
    expect(symbols.address('per_cpu')).toBe(0x40n);
    expect(symbols.address('nowhere')).toBeUndefined();
    expect(symbols.at(0xffffffff81f00010n + MOVED)).toEqual({ name: 'data', offset: 16n });
    expect([...symbols.entries()].map(({ name }) => name)).toEqual(
      expect.arrayContaining(['function_3', 'data', 'per_cpu']),
    );
  });

  test('files go before what was derived', async () => {
    const { types } = await both(kernel(true));
    expect(types.struct('task_struct')?.field('comm')?.offset).toBe(24);
    expect(types.struct('task_struct')?.field('pid')?.offset).toBe(4);
  });
});

describe('a file that was given once', () => {
  test('is found again for the same kernel, without being read for the same dump, and forgotten on demand', async () => {
    const { store, reads, options } = host({ map: systemMap() });
    const first = await useSymbolFiles(engine, kernel(), options(['map']), store);
    expect(first.kernel.symbols.address('data')).toBe(0xffffffff81f00000n + MOVED);
    await first.keep();
    reads.length = 0;
    const again = await useSymbolFiles(engine, kernel(), options(), store);
    expect(again.kernel.symbols.address('data')).toBe(0xffffffff81f00000n + MOVED);
    expect(again.kernel.evidence).toEqual(first.kernel.evidence);
    expect(reads).toEqual([]);
    expect(again.kernel.symbols.address('per_cpu')).toBe(0x40n);
    expect(reads).not.toEqual([]);
    const other = { connector: { identity: 'another dump' } } as unknown as Engine;
    expect(
      (await useSymbolFiles(other, kernel(), options(), store)).kernel.symbols.address('data'),
    ).toBeDefined();
    await useSymbolFiles(engine, kernel(), options([]), store);
    expect(
      (await useSymbolFiles(engine, kernel(), options(), store)).kernel.symbols.address('data'),
    ).toBeUndefined();
  });

  test('is left out when it is gone or changed, which is said', async () => {
    const { files, store, options } = host({ map: systemMap() });
    await (await useSymbolFiles(engine, kernel(), options(['map']), store)).keep();
    const said = async (): Promise<(string | undefined)[]> => {
      const { evidence, symbols } = (await useSymbolFiles(engine, kernel(), options(), store)).kernel;
      expect(symbols.address('data')).toBeUndefined();
      return evidence.map(({ value }) => value);
    };
    files['map'] += '\n';
    expect(await said()).toEqual(['given before for this kernel, has changed: left out']);
    delete files['map'];
    expect(await said()).toEqual(['given before for this kernel, cannot be read: left out']);
  });

  test('is not remembered when it is of another kernel or cannot be read', async () => {
    const { store, options } = host({ map: systemMap(16) });
    await expect(useSymbolFiles(engine, kernel(), options(['map']), store)).rejects.toThrow(/another kernel/);
    await expect(useSymbolFiles(engine, kernel(), options(['no']), store)).rejects.toThrow(/gone/);
    const same = kernel();
    expect((await useSymbolFiles(engine, same, options(), store)).kernel).toBe(same);
  });
});
