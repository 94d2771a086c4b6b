/** Boot record and address map of a kernel made by hand. */
import { describe, expect, test } from 'vitest';
import { bootRecordOf } from '../../../os/linux/boot.js';
import { cpuRecords } from '../../../os/linux/cpus.js';
import { iomemRanges } from '../../../os/linux/iomem.js';
import type { LinuxKernel } from '../../../os/linux/kernel.js';
import { memoryStatistics } from '../../../os/linux/memory-statistics.js';
import { fakeKernel, FakeMemory, type Layout } from '../../kit/fake-kernel.js';

const LAYOUTS: Record<string, Layout> = {
  timekeeper: {
    xtime_sec: [0, 8],
    'tkr_mono.xtime_nsec': [8, 8],
    'tkr_mono.shift': [16, 4],
    offs_real: [24, 8],
    offs_boot: [32, 8],
  },
  uts_namespace: {
    'name.nodename': [0, 65],
    'name.domainname': [65, 65],
    'name.release': [130, 65],
    'name.version': [195, 65],
    'name.machine': [260, 65],
  },
  resource: { start: [0, 8], end: [8, 8], name: [16, 8], sibling: [24, 8], child: [32, 8] },
};
const CLOCK = 0xffffffff82000000n;
const LINE = 0xffffffff82001000n;
const NAMES = 0xffffffff82002000n;
const ROOT = 0xffffffff82003000n;
const SYMBOLS = { tk_core: CLOCK, saved_command_line: LINE, init_uts_ns: NAMES, iomem_resource: ROOT };
const noLog = () => Promise.resolve([]);

/** A kernel that was started at 1,000,000 s and ran for 12.5 s. */
function started(): FakeMemory {
  const memory = new FakeMemory().words(LINE, [LINE + 64n]).text(LINE + 64n, 'quiet panic=-1');
  memory.words(CLOCK + 8n, [1_000_012n, 500_000_000n << 8n, 8n, 1_000_003_000_000_000n, 3_000_000_000n]);
  memory.write(NAMES, new Uint8Array(400));
  ['host', '(none)', '9.9', '#1', 'x86_64'].forEach((name, i) => memory.text(NAMES + BigInt(65 * i), name));
  return memory;
}

describe('bootRecordOf', () => {
  test('clock, command line and names', async () => {
    expect(await bootRecordOf(fakeKernel(started(), LAYOUTS, SYMBOLS), noLog)).toEqual({
      bootTime: 1_000_000,
      uptime: 12.5,
      time: 1_000_012,
      commandLine: 'quiet panic=-1',
      hostname: 'host',
      domain: '(none)',
      release: '9.9',
      version: '#1',
      machine: 'x86_64',
      complete: true,
    });
  });

  test('the command line stands in the log too', async () => {
    const { saved_command_line: _, ...others } = SYMBOLS;
    const log = () => Promise.resolve(['Booting', 'Kernel command line: from the log']);
    const record = await bootRecordOf(fakeKernel(started(), LAYOUTS, others), log);
    expect(record).toMatchObject({ commandLine: 'from the log', complete: true });
  });

  test('what cannot be read is null and said', async () => {
    const memory = started().word(CLOCK + 8n, 5n);
    const { init_uts_ns: _, ...others } = SYMBOLS;
    expect(await bootRecordOf(fakeKernel(memory, LAYOUTS, others), noLog)).toMatchObject({
      bootTime: null,
      hostname: null,
      complete: false,
      reason: 'the clock cannot be read; the names of the system cannot be read',
    });
  });
});

describe('iomemRanges', () => {
  const range = (memory: FakeMemory, i: number, fields: bigint[], name: string) =>
    memory
      .words(ROOT + BigInt(64 * i), [
        fields[0] ?? 0n,
        fields[1] ?? 0n,
        ROOT + BigInt(2048 + 16 * i),
        fields[2] ?? 0n,
        fields[3] ?? 0n,
      ])
      .text(ROOT + BigInt(2048 + 16 * i), name);
  const at = (i: number) => ROOT + BigInt(64 * i);
  const map = () => {
    const memory = new FakeMemory();
    range(memory, 0, [0n, ~0n, 0n, at(1)], 'PCI mem');
    range(memory, 1, [0x1000n, 0x1fffn, at(3), at(2)], 'System RAM');
    range(memory, 2, [0x1800n, 0x18ffn], 'Kernel code');
    return range(memory, 3, [0xfee00000n, 0xfeefffffn], 'APIC');
  };

  test('each range before those inside it', async () => {
    const { items, complete } = await iomemRanges(fakeKernel(map(), LAYOUTS, SYMBOLS));
    expect(complete).toBe(true);
    expect(items.map(({ start, end, name, depth }) => [start, end, name, depth])).toEqual([
      [0x1000n, 0x2000n, 'System RAM', 0],
      [0x1800n, 0x1900n, 'Kernel code', 1],
      [0xfee00000n, 0xfef00000n, 'APIC', 0],
    ]);
  });

  test('circles, lost ranges and lost names are told', async () => {
    const memory = map()
      .word(at(3) + 24n, at(1))
      .word(at(2) + 32n, 0xffffffff99999999n)
      .word(at(3) + 16n, 8n);
    const { items, complete, reason } = await iomemRanges(fakeKernel(memory, LAYOUTS, SYMBOLS));
    expect([items.length, complete, reason]).toEqual([3, false, expect.stringContaining('2 branches')]);
    expect(items[2]).toMatchObject({ name: null, complete: false });
    expect((await iomemRanges(fakeKernel(map(), LAYOUTS))).reason).toContain('no symbol');
  });
});

describe('cpuRecords', () => {
  const INFO: Layout = {
    x86: [0, 1],
    x86_model: [1, 1],
    x86_stepping: [2, 1],
    x86_vendor_id: [8, 16],
    x86_model_id: [24, 64],
    x86_capability: [88, 12],
  };
  const SYMBOLS_OF_CPUS = {
    cpu_info: 0xffffffff81000000n,
    x86_cap_flags: ROOT,
    __per_cpu_offset: ROOT + 0x400n,
    __cpu_possible_mask: ROOT + 0x500n,
    __cpu_online_mask: ROOT + 0x508n,
  };
  const cpus = () => {
    const memory = new FakeMemory().write(ROOT, new Uint8Array(0x400));
    memory.word(ROOT + 8n, ROOT + 0x600n).word(ROOT + 24n, ROOT + 0x610n);
    memory
      .text(ROOT + 0x600n, 'vme')
      .text(ROOT + 0x610n, 'pse')
      .write(ROOT + 0x640n, new Uint8Array(64));
    memory.words(ROOT + 0x400n, [0x1000n, 0x2000n]).words(ROOT + 0x500n, [3n, 1n]);
    const info = 0xffffffff81001000n;
    memory
      .write(info, new Uint8Array(4096))
      .word(info, 0x030206n, 4)
      .text(info + 8n, 'Maker');
    return memory.text(info + 24n, 'Model 1').word(info + 88n, 0b1010n, 4);
  };
  const read = (memory: FakeMemory) =>
    cpuRecords(fakeKernel(memory, { cpuinfo_x86: INFO, cpumask: { bits: [0, 8] } }, SYMBOLS_OF_CPUS));

  test('features by name, online or not, and a processor whose copy is lost', async () => {
    expect((await read(cpus())).items).toEqual([
      {
        cpu: 0,
        online: true,
        vendor: 'Maker',
        model: 'Model 1',
        family: 6,
        modelNumber: 2,
        stepping: 3,
        features: ['vme', 'pse'],
        complete: true,
      },
      expect.objectContaining({ cpu: 1, online: false, model: null, complete: false }),
    ]);
  });

  test('a name that is lost costs the features and is told', async () => {
    const { items } = await read(cpus().word(ROOT + 24n, 0xffffffff99999999n));
    expect(items[0]).toMatchObject({ model: 'Model 1', complete: false });
    expect(items[0]).not.toHaveProperty('features');
  });
});

describe('memoryStatistics', () => {
  const kernel = (memory: FakeMemory, items: readonly string[]): LinuxKernel => {
    const made = fakeKernel(
      memory,
      {},
      { vm_node_stat: ROOT, vm_zone_stat: ROOT + 512n, _totalram_pages: LINE },
    );
    const members = items.map((name, i) => ({ name, type: String(i), offset: 0, bits: 0, bitOffset: 0 }));
    const describeType = (name: string) => ({
      name,
      kind: 'enum' as const,
      size: 4,
      members: name === 'enum node_stat_item' ? members : [],
    });
    return { ...made, types: Object.assign(made.types, { describe: describeType }) };
  };

  test('sums of counters in bytes, counters below zero as none; what the kernel lacks is left out', async () => {
    const memory = new FakeMemory().words(ROOT, [1n, 2n, 3n, 4n, 5n, -6n, 7n]).word(LINE, 100n);
    const names = [
      'NR_LRU_BASE',
      'a',
      'b',
      'c',
      'd',
      'NR_SHMEM',
      'NR_KERNEL_STACK_KB',
      'NR_VM_NODE_STAT_ITEMS',
    ];
    const { items, complete, reason } = await memoryStatistics(kernel(memory, names));
    const value = new Map(items.map((item) => [item.name, item.value]));
    expect(value.get('MemTotal')).toBe(100 * 4096);
    expect(value.get('Active')).toBe((2 + 4) * 4096);
    expect(value.get('Inactive(file)')).toBe(3 * 4096);
    expect(value.get('Shmem')).toBe(0);
    expect(value.get('KernelStack')).toBe(7 * 1024);
    expect(value.has('MemFree')).toBe(false);
    expect(complete).toBe(false);
    expect(reason).toContain("the kernel's types have no enum zone_stat_item");
    expect(reason).toContain('no symbols of swap');
  });
});
