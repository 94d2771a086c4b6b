/** The kernel log before 5.10, written record by record as those kernels did: wraps, levels, callers, damage. */
import { describe, expect, test } from 'vitest';
import { hasRecordLog, recordLog } from '../../../os/linux/record-log.js';
import { Vmcoreinfo } from '../../../os/symbols/vmcoreinfo.js';
import { VmcoreinfoTypes } from '../../../os/symbols/vmcoreinfo-types.js';
import { RememberedTypes } from '../../../os/symbols/remembered.js';
import { fakeKernel, FakeMemory } from '../../kit/fake-kernel.js';
import { RecordLogWriter } from '../../kit/record-log-writer.js';

const SYMBOLS = {
  log_buf: 0xffffffff82000000n,
  log_buf_len: 0xffffffff82000008n,
  log_first_idx: 0xffffffff8200000cn,
  log_next_idx: 0xffffffff82000010n,
};
const BUFFER = 0xffff888000100000n;

function kernelOf(log: RecordLogWriter, memory = new FakeMemory()) {
  memory
    .word(SYMBOLS.log_buf, BUFFER)
    .word(SYMBOLS.log_buf_len, BigInt(log.buffer.length), 4)
    .word(SYMBOLS.log_first_idx, BigInt(log.first), 4)
    .word(SYMBOLS.log_next_idx, BigInt(log.next), 4)
    .write(BUFFER, log.buffer);
  return fakeKernel(memory, {}, SYMBOLS);
}
const texts = async (log: RecordLogWriter) => (await recordLog(kernelOf(log))).items.map(({ text }) => text);

describe('the log of records', () => {
  test('records in order with time and level, a line for each line; dictionaries are left out', async () => {
    const log = new RecordLogWriter(4096)
      .add('Linux version 4.19', { nanoseconds: 0n, level: 5 })
      .add('two\nlines', {
        nanoseconds: 1_234_567_890n,
        level: 3,
        dictionary: 'SUBSYSTEM=pci\0DEVICE=+pci:0',
      })
      .add('', { nanoseconds: 2_000_000_000n, level: 6 });
    expect(await recordLog(kernelOf(log))).toEqual({
      complete: true,
      items: [
        { time: 0, level: 5, text: 'Linux version 4.19', complete: true },
        { time: 1.234567, level: 3, text: 'two', complete: true },
        { time: 1.234567, level: 3, text: 'lines', complete: true },
        { time: 2, level: 6, text: '', complete: true },
      ],
    });
  });

  test('a full log wraps: the oldest records give way, and the last hundreds are read in order', async () => {
    const log = new RecordLogWriter(4096);
    for (let i = 0; i < 1000; i++) {
      log.add(`message ${i} ${'x'.repeat((i * 37) % 90)}`, { nanoseconds: BigInt(i) * 1000n, level: i % 8 });
      if (i % 7 !== 0) continue;
      const { items, complete } = await recordLog(kernelOf(log));
      expect(complete).toBe(true);
      expect(items).toHaveLength(log.count);
      expect(items.map(({ text }) => Number(text.split(' ')[1]))).toEqual(
        Array.from({ length: log.count }, (_, k) => i - log.count + 1 + k),
      );
    }
    expect(log.next).toBeLessThan(log.first);
  });

  test('an empty log has no lines', async () => {
    expect(await texts(new RecordLogWriter(4096))).toEqual([]);
  });

  test('vmcoreinfo says where the members are, and callers with them', async () => {
    const names = ['ts_nsec', 'len', 'text_len', 'dict_len', 'caller_id'];
    const offsets = names.map((name, i) => `OFFSET(printk_log.${name})=${[0, 8, 10, 12, 16][i]}\n`);
    const text = `OSRELEASE=5.9.0\nPAGESIZE=4096\nSIZE(printk_log)=20\n${offsets.join('')}`;
    const log = new RecordLogWriter(4096, { callers: true })
      .add('from a thread', { nanoseconds: 1000n, level: 6, caller: 123 })
      .add('from an interrupt', { nanoseconds: 2000n, level: 4, caller: 0x80000001 });
    const types = new RememberedTypes({}, () => new VmcoreinfoTypes(new Vmcoreinfo(text, 0n)));
    expect((await recordLog({ ...kernelOf(log), types })).items).toEqual([
      { time: 0.000001, level: 6, caller: 'T123', text: 'from a thread', complete: true },
      { time: 0.000002, level: 4, caller: 'C1', text: 'from an interrupt', complete: true },
    ]);
  });

  test('a missing page, and lengths that make no sense, are told with what could be read', async () => {
    const log = new RecordLogWriter(16384);
    for (let i = 0; i < 200; i++) log.add(`message ${i}`, { nanoseconds: BigInt(i), level: 6 });
    const memory = new FakeMemory();
    const kernel = kernelOf(log, memory);
    memory.lose(BUFFER + 4096n);
    const { items, complete, reason } = await recordLog(kernel);
    expect([complete, reason]).toEqual([
      false,
      expect.stringMatching(/^the kernel log breaks off: .* is missing$/),
    ]);
    expect(items.length).toBeGreaterThan(50);
    for (const [at, value] of [
      [8, 3],
      [8, 0xfff0],
      [10, 0xffff],
    ] as const) {
      const broken = new RecordLogWriter(4096).add('a', { nanoseconds: 1n, level: 6 });
      new DataView(broken.buffer.buffer).setUint16(at, value, true);
      expect(await recordLog(kernelOf(broken))).toMatchObject({ items: [], complete: false });
    }
  });

  test('whatever its bytes and bounds are, it ends', async () => {
    let seed = 7;
    const random = () => (seed = (seed * 1103515245 + 12345) >>> 0) >>> 8;
    for (let round = 0; round < 300; round++) {
      const log = new RecordLogWriter(2048);
      for (let i = 0; i < 90; i++) log.add(`message ${i}`, { nanoseconds: BigInt(i), level: 6 });
      for (let i = 0; i < 40; i++) log.buffer[random() % 2048] = random();
      [log.first, log.next] = round % 3 === 0 ? [random() % 3000, random() % 3000] : [log.first, log.next];
      const { items, complete, reason } = await recordLog(kernelOf(log));
      expect(items.length).toBeLessThanOrEqual(2048);
      expect(complete).toBe(reason === undefined);
    }
  });

  test('only kernels with its variables and no ring have it', () => {
    expect(hasRecordLog(kernelOf(new RecordLogWriter(4096)))).toBe(true);
    expect(hasRecordLog(fakeKernel(new FakeMemory(), {}, { ...SYMBOLS, prb: 1n }))).toBe(false);
    expect(hasRecordLog(fakeKernel(new FakeMemory(), {}, { log_buf: SYMBOLS.log_buf }))).toBe(false);
  });
});
