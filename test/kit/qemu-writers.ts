/** Writers of QEMU's files for tests: migration streams, libvirt's save files, and qcow2 images with a saved machine. */
import { zlibSync } from 'fflate';
import { joined, type Stretch } from './dump-writers.js';

/** How a stream is made. */
export interface StreamShape {
  /** Machine type. */
  readonly machine?: string;
  /** The block of memory; its stretches are offsets in it. */
  readonly block?: string;
  /** Bytes of a page. */
  readonly pageSize?: number;
  /** Sends each page of 16 as zlib data, as QEMU before 9.1 can. */
  readonly compress?: boolean;
  /** Sends garbage of the same pages first: only the last copy counts. */
  readonly twice?: boolean;
  /** Gives pages their own places in the file. */
  readonly mapped?: boolean;
  /** Bytes of the CMOS, sent as a device with its description. */
  readonly cmos?: Uint8Array;
}

function be(bytes: number, value: number | bigint): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64BE(BigInt(value));
  return buffer.subarray(8 - bytes);
}
const text = (value: string): Buffer => Buffer.concat([be(1, value.length), Buffer.from(value, 'latin1')]);
const footer = (section: number): Buffer => Buffer.concat([be(1, 0x7e), be(4, section)]);
const RAM = 2;

/** A migration stream of one block of memory of `size` bytes, and a block of firmware. */
export function qemuStream(size: number, memory: readonly Stretch[], shape: StreamShape = {}): Uint8Array {
  const { machine = 'pc-i440fx-7.2', block = 'pc.ram', pageSize = 4096, mapped = false } = shape;
  const content = new Uint8Array(size);
  for (const { start, data } of memory) content.set(data, start);
  const capabilities = mapped ? ['mapped-ram'] : [];
  const head = Buffer.concat([
    Buffer.from('QEVM'),
    be(4, 3),
    be(1, 7),
    be(4, machine.length),
    Buffer.from(machine, 'latin1'),
    ...(pageSize === 4096
      ? []
      : [be(1, 5), text('configuration/target-page-bits'), be(4, 1), be(4, Math.log2(pageSize))]),
    ...(capabilities.length === 0
      ? []
      : [
          be(1, 5),
          text('configuration/capabilities'),
          be(4, 1),
          be(4, capabilities.length),
          ...capabilities.map(text),
        ]),
    ...[be(1, 1), be(4, RAM), text('ram'), be(4, 0), be(4, 4)],
    be(8, (size + pageSize) | 4),
  ]);
  const blocks: Buffer[] = [];
  let at = head.length;
  const add = (...parts: Buffer[]): void => {
    blocks.push(...parts);
    for (const part of parts) at += part.length;
  };
  for (const [name, bytes] of [
    [block, content],
    ['pc.bios', new Uint8Array(pageSize).fill(0xb1)],
  ] as const) {
    add(text(name), be(8, bytes.length));
    if (!mapped) continue;
    const bitmapAt = at + 28;
    const pagesAt = Math.ceil((bitmapAt + bytes.length / pageSize / 8 + 1) / 4096) * 4096;
    const room = Buffer.alloc(pagesAt - bitmapAt);
    for (let page = 0; page * pageSize < bytes.length; page++)
      if (pageOf(bytes, page, pageSize).some((byte) => byte !== 0))
        room[page >> 3] = (room[page >> 3] as number) | (1 << (page & 7));
    add(be(4, 1), be(8, pageSize), be(8, bitmapAt), be(8, pagesAt), room, Buffer.from(bytes));
  }
  const parts: Uint8Array[] = [head, ...blocks, be(8, 0x10), footer(RAM)];
  if (!mapped) {
    if (shape.twice === true)
      parts.push(
        be(1, 2),
        be(4, RAM),
        ...pages(block, content.slice().fill(0xee), shape),
        be(8, 0x10),
        footer(RAM),
      );
    parts.push(be(1, 8), be(2, 5), be(2, 3), Buffer.from('abc'));
    parts.push(be(1, 2), be(4, RAM), ...pages('pc.bios', new Uint8Array(pageSize).fill(0xb1), shape));
    parts.push(...pages(block, content, shape), be(8, 0x10), footer(RAM));
  }
  parts.push(be(1, 3), be(4, RAM), be(8, 0x10), footer(RAM), ...devices(shape.cmos), Buffer.of(0));
  return joined(...parts, ...description(shape.cmos));
}

const pageOf = (bytes: Uint8Array, page: number, size: number): Uint8Array =>
  bytes.subarray(page * size, (page + 1) * size);

/** Pages of a block: zeros by a byte, others whole or packed. */
function pages(
  name: string,
  bytes: Uint8Array,
  { pageSize = 4096, compress = false }: StreamShape,
): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += pageSize) {
    const page = bytes.subarray(at, at + pageSize);
    const packed = compress && (at / pageSize) % 16 === 0;
    const zero = page.every((byte) => byte === 0);
    const flags = (zero ? 2 : packed ? 0x100 : 8) | (at === 0 ? 0 : 0x20);
    parts.push(be(8, at + flags));
    if (at === 0) parts.push(text(name));
    if (zero) parts.push(Buffer.of(0));
    else if (packed) {
      const data = zlibSync(page);
      parts.push(be(4, data.length), data);
    } else parts.push(page);
  }
  return parts;
}

/** A processor whose cr[3] is 0x1000, and the clock with its CMOS. */
function devices(cmos: Uint8Array | undefined): Uint8Array[] {
  if (cmos === undefined) return [];
  return [
    ...[
      be(1, 4),
      be(4, 5),
      text('cpu'),
      be(4, 0),
      be(4, 12),
      be(8, 7),
      be(8, 0x11),
      be(8, 0x1000),
      footer(5),
    ],
    ...[
      be(1, 4),
      be(4, 6),
      text('mc146818rtc'),
      be(4, 0),
      be(4, 3),
      cmos,
      be(1, 5),
      text('mc146818rtc/lost'),
      be(4, 1),
    ],
    ...[be(4, 9), footer(6)],
  ];
}

function description(cmos: Uint8Array | undefined): Uint8Array[] {
  if (cmos === undefined) return [];
  const json = JSON.stringify({
    page_size: 4096,
    devices: [
      {
        name: 'cpu',
        instance_id: 0,
        fields: [
          { name: 'env.eip', size: 8 },
          { name: 'inner', struct: { vmsd_name: 'x', fields: [{ name: 'word', size: 8 }] } },
          { name: 'env.cr[3]', size: 8 },
        ],
      },
      {
        name: 'mc146818rtc',
        instance_id: 0,
        fields: [{ name: 'cmos_data', size: 1, array_len: 128 }],
        subsections: [{ vmsd_name: 'mc146818rtc/lost', fields: [{ name: 'lost', size: 4 }] }],
      },
    ],
  });
  return [be(1, 6), be(4, json.length), Buffer.from(json)];
}

/** A CMOS that tells of memory above 4 GiB: `above` bytes, a multiple of 64 KiB. */
export function cmosOf(above: number): Uint8Array {
  const cmos = new Uint8Array(128);
  cmos.set(
    [0, 8, 16].map((shift) => ((above / 65536) >> shift) & 0xff),
    0x5b,
  );
  return cmos;
}

/** A file of libvirt's save around a stream. */
export function libvirtSave(stream: Uint8Array, packed = 0): Uint8Array {
  const xml = '<domain/>\0';
  const head = Buffer.alloc(92);
  head.write('LibvirtQemudSave', 'latin1');
  [2, xml.length, 1, packed].forEach((value, i) => head.writeUInt32LE(value, 16 + 4 * i));
  return joined(head, Buffer.from(xml), stream);
}

/** A qcow2 image of a disk of 1 MiB with snapshots, each with a machine's state or none. Clusters of 4 KiB, one in three swapped. */
export function qcow2Image(
  snapshots: readonly { readonly name: string; readonly state: Uint8Array }[],
): Uint8Array {
  const cluster = 4096;
  const disk = 1 << 20;
  const each = cluster / 8;
  const first = Math.ceil(disk / (cluster * each));
  const clusters: Buffer[] = [Buffer.alloc(cluster)];
  const put = (bytes: Uint8Array): number => {
    const at = clusters.length * cluster;
    const room = Buffer.alloc(Math.ceil(Math.max(1, bytes.length) / cluster) * cluster);
    room.set(bytes);
    for (let from = 0; from < room.length; from += cluster)
      clusters.push(room.subarray(from, from + cluster));
    return at;
  };
  const entries = snapshots.map(({ name, state }, number) => {
    const count = Math.ceil(state.length / cluster);
    const l1 = Buffer.alloc(8 * (first + Math.ceil(count / each)));
    for (let table = 0; table * each < count; table++) {
      const l2 = Buffer.alloc(cluster);
      for (let i = 0; i < each && table * each + i < count; i++) {
        const from = (table * each + i) * cluster;
        const bytes = state.subarray(from, from + cluster);
        // Zeros are told by no place, or by the flag.
        const zero = bytes.every((byte) => byte === 0);
        l2.writeBigUInt64BE(zero ? BigInt(i % 2) : BigInt(put(bytes)) | (1n << 63n), 8 * i);
      }
      l1.writeBigUInt64BE(BigInt(put(l2)) | (1n << 63n), 8 * (first + table));
    }
    const id = String(number + 1);
    const head = Buffer.alloc(40 + 16);
    head.writeBigUInt64BE(BigInt(put(l1)), 0);
    head.writeUInt32BE(l1.length / 8, 8);
    head.writeUInt16BE(id.length, 12);
    head.writeUInt16BE(name.length, 14);
    head.writeUInt32BE(state.length, 32);
    head.writeUInt32BE(16, 36);
    head.writeBigUInt64BE(BigInt(state.length), 40);
    head.writeBigUInt64BE(BigInt(disk), 48);
    const entry = Buffer.concat([head, Buffer.from(id + name)]);
    return Buffer.concat([entry, Buffer.alloc((8 - (entry.length % 8)) % 8)]);
  });
  const at = put(Buffer.concat(entries));
  const header = clusters[0] as Buffer;
  header.write('QFI\xfb', 'latin1');
  header.writeUInt32BE(3, 4);
  header.writeUInt32BE(12, 20);
  header.writeBigUInt64BE(BigInt(disk), 24);
  header.writeUInt32BE(snapshots.length, 60);
  header.writeBigUInt64BE(BigInt(at), 64);
  header.writeUInt32BE(104, 100);
  return joined(...clusters);
}
