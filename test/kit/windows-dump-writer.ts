/** Writer of Windows crash dumps for tests. Source: see connectors/windows-dump.ts. */
import { joined, type Stretch } from './dump-writers.js';

/** Kinds of 64-bit dumps, and the 32-bit full dump. */
export type WindowsKind = 'full' | 'bitmap' | 'ranges' | 'full32';

const PAGE = 4096;

function header(kind: WindowsKind, memory: readonly Stretch[]): Buffer {
  const narrow = kind === 'full32';
  const head = Buffer.alloc(narrow ? 0x1000 : 0x2000, 'PAGE');
  head.write(narrow ? 'PAGEDUMP' : 'PAGEDU64', 0, 'latin1');
  head.writeUInt32LE(19041, 0xc);
  const word = (value: number, at: number): void =>
    void (narrow ? head.writeUInt32LE(value, at) : head.writeBigUInt64LE(BigInt(value), at));
  word(0x1ad000, 0x10);
  head.writeUInt32LE(narrow ? 0x14c : 0x8664, narrow ? 0x20 : 0x30);
  head.writeUInt32LE(0xe2, narrow ? 0x28 : 0x38);
  const size = narrow ? 4 : 8;
  const runs = narrow ? 0x64 : 0x88;
  head.writeUInt32LE(memory.length, runs);
  word(
    memory.reduce((sum, { data }) => sum + data.length / PAGE, 0),
    runs + size,
  );
  memory.forEach(({ start, data }, i) => {
    word(start / PAGE, runs + 2 * size + 2 * size * i);
    word(data.length / PAGE, runs + 3 * size + 2 * size * i);
  });
  head.writeUInt32LE({ full: 1, full32: 1, bitmap: 5, ranges: 10 }[kind], narrow ? 0xf88 : 0xf98);
  return head;
}

function bitmap(memory: readonly Stretch[]): Buffer {
  const last = memory.at(-1) as Stretch;
  const bits = Math.ceil((last.start + last.data.length) / PAGE / 64) * 64;
  const block = Buffer.alloc(Math.ceil((0x38 + bits / 8) / PAGE) * PAGE);
  block.write('SDMPDUMP', 0, 'latin1');
  block.writeBigUInt64LE(BigInt(0x2000 + block.length), 0x20);
  block.writeBigUInt64LE(BigInt(bits), 0x30);
  for (const { start, data } of memory)
    for (let frame = start / PAGE; frame < (start + data.length) / PAGE; frame++)
      block[0x38 + (frame >> 3)] = (block[0x38 + (frame >> 3)] as number) | (1 << (frame & 7));
  return block;
}

function ranges(memory: readonly Stretch[]): Buffer {
  const block = Buffer.alloc(PAGE);
  block.writeUInt32LE(0x40, 0);
  block.write('RDMPDUMP', 4, 'latin1');
  block.writeBigUInt64LE(BigInt(0x2000 + block.length), 0x18);
  memory.forEach(({ start, data }, i) => {
    block.writeBigUInt64LE(BigInt(start / PAGE), 0x30 + 16 * i);
    block.writeBigUInt64LE(BigInt(data.length / PAGE), 0x38 + 16 * i);
  });
  return block;
}

/** A dump of whole pages; ranges cannot hold page 0, which ends their table. */
export function windowsDump(kind: WindowsKind, memory: readonly Stretch[]): Uint8Array {
  const second = kind === 'bitmap' ? [bitmap(memory)] : kind === 'ranges' ? [ranges(memory)] : [];
  return joined(header(kind, memory), ...second, ...memory.map(({ data }) => data));
}
