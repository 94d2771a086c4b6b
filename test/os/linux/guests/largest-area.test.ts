/** The guess by size: which area, and where QEMU's machines have their memory. */
import { expect, test } from 'vitest';
import type { Area } from '../../../../os/linux/guests/backing.js';
import { largestArea } from '../../../../os/linux/guests/largest-area.js';

const MiB = 1n << 20n;
const GiB = 1n << 30n;

const area = (start: bigint, size: bigint, more: Partial<Area> = {}): Area => ({
  start,
  end: start + size,
  writable: true,
  executable: false,
  special: false,
  ...more,
});
const shared = { file: { kind: 'memory', mapping: 0n, head: 0n, first: 0n } } as const;

test.each([
  ['qemu-system-x86_64', '-M pc -m 128', 128n * MiB, [[0n, 128n * MiB]]],
  [
    'qemu-system-x86_64',
    '-m 4096',
    4n * GiB,
    [
      [0n, 3n * GiB],
      [4n * GiB, GiB],
    ],
  ],
  [
    'qemu-system-x86_64',
    '-machine type=q35,accel=kvm',
    4n * GiB,
    [
      [0n, 2n * GiB],
      [4n * GiB, 2n * GiB],
    ],
  ],
  ['qemu-system-x86_64', '-machine pc-q35-7.2', 2n * GiB, [[0n, 2n * GiB]]],
  ['qemu-system-aarch64', '-M virt', 8n * GiB, [[GiB, 8n * GiB]]],
  ['qemu-system-riscv64', '-M virt', GiB, [[2n * GiB, GiB]]],
  ['qemu-system-sparc', '', GiB, []],
] as const)('%s %s', (exe, command, size, expected) => {
  const ranges = largestArea(exe, `${exe} ${command}`, [
    area(0x7f0000000000n, 512n * MiB, { executable: true }),
    area(0x7f1000000000n, 16n * GiB, { writable: false }),
    area(0x7f2000000000n, size),
    area(0x7f5000000000n, 4096n),
  ]);
  expect(ranges.map(({ start, size: bytes }) => [start, bytes])).toEqual(expected);
  if (ranges[1] !== undefined) expect(ranges[1].host).toBe(0x7f2000000000n + (ranges[0]?.size ?? 0n));
});

test('shared memory goes before larger memory that is not', () => {
  const areas = [area(0x7f0000000000n, 256n * MiB), area(0x7f1000000000n, 128n * MiB, shared)];
  expect(largestArea('qemu-system-x86_64', '', areas)).toEqual([
    { start: 0n, size: 128n * MiB, host: 0x7f1000000000n },
  ]);
});
