/** What checks say of processes' memory, names, credentials and environment. */
import { describe, expect, test } from 'vitest';
import { credentials } from '../../../../os/linux/check/credentials.js';
import { disguises } from '../../../../os/linux/check/disguises.js';
import type { Layer } from '../../../../os/linux/check/facts.js';
import { preloads } from '../../../../os/linux/check/preloads.js';
import { processMemory } from '../../../../os/linux/check/process-memory.js';
import type { Mapping, Process } from '../../../../os/types.js';
import { briefly, CheckWorld } from '../../../kit/check-world.js';
import { FakeMemory } from '../../../kit/fake-kernel.js';

const AT = 0xffff888000000000n;
const MM = AT + 0x100000n;

/** A layer of one process with these mappings and this memory, or of several tasks without. */
function layerOf(parts: {
  mappings?: readonly Partial<Mapping>[];
  memory?: FakeMemory;
  processes?: readonly Partial<Process>[];
  tasks?: readonly object[];
}): Partial<Layer> {
  const leaders = parts.tasks ?? [{ pid: 7, name: 'prog', address: AT, mm: MM, struct: { number: () => 0 } }];
  const listing = (items: readonly object[]) => Promise.resolve({ items, complete: true });
  return {
    tasks: () =>
      ({
        leaders: () => Promise.resolve({ tasks: leaders }),
        threads: () => Promise.resolve({ tasks: [] }),
      }) as never,
    processes: () =>
      ({
        list: () => listing(parts.processes ?? []),
        memory: () => Promise.resolve((parts.memory ?? new FakeMemory()).space()),
      }) as never,
    mappings: () => ({ list: () => listing(parts.mappings ?? []) }) as never,
  };
}

const mapping = (permissions: string, path: string | null, start = 0x10000n): Partial<Mapping> => ({
  start,
  end: start + 0x2000n,
  permissions,
  path,
});

describe('mappings', () => {
  const check = (mappings: readonly Partial<Mapping>[], memory = new FakeMemory()) => {
    const world = new CheckWorld();
    world.layer = layerOf({ mappings, memory });
    return world.run(processMemory);
  };
  test('programs, libraries, data and what the kernel maps are fine', async () => {
    const paths = ['/bin/prog', '[vdso]', '[vsyscall]', '[vectors]'].map((path) => mapping('r-xp', path));
    expect(await check([...paths, mapping('rw-p', ''), mapping('rw-p', '/tmp/x (deleted)')])).toEqual({
      items: [],
      complete: true,
    });
  });
  test('writable and executable, deleted, only in memory', async () => {
    const listing = await check([
      mapping('rwxp', '/bin/prog'),
      mapping('r-xp', '/tmp/x (deleted)', 0x20000n),
      mapping('r-xp', '/memfd:x (deleted)', 0x30000n),
    ]);
    expect(listing.items.map(({ kind, what, detail }) => `${kind} ${what} ${detail}`)).toEqual([
      'writable-executable pid 7 (prog) 0x10000 a mapping that is writable and executable',
      'deleted-executable pid 7 (prog) 0x20000 runs code of a file that was deleted',
      'deleted-executable pid 7 (prog) 0x30000 runs code of a file that was never on disk',
    ]);
  });
  test('code that no file backs; memory that was never written holds none', async () => {
    const memory = new FakeMemory().write(0x11000n, Uint8Array.of(0, 0, 0x7f, 0x45, 0x4c, 0x46));
    const { items } = await check([mapping('r-xp', ''), mapping('r-xp', '[heap]', 0x20000n)], memory);
    expect(items).toMatchObject([{ kind: 'injected-code', address: 0x10000n }]);
    expect(items[0]?.detail).toBe('an ELF image in executable memory that no file backs');
    expect(items[0]?.evidence[1]?.where).toBe('0x11002');
  });
  test('a mapping whose path is lost is not judged by it', async () => {
    const memory = new FakeMemory().write(0x10000n, Uint8Array.of(1));
    expect(briefly(await check([mapping('r-xp', null)], memory))).toEqual([]);
  });
});

test('names of kernel threads on programs', async () => {
  const process = (name: string, command: string, exe = '/bin/prog', root: bigint | null = 4096n) => ({
    pid: 9,
    name,
    command,
    exe,
    root,
    address: AT,
  });
  const check = (record: Partial<Process>) => {
    const world = new CheckWorld();
    const kernelThread = { name: 'nfsd', address: AT, mm: 0n, struct: { number: () => 0x200000 } };
    world.layer = layerOf({ processes: [record], tasks: [kernelThread] });
    return world.run(disguises);
  };
  for (const fine of [
    process('sh', 'sh'),
    process('kworker/0:1', '', '', null),
    process('worker', 'worker 4'),
  ])
    expect((await check(fine)).items).toEqual([]);
  for (const bad of [
    process('prog', '[kworker/0:1] x'),
    process('kworker/0:1', 'a'),
    process('nfsd', 'nfsd'),
  ])
    expect((await check(bad)).items[0]?.kind).toBe('disguised-process');
});

describe('credentials', () => {
  const GROUPS = AT + 0xf000n;
  interface Holder {
    readonly parent: number;
    readonly cred: bigint;
    readonly uid: number;
    readonly mode?: number;
    readonly kernel?: boolean;
  }
  const check = (holders: readonly Holder[]) => {
    const world = new CheckWorld();
    world.symbols['init_groups'] = GROUPS;
    Object.assign(world.layouts, {
      task_struct: { real_cred: [0, 8], real_parent: [8, 8] },
      cred: { uid: [0, 4], euid: [4, 4], group_info: [8, 8], user_ns: [16, 8] },
      mm_struct: { exe_file: [0, 8] },
      file: { f_inode: [0, 8] },
      inode: { i_mode: [0, 2], i_uid: [4, 4] },
    });
    const place = (i: number) => AT + BigInt(i) * 0x1000n;
    const tasks = holders.map(({ parent, cred, uid, mode = 0o100755, kernel = false }, i) => {
      const at = place(i);
      world.memory.words(at, [cred, place(parent)]).words(cred, [BigInt(uid) * 0x100000001n, GROUPS, 1n]);
      world.memory.words(at + 0x100n, [at + 0x200n]).words(at + 0x200n, [at + 0x300n]);
      world.memory.word(at + 0x300n, BigInt(mode));
      return { pid: i + 1, name: `p${i + 1}`, address: at, mm: kernel ? 0n : at + 0x100n };
    });
    world.layer = layerOf({ tasks });
    return world.run(credentials);
  };
  const cred = (i: number) => AT + 0x800000n + BigInt(i) * 0x100n;
  test('objects of their own, kernel threads that share, and set-user-id programs are fine', async () => {
    const listing = await check([
      { parent: 0, cred: cred(0), uid: 0 },
      { parent: 0, cred: cred(1), uid: 1000 },
      { parent: 1, cred: cred(2), uid: 0, mode: 0o104755 },
      { parent: 0, cred: cred(3), uid: 0, kernel: true },
      { parent: 0, cred: cred(3), uid: 0, kernel: true },
    ]);
    expect(listing).toEqual({ items: [], complete: true });
  });
  test('one object for two programs, and root below a user', async () => {
    const listing = await check([
      { parent: 0, cred: cred(0), uid: 0 },
      { parent: 0, cred: cred(1), uid: 1000 },
      { parent: 1, cred: cred(2), uid: 0 },
      { parent: 0, cred: cred(0), uid: 0 },
    ]);
    expect(briefly(listing)).toEqual([
      'shared-credentials: pid 1 (p1), pid 4 (p4)',
      'raised-credentials: pid 3 (p3)',
    ]);
  });
});

test('libraries that the environment preloads', async () => {
  const world = new CheckWorld();
  world.layouts['mm_struct'] = { env_start: [0, 8], env_end: [8, 8] };
  const text = 'HOME=/\0LD_PRELOAD=/tmp/x.so\0LD_AUDIT=\0';
  const memory = new FakeMemory().write(0x7000n, new TextEncoder().encode(text));
  world.memory.words(MM, [0x7000n, 0x7000n + BigInt(text.length)]);
  world.layer = layerOf({ memory });
  const { items } = await world.run(preloads);
  expect(items).toMatchObject([{ kind: 'preload', address: 0x7007n, detail: 'LD_PRELOAD names /tmp/x.so' }]);
  memory.lose(0x7000n);
  expect(await world.run(preloads)).toMatchObject({ items: [], complete: false });
});
