/** The layout of RAM that the live connector learns, on real machines of every shape, against QEMU's own answer for single addresses. */
import { describe, expect, test } from 'vitest';
import { openQemu } from '../../connectors/qemu-live/open.js';
import { Qmp } from '../../connectors/qmp.js';
import { askMachine } from '../../connectors/qemu-live/machine.js';
import { connect, processes, sharedFiles } from '../../host-node/index.js';
import { startQemu } from '../kit/qemu.js';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const X86 = 'qemu-system-x86_64';
const PC = [0, 0xa0000];
const backend = (id: string, size: string) => ['-object', `memory-backend-ram,id=${id},size=${size}`];
const file = (folder: string, id: string, size: string) => [
  ...['-object', `memory-backend-file,id=${id},size=${size},share=on,mem-path=${folder}/${id}`],
  ...['-machine', `memory-backend=${id}`],
];

/** A machine, and where its memory must lie: pairs of start and size; on PCs what remains of the first MiB is left to QEMU's answer. */
interface Shape {
  readonly program: string;
  readonly args: (folder: string) => readonly string[];
  readonly ranges: readonly (readonly [number, number])[];
  /** Names of blocks. */
  readonly blocks: readonly string[];
}
const shape = (
  program: string,
  args: Shape['args'] | readonly string[],
  ranges: Shape['ranges'],
  ...blocks: string[]
): Shape => ({ program, args: typeof args === 'function' ? args : () => args, ranges, blocks });
const low = (end: number): readonly [number, number] => [MIB, end - MIB];

const SHAPES: Readonly<Record<string, Shape>> = {
  'pc of 128 MiB': shape(X86, ['-M', 'pc', '-m', '128'], [low(128 * MIB)], 'pc.ram'),
  'pc of 3 GiB': shape(X86, ['-M', 'pc', '-m', '3072'], [low(3 * GIB)], 'pc.ram'),
  'pc of 3.5 GiB': shape(X86, ['-M', 'pc', '-m', '3584'], [low(3 * GIB), [4 * GIB, 512 * MIB]], 'pc.ram'),
  'pc of 6 GiB': shape(X86, ['-M', 'pc', '-m', '6144'], [low(3 * GIB), [4 * GIB, 3 * GIB]], 'pc.ram'),
  'pc with max-ram-below-4g': shape(
    X86,
    ['-M', 'pc,max-ram-below-4g=2G', '-m', '3072'],
    [low(2 * GIB), [4 * GIB, GIB]],
    'pc.ram',
  ),
  'pc with a display': shape(X86, ['-M', 'pc', '-m', '64', '-vga', 'std'], [low(64 * MIB)], 'pc.ram'),
  'pc of version 3.1': shape(X86, ['-M', 'pc-i440fx-3.1', '-m', '64'], [low(64 * MIB)], 'pc.ram'),
  'pc with a file': shape(
    X86,
    (folder) => ['-M', 'pc', '-m', '128', ...file(folder, 'mem0', '128M')],
    [low(128 * MIB)],
    'mem0',
  ),
  'q35 of 2 GiB': shape(X86, ['-M', 'q35', '-m', '2048'], [low(2 * GIB)], 'pc.ram'),
  'q35 of 2816 MiB': shape(X86, ['-M', 'q35', '-m', '2816'], [low(2 * GIB), [4 * GIB, 768 * MIB]], 'pc.ram'),
  'q35 of two nodes': shape(
    X86,
    [
      ...['-M', 'q35', '-m', '4096', '-smp', '2', ...backend('n0', '1G'), ...backend('n1', '3G')],
      ...['-numa', 'node,memdev=n0,cpus=0', '-numa', 'node,memdev=n1,cpus=1'],
    ],
    [low(GIB), [GIB, GIB], [4 * GIB, 2 * GIB]],
    'n0',
    'n1',
  ),
  'q35 with a DIMM': shape(
    X86,
    [
      ...['-M', 'q35', '-m', '256,slots=2,maxmem=4G', ...backend('d0', '128M')],
      ...['-device', 'pc-dimm,id=dimm0,memdev=d0'],
    ],
    [low(256 * MIB), [4 * GIB, 128 * MIB]],
    'pc.ram',
    'd0',
  ),
  // Its BIOS covers the last 64 KiB of the first MiB.
  microvm: shape(X86, ['-M', 'microvm', '-m', '128'], [[0, 0xf0000], low(128 * MIB)], 'microvm.ram'),
  'aarch64 virt': shape(
    'qemu-system-aarch64',
    ['-M', 'virt', '-cpu', 'max', '-m', '128'],
    [[GIB, 128 * MIB]],
    'mach-virt.ram',
  ),
  'aarch64 virt of two nodes': shape(
    'qemu-system-aarch64',
    [
      ...[
        '-M',
        'virt',
        '-cpu',
        'max',
        '-m',
        '256',
        '-smp',
        '2',
        ...backend('n0', '128M'),
        ...backend('n1', '128M'),
      ],
      ...['-numa', 'node,memdev=n0,cpus=0', '-numa', 'node,memdev=n1,cpus=1'],
    ],
    [
      [GIB, 128 * MIB],
      [GIB + 128 * MIB, 128 * MIB],
    ],
    'n0',
    'n1',
  ),
  'arm virt': shape(
    'qemu-system-arm',
    ['-M', 'virt', '-cpu', 'cortex-a15', '-m', '128'],
    [[GIB, 128 * MIB]],
    'mach-virt.ram',
  ),
  'riscv64 virt': shape(
    'qemu-system-riscv64',
    ['-M', 'virt', '-m', '128'],
    [[2 * GIB, 128 * MIB]],
    'riscv_virt_board.ram',
  ),
  'riscv64 virt with a file': shape(
    'qemu-system-riscv64',
    (folder) => ['-M', 'virt', '-m', '128', ...file(folder, 'mem0', '128M')],
    [[2 * GIB, 128 * MIB]],
    'mem0',
  ),
};

describe('the layout of a live machine', () => {
  for (const [name, { program, args, ranges, blocks }] of Object.entries(SHAPES))
    test(name, { timeout: 60_000 }, async () => {
      const qemu = await startQemu(program, (folder) => ['-S', ...args(folder)]);
      try {
        const qmp = await Qmp.open(await connect(qemu.qmp));
        const { parts } = await askMachine(qmp);
        expect([...new Set(parts.map(({ block }) => block))].sort()).toEqual([...blocks].sort());
        const above = parts.filter(({ start }) => start >= MIB || program !== X86 || name === 'microvm');
        expect(above.map(({ start, size }) => [start, size])).toEqual(ranges);
        if (above.length < parts.length) expect([parts[0]?.start, parts[0]?.size]).toEqual(PC);
        // QEMU's own answer: the host addresses of a block differ from its offsets by the same number everywhere.
        const bases = new Map<string, bigint>();
        for (const { start, size, block, offset } of parts)
          for (const at of [0, size - 4096]) {
            const text = await qmp.monitor(`gpa2hva 0x${(start + at).toString(16)}`);
            const [, named, host] = /\((\S+)\) is (0x[0-9a-f]+)/.exec(text) ?? [];
            expect(named).toBe(block);
            const base = BigInt(host ?? '0') - BigInt(offset + at);
            expect(bases.get(block) ?? base).toBe(base);
            bases.set(block, base);
          }
        qmp.close();
      } finally {
        await qemu.stop();
      }
    });
});

describe('registers of a live machine', () => {
  const host = { connect, processes, shared: sharedFiles };
  test.each([
    ['qemu-system-aarch64', ['-M', 'virt', '-cpu', 'max'], ['pc', 'ttbr0_el1', 'ttbr1_el1', 'tcr_el1']],
    ['qemu-system-arm', ['-M', 'virt', '-cpu', 'cortex-a15'], ['r15', 'ttbr0', 'ttbr1', 'ttbcr']],
    ['qemu-system-riscv64', ['-M', 'virt'], ['pc', 'satp', 'sp']],
    [X86, ['-M', 'q35'], ['eip', 'cr3', 'cr4', 'efer']],
  ])('%s', async (program, args, names) => {
    const qemu = await startQemu(program, () => ['-S', '-m', '64', '-smp', '2', ...args]);
    try {
      const connector = await openQemu(host, qemu.qmp, { path: 'gdb' });
      const all = (await connector.registers?.()) ?? [];
      expect(all).toHaveLength(2);
      for (const registers of all) for (const name of names) expect(registers).toHaveProperty(name);
      await connector.close();
    } finally {
      await qemu.stop();
    }
  });
});
