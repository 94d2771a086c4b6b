/** Writer of VMware's states for tests: groups of tags, with the memory inside or in a file of its own. */
import { joined, type Stretch } from './dump-writers.js';

/** How a state is made. */
export interface VmwareShape {
  readonly magic?: number;
  /** Puts the memory into the state. */
  readonly inside?: boolean;
  /** Says of the memory that it is packed. */
  readonly packed?: boolean;
  /** Leaves out the regions: memory starts at 0. */
  readonly flat?: boolean;
}

const u32 = (value: number): Buffer => {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
};
const word = (size: 4 | 8, value: number | bigint): Buffer => {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt(value));
  return buffer.subarray(0, size);
};

function tag(name: string, indices: readonly number[], value: Uint8Array): Buffer {
  const head = Buffer.of((indices.length << 6) | value.length, name.length);
  return Buffer.concat([head, Buffer.from(name), ...indices.map(u32), value]);
}

/** A block whose bytes start at a multiple of 4096 in the file when the tag is put at `at`. */
function block(name: string, at: number, bytes: Uint8Array, sizes: 4 | 8, packed: boolean): Buffer {
  const head = Buffer.concat([
    Buffer.of((2 << 6) | (packed ? 62 : 63), name.length),
    Buffer.from(name),
    u32(0),
    u32(0),
    word(sizes, bytes.length),
    word(sizes, bytes.length),
  ]);
  const padding = (4096 - ((at + head.length + 2) % 4096)) % 4096;
  return Buffer.concat([head, Buffer.of(padding & 0xff, padding >> 8), Buffer.alloc(padding), bytes]);
}

/** A state (`vmss`) and the memory that lies beside it (`vmem`; empty when it lies inside). */
export function vmwareState(
  memory: readonly Stretch[],
  shape: VmwareShape = {},
): { readonly vmss: Uint8Array; readonly vmem: Uint8Array } {
  const { magic = 0xbed2bed2, inside = false, packed = false, flat = false } = shape;
  const sizes = (magic & 0xf) === 0 ? 4 : 8;
  const pages = joined(...memory.map(({ data }) => data));
  const cpu = Buffer.concat([
    tag('cpu:numVCPUs', [], u32(1)),
    tag('rip', [0], word(8, 0xffffffff81000000n)),
    tag('CR', [0, 3], u32(0x1000)),
    tag('CR64', [0, 3], word(8, 0x1234000)),
    block('gpregs', 0, new Uint8Array(100).fill(7), sizes, false),
    Buffer.alloc(2),
  ]);
  let page = 0;
  const regions = memory.flatMap(({ start, data }, i) => {
    const made = [
      tag('regionPageNum', [i], u32(page)),
      tag('regionPPN', [i], u32(start / 4096)),
      tag('regionSize', [i], u32(data.length / 4096)),
    ];
    page += data.length / 4096;
    return made;
  });
  const places = Buffer.concat([
    tag('align_mask', [0], u32(0xffff)),
    tag('regionsCount', [], u32(flat ? 0 : memory.length)),
    ...(flat ? [] : regions),
  ]);
  const cpuAt = 12 + 3 * 80;
  const memoryAt = cpuAt + cpu.length;
  const groups = [
    ['Checkpoint', cpuAt + cpu.length - 2],
    ['cpu', cpuAt],
    ['memory', memoryAt],
  ] as const;
  const table = groups.map(([name, at]) => {
    const group = Buffer.alloc(80);
    group.write(name);
    group.writeBigUInt64LE(BigInt(at), 64);
    return group;
  });
  const blob =
    inside || packed ? block('Memory', memoryAt + places.length, pages, sizes, packed) : Buffer.alloc(0);
  return {
    vmss: joined(u32(magic), u32(8), u32(groups.length), ...table, cpu, places, blob, Buffer.alloc(2)),
    vmem: inside ? new Uint8Array(0) : pages,
  };
}
