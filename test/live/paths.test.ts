/** Every way to a real guest's memory: the same bytes by each, nothing left in QEMU, writes where they are allowed. */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openQemu, Qmp, type PathName, type QemuOptions } from '../../connectors/index.js';
import { PagewalkError, type Connector } from '../../engine/index.js';
import { connect, processes, sharedFiles } from '../../host-node/index.js';
import { startQemu, type RunningQemu } from '../kit/qemu.js';

const host = { connect, processes, shared: sharedFiles };
const MIB = 2 ** 20;
const SIZE = 4 * MIB;
const FIRMWARE_END = 0xa0000;
let machine: RunningQemu;
let anonymous: RunningQemu;

beforeAll(async () => {
  machine = await startQemu('qemu-system-x86_64', (folder) => [
    ...['-M', 'pc', '-m', '4', '-nodefaults', '-S', '-machine', 'memory-backend=mem0'],
    ...['-object', `memory-backend-file,id=mem0,size=4M,share=on,mem-path=${folder}/ram`],
  ]);
  anonymous = await startQemu('qemu-system-x86_64', () => ['-M', 'pc', '-m', '4', '-nodefaults', '-S']);
  await withQemu(machine, { path: 'shm', write: true }, async (connector) => {
    await connector.write?.([{ phys: MIB, from: pattern(SIZE - MIB), put: 0 }]);
    await connector.write?.([{ phys: 0x1000, from: pattern(0x8000), put: 0 }]);
  });
});
afterAll(async () => {
  await machine.stop();
  await anonymous.stop();
});

function pattern(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let state = 1;
  for (let i = 0; i < size; i++) bytes[i] = (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24;
  return bytes;
}

async function withQemu<T>(
  qemu: RunningQemu,
  options: QemuOptions,
  use: (connector: Connector) => Promise<T>,
): Promise<T> {
  const connector = await openQemu(host, qemu.qmp, options);
  try {
    return await use(connector);
  } finally {
    await connector.close();
  }
}

async function sha256(connector: Connector, piece = MIB): Promise<string> {
  const hash = createHash('sha256');
  for (const [start, end] of [
    [0, FIRMWARE_END],
    [MIB, SIZE],
  ] as const)
    for (let at = start; at < end; at += piece) {
      const read = { phys: at, into: new Uint8Array(Math.min(piece, end - at)), got: 0 };
      await connector.read([read]);
      expect(read).toMatchObject({ got: read.into.length });
      hash.update(read.into);
    }
  return hash.digest('hex');
}

/** All that could have been added. */
async function traces(qemu: RunningQemu): Promise<string> {
  const qmp = await Qmp.open(await connect(qemu.qmp));
  // A stub for debuggers leaves the device of its own monitor, which has no other end.
  const devices = (await qmp.monitor('info chardev')).replace(/\x1b\[\d*m/g, '');
  const text = JSON.stringify([
    await qmp.execute('query-status'),
    await qmp.execute('qom-list', { path: '/objects' }),
    devices
      .split(/\r?\n/)
      .filter((line) => line !== '' && !line.endsWith('filename=gdb'))
      .sort(),
    await qmp.monitor('info block -n'),
    await qmp.execute('query-block-exports'),
  ]);
  qmp.close();
  return text.replace(/compat_monitor\d+/g, 'monitor');
}

const own = (): string[] => readdirSync(tmpdir()).filter((name) => /^pagewalk-(?!qemu-)/.test(name));

describe('ways to a stopped guest', () => {
  const hashes = new Map<string, string>();
  const ways: readonly (readonly [PathName, () => RunningQemu])[] = [
    ['shm', () => machine],
    ['procmem', () => machine],
    ['nbd', () => machine],
    ['qtest', () => machine],
    ['qmp', () => machine],
    ['gdb', () => machine],
    ['snapshot', () => machine],
  ];
  for (const [path, qemu] of ways)
    test(`${path} reads the same bytes and leaves nothing behind`, async () => {
      const before = await traces(qemu());
      const folders = own();
      const hash = await withQemu(qemu(), { path }, (connector) => sha256(connector));
      hashes.set(path, hash);
      expect(hash).toBe(hashes.get('shm'));
      expect(await traces(qemu())).toBe(before);
      expect(own()).toEqual(folders);
      expect(qemu().complaints()).toBe('');
    });
  test('qtest is refused a second time, which would end QEMU', async () => {
    await expect(openQemu(host, machine.qmp, { path: 'qtest' })).rejects.toThrow(/a second use ends QEMU/);
  });
  for (const path of ['procmem', 'nbd', 'gdb'] as const)
    test(`${path} writes when asked`, async () => {
      const bytes = pattern(5000).map((byte) => byte ^ path.length);
      await withQemu(machine, { path, write: true }, async (connector) => {
        const write = { phys: 2 * MIB + 123, from: bytes, put: 0 };
        await connector.write?.([write]);
        expect(write).toMatchObject({ put: bytes.length });
      });
      await withQemu(machine, { path: 'shm' }, async (connector) => {
        const read = { phys: 2 * MIB + 123, into: new Uint8Array(bytes.length), got: 0 };
        await connector.read([read]);
        expect(read.into).toEqual(bytes);
        expect(connector.write).toBeUndefined();
      });
    });
});

test('memory without a file is read through the process, and by what is added to QEMU', async () => {
  const before = await traces(anonymous);
  const hashes = new Set<string>();
  for (const options of [{}, { path: 'qtest', write: true }, { path: 'qmp' }] as const)
    await withQemu(anonymous, options, async (connector) => {
      if (!('path' in options))
        expect(connector.notes.join('\n')).toMatch(/memory by procmem.*\n.*not by shm/);
      hashes.add(await sha256(connector));
      const bytes = pattern(100_000);
      await connector.write?.([{ phys: MIB, from: bytes, put: 0 }]);
      if (connector.write === undefined) return;
      const read = { phys: MIB, into: new Uint8Array(bytes.length), got: 0 };
      await connector.read([read]);
      expect(read.into).toEqual(bytes);
      await connector.write([{ phys: MIB, from: new Uint8Array(bytes.length), put: 0 }]);
    });
  expect(hashes.size).toBe(1);
  expect(await traces(anonymous)).toBe(before);
});

test('a read that leaves memory stops there and says why', async () => {
  for (const path of ['shm', 'nbd', 'qmp', 'gdb'] as const)
    await withQemu(machine, { path }, async (connector) => {
      const reads = [0xbf000, 0xc8000, SIZE - 100].map((phys) => ({
        phys,
        into: new Uint8Array(8192),
        got: 0,
        reason: undefined as string | undefined,
      }));
      await connector.read(reads);
      expect(reads.map(({ got }) => got)).toEqual([4096, 0, 100]);
      expect(reads.every(({ reason }) => reason !== undefined)).toBe(true);
    });
});

test('registers, pause and resume', async () => {
  await withQemu(anonymous, {}, async (connector) => {
    const [cpu] = (await connector.registers?.()) ?? [];
    expect(cpu).toMatchObject({ eip: 0xfff0n, cr3: 0n });
    await connector.resume?.();
    await connector.pause?.();
  });
});

test('a way that is not open says why', async () => {
  const error: unknown = await openQemu(host, anonymous.qmp, { path: 'nbd' }).catch(
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(PagewalkError);
  expect((error as PagewalkError).message).toMatch(/not by nbd: block 'pc.ram' is not shared memory/);
});
