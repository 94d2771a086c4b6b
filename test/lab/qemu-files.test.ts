/** Files of a real QEMU for boards of several architectures: every byte of memory that the guest sees, at its address. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openConnector } from '../../connectors/index.js';
import type { PhysicalRead } from '../../engine/index.js';
import { openFile } from '../../host-node/index.js';
import { parseLayout } from '../dumps/boot.js';
import { saveSnapshot, saveStream } from '../dumps/qemu-files.js';
import { openQmp, type Qmp } from '../dumps/qmp.js';
import { random } from '../kit/random.js';

const PAGE = 4096;
const SIZE = 64 << 20;
const BOARDS: readonly (readonly [arch: string, ...args: string[]])[] = [
  ['x86_64', 'pc'],
  ['x86_64', 'pc,max-ram-below-4g=32M'],
  ['x86_64', 'q35'],
  ['x86_64', 'q35,max-ram-below-4g=32M'],
  ['x86_64', 'microvm'],
  ['aarch64', 'virt', '-cpu', 'max'],
  ['arm', 'virt'],
  ['riscv64', 'virt'],
];
const installed = BOARDS.filter(([arch]) => spawnSync(`qemu-system-${arch}`, ['--version']).status === 0);

/** Memory in which no page is another's, a third of it zeros. */
function memory(): Buffer {
  const draw = random(11);
  const bytes = Buffer.alloc(SIZE);
  for (let at = 0; at < SIZE; at += PAGE)
    if ((at / PAGE) % 3 !== 0)
      for (let i = 0; i < 64; i += 4) bytes.writeUInt32LE(draw() * 2 ** 32, at + i * 61);
  return bytes;
}

test('QEMU is there', () => {
  expect(installed.length).toBeGreaterThan(0);
});

for (const [arch, machine, ...args] of installed) {
  describe(`${arch} ${machine ?? ''}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'pagewalk-qemu-'));
    const at = (name: string): string => join(folder, name);
    let qemu: ChildProcess;
    let qmp: Qmp;
    beforeAll(async () => {
      writeFileSync(at('ram'), memory());
      const backend = `memory-backend-file,id=ram,size=${SIZE},mem-path=${at('ram')},share=on`;
      qemu = spawn(
        `qemu-system-${arch}`,
        [
          ...['-M', machine ?? '', ...args, '-m', `${SIZE >> 20}`, '-S', '-display', 'none', '-nodefaults'],
          ...[
            '-object',
            backend,
            '-machine',
            'memory-backend=ram',
            '-qmp',
            `unix:${at('qmp')},server=on,wait=off`,
          ],
        ],
        { stdio: 'ignore' },
      );
      for (let tries = 0; ; tries++) {
        try {
          qmp = await openQmp(at('qmp'));
          break;
        } catch (error) {
          if (tries > 200 || qemu.exitCode !== null) throw error;
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }
      await saveSnapshot(qmp, at('a.qcow2'));
      await saveStream(qmp, at('a.qemu'));
    });
    afterAll(() => {
      qmp?.close();
      qemu?.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    });

    test.each([
      ['qemu', 'migration'],
      ['qcow2', 'qcow2'],
    ])('%s', async (end, format) => {
      expect(existsSync(at(`a.${end}`))).toBe(true);
      const layout = parseLayout(await qmp.monitor('info mtree -f'));
      const flat = readFileSync(at('ram'));
      const connector = await openConnector(openFile(at(`a.${end}`)));
      expect(connector.format).toBe(format);
      expect(layout.length).toBeGreaterThan(0);
      for (const { base, size, offset } of layout) {
        const read: PhysicalRead = { phys: base, into: new Uint8Array(size), got: 0 };
        await connector.read([read]);
        expect(read.reason).toBeUndefined();
        expect(Buffer.compare(read.into, flat.subarray(offset, offset + size))).toBe(0);
      }
      const total = connector.ranges.reduce((sum, range) => sum + range.size, 0);
      expect(total).toBe(SIZE);
      await connector.close();
    });
  });
}
