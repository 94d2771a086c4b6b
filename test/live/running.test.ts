/** A guest that runs while it is read: it goes on counting, is left as it was found, and keeps nothing of what an interrupt cut short. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openQemu, Qmp, qemuTargets, type PathName } from '../../connectors/index.js';
import type { Duplex } from '../../engine/index.js';
import { connect, processes, sharedFiles } from '../../host-node/index.js';
import { pagewalk } from '../kit/cli.js';
import { startQemu, type RunningQemu } from '../kit/qemu.js';

const host = { connect, processes, shared: sharedFiles };
const MIB = 2 ** 20;
const COUNTER = 0x8000;
/** A boot sector: xor ax, ax; mov ds, ax; then inc dword [0x8000] for ever. Source: Intel SDM volume 2. */
const CODE = [0x31, 0xc0, 0x8e, 0xd8, 0x66, 0xff, 0x06, 0x00, 0x80, 0xeb, 0xf9];
let guest: RunningQemu;

beforeAll(async () => {
  guest = await startQemu('qemu-system-x86_64', (folder) => {
    const sector = new Uint8Array(512);
    sector.set(CODE);
    sector.set([0x55, 0xaa], 510);
    writeFileSync(join(folder, 'floppy'), sector);
    return [
      ...['-M', 'pc', '-accel', 'tcg', '-m', '8', '-nodefaults', '-machine', 'memory-backend=mem0'],
      ...['-object', `memory-backend-file,id=mem0,size=8M,share=on,mem-path=${folder}/ram`],
      ...['-drive', `if=floppy,format=raw,file=${folder}/floppy`, '-boot', 'a', '-name', 'guest=counter'],
    ];
  });
  await until(() => count() > 0);
});
afterAll(() => guest.stop());

/** The counter, from the file of the guest's memory. */
const count = (): number => {
  const path = join(guest.folder, 'ram');
  return existsSync(path) ? readFileSync(path).readUInt32LE(COUNTER) : 0;
};

async function until(what: () => boolean): Promise<void> {
  for (let waited = 0; !what(); waited += 20) {
    if (waited > 60_000) throw new Error('it did not come');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The guest's state, and all that could have been added to its QEMU. */
async function state(): Promise<string> {
  const qmp = await Qmp.open(await connect(guest.qmp));
  const text = JSON.stringify([
    await qmp.execute('query-status'),
    await qmp.execute('qom-list', { path: '/objects' }),
    (await qmp.monitor('info chardev'))
      .split(/\r?\n/)
      .filter((line) => !line.includes('filename=gdb'))
      .sort(),
    await qmp.monitor('info block -n'),
    await qmp.execute('query-block-exports'),
  ]);
  qmp.close();
  return text.replace(/compat_monitor\d+/g, 'monitor');
}

test.each(['shm', 'procmem', 'nbd', 'qmp'] as const)('it goes on while %s reads all of it', async (path) => {
  const before = await state();
  const connector = await openQemu(host, guest.qmp, { path });
  expect(connector.live).toBe(true);
  const from = count();
  const seen = new Set<number>();
  for (let at = MIB; at < 8 * MIB; at += MIB) {
    const reads = [
      { phys: at, into: new Uint8Array(MIB), got: 0 },
      { phys: COUNTER, into: new Uint8Array(4), got: 0 },
    ];
    await connector.read(reads);
    expect(reads.map(({ got }) => got)).toEqual([MIB, 4]);
    seen.add(new DataView((reads[1]?.into as Uint8Array).buffer as ArrayBuffer).getUint32(0, true));
    await until(() => !seen.has(count()));
  }
  expect(seen.size).toBe(7);
  expect(count()).not.toBe(from);
  await connector.close();
  await connector.close();
  expect(await state()).toBe(before);
});

test('a pause lasts until it is closed, and a debugger stops the guest only so long', async () => {
  const paused = await openQemu(host, guest.qmp);
  await paused.pause?.();
  const still = count();
  const read = { phys: COUNTER, into: new Uint8Array(4), got: 0 };
  await paused.read([read]);
  expect(new DataView(read.into.buffer).getUint32(0, true)).toBe(still);
  expect((await paused.registers?.())?.[0]?.['eip']).toBeLessThan(0x7e00n);
  await paused.close();
  await until(() => count() !== still);
  const debugged = await openQemu(host, guest.qmp, { path: 'gdb' });
  expect(debugged.stops).toBe(true);
  const stopped = count();
  await debugged.read([read]);
  expect(new DataView(read.into.buffer).getUint32(0, true)).toBe(stopped);
  await debugged.close();
  await until(() => count() !== stopped);
  expect(await state()).toContain('"running":true');
});

test.each(['nbd', 'snapshot'] as const)(
  'an interrupt at any command of %s leaves nothing',
  async (path: PathName) => {
    const before = await state();
    for (let last = 1; ; last++) {
      const abort = new AbortController();
      let sent = 0;
      const counted = async (target: string): Promise<Duplex> => {
        const stream = await connect(target);
        if (target !== guest.qmp) return stream;
        return {
          ...stream,
          write: (bytes) => {
            if (++sent === last) abort.abort();
            return stream.write(bytes);
          },
        };
      };
      const opened = await openQemu({ ...host, connect: counted }, guest.qmp, { path }, abort.signal).catch(
        () => undefined,
      );
      await opened?.close();
      expect(await state()).toBe(before);
      if (abort.signal.aborted) continue;
      // Only where nothing was left it can be opened again.
      expect(opened).toBeDefined();
      return;
    }
  },
);

test('the command line finds it, says what it chose, and writes only when asked', async () => {
  const target = (await qemuTargets(processes)).find(({ pid }) => pid === guest.pid);
  expect(target).toMatchObject({ name: 'counter', socket: `unix:${guest.qmp}` });
  expect(target?.paths).toEqual(['shm', 'procmem', 'nbd', 'qmp', 'qtest', 'gdb', 'snapshot']);
  const listed = await pagewalk(['connectors', 'targets', 'qemu', '--format', 'jsonl']);
  expect(listed.out).toContain(guest.qmp);
  const read = await pagewalk(['read', '-c', `qemu:${guest.pid}`, '--physical', '0x7c00', '11', '--raw']);
  expect(read.err).toContain('memory by shm');
  expect(read.status).toBe(0);
  const wrong = await pagewalk(['read', '-c', `qemu:${guest.pid}:path=sideways`, '--physical', '0', '1']);
  expect(wrong).toMatchObject({ status: 2 });
});
