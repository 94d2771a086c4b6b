/**
 * A simulated board as a device that QEMU shows to its guest, by the usbredir protocol: the guest's kernel sees a USB device. Source:
 * spice/usbredir docs/usb-redirection-protocol.md (version 0.7); descriptors as an FT601 has them.
 */
import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import type { UsbDevice, UsbInResult } from '../../engine/index.js';

/** Packet types. */
const HELLO = 0;
const DEVICE_CONNECT = 1;
const INTERFACE_INFO = 4;
const ENDPOINT_INFO = 5;
const CONTROL_PACKET = 100;
const BULK_PACKET = 101;
/** Requests that are answered by another packet with status 0 and some bytes of theirs. */
const ANSWERS: Readonly<Record<number, (body: Buffer) => readonly [type: number, body: readonly number[]]>> =
  {
    6: (body) => [8, [0, body[0] ?? 0]], // set_configuration: configuration_status
    7: () => [8, [0, 1]], // get_configuration
    9: (body) => [11, [0, body[0] ?? 0, body[1] ?? 0]], // set_alt_setting: alt_setting_status
    10: (body) => [11, [0, body[0] ?? 0, 0]], // get_alt_setting
    15: (body) => [17, [0, body[0] ?? 0]], // start_interrupt_receiving: interrupt_receiving_status
    16: (body) => [17, [0, body[0] ?? 0]], // stop_interrupt_receiving
  };
/** connect_device_version, ep_info_max_packet_size, 64bits_ids, 32bits_bulk_length. */
const CAPABILITIES = (1 << 1) | (1 << 4) | (1 << 5) | (1 << 6);
const WIDE_IDS = 1 << 5;
/** Statuses of a transfer. */
const OK = 0;
const IO_ERROR = 3;
const STALLED = 4;
const SUPER_SPEED = 3;

const BULK = 2;
const INTERRUPT = 3;
/** The endpoints: address, type, largest packet, interval, interface. */
const ENDPOINTS = [
  [0x01, BULK, 1024, 0, 0],
  [0x81, INTERRUPT, 64, 9, 0],
  [0x02, BULK, 1024, 0, 1],
  [0x82, BULK, 1024, 0, 1],
] as const;

const word = (value: number): number[] => [value & 0xff, value >> 8];
const endpoints = (number: number): number[] =>
  ENDPOINTS.filter(([, , , , of]) => of === number).flatMap(([address, type, size, interval]) => [
    ...[7, 5, address, type, ...word(size), interval],
    ...(type === BULK ? [6, 0x30, 15, 0, 0, 0] : [6, 0x30, 0, 0, ...word(size)]),
  ]);
const interfaces = [0, 1].flatMap((number) => [
  ...[9, 4, number, 0, 2, 0xff, 0xff, 0xff, 0],
  ...endpoints(number),
]);
const text = (of: string): Buffer =>
  Buffer.concat([Buffer.from([2 + 2 * of.length, 3]), Buffer.from(of, 'utf16le')]);
const STRINGS = [
  Buffer.from([4, 3, 9, 4]),
  text('FTDI'),
  text('FTDI SuperSpeed-FIFO Bridge'),
  text('SIM0001'),
];
/** Descriptors by type. */
const DESCRIPTORS: Readonly<Record<number, (index: number) => Buffer | undefined>> = {
  1: () => Buffer.from([18, 1, 0x00, 0x03, 0, 0, 0, 9, 0x03, 0x04, 0x1f, 0x60, 0, 0, 1, 2, 3, 1]),
  2: () => Buffer.from([9, 2, ...word(9 + interfaces.length), 2, 1, 0, 0xa0, 12, ...interfaces]),
  3: (index) => STRINGS[index],
  15: () => Buffer.from([5, 15, 22, 0, 2, 7, 16, 2, 2, 0, 0, 0, 10, 16, 3, 0, 0x0e, 0, 1, 10, 0xff, 7]),
};

const bytesOf = ({ data }: UsbInResult): Buffer =>
  data === undefined ? Buffer.alloc(0) : Buffer.from(data.buffer, data.byteOffset, data.byteLength);

/** What a guest's controller asks of the device itself; undefined: it stalls. */
async function control(
  device: UsbDevice,
  request: number,
  type: number,
  value: number,
  length: number,
): Promise<Buffer | undefined> {
  if (type === 0x80 && request === 6) return DESCRIPTORS[value >> 8]?.(value & 0xff)?.subarray(0, length);
  if (type === 0x80 && request === 0) return Buffer.from([0, 0]).subarray(0, length);
  if (type !== 0xc0) return (type & 0x80) === 0 ? Buffer.alloc(0) : undefined;
  const answer = await device.controlTransferIn(
    { requestType: 'vendor', recipient: 'device', request, value, index: 0 },
    length,
  );
  return answer.status === 'ok' ? bytesOf(answer) : undefined;
}

/** One QEMU. */
function serve(device: UsbDevice, socket: Socket): void {
  let held: Buffer = Buffer.alloc(0);
  let wide = false;
  let turn: Promise<unknown> = device.open();
  for (const number of [0, 1]) turn = turn.then(() => device.claimInterface(number));

  const send = (type: number, id: bigint, ...parts: Uint8Array[]): void => {
    const body = Buffer.concat(parts);
    const head = Buffer.alloc(wide && type !== HELLO ? 16 : 12);
    head.writeUInt32LE(type, 0);
    head.writeUInt32LE(body.length, 4);
    if (head.length === 16) head.writeBigUInt64LE(id, 8);
    else head.writeUInt32LE(Number(id), 8);
    socket.write(Buffer.concat([head, body]));
  };

  const announce = (): void => {
    const info = Buffer.alloc(4 + 4 * 32);
    info.writeUInt32LE(2, 0);
    for (const number of [0, 1]) {
      info[4 + number] = number;
      for (const field of [1, 2, 3]) info[4 + field * 32 + number] = 0xff;
    }
    send(INTERFACE_INFO, 0n, info);
    const [types, intervals, numbers] = [Buffer.alloc(32, 255), Buffer.alloc(32), Buffer.alloc(32)];
    const sizes = Buffer.alloc(64);
    for (const [address, type, size, interval, of] of [
      ...([0x00, 0x80] as const).map((address) => [address, 0, 512, 0, 0] as const),
      ...ENDPOINTS,
    ]) {
      const place = ((address & 0x80) >> 3) | (address & 15);
      types[place] = type;
      intervals[place] = interval;
      numbers[place] = of;
      sizes.writeUInt16LE(size, place * 2);
    }
    send(ENDPOINT_INFO, 0n, types, intervals, numbers, sizes);
    const connect = Buffer.alloc(10);
    connect[0] = SUPER_SPEED;
    connect.writeUInt16LE(device.vendorId, 4);
    connect.writeUInt16LE(device.productId, 6);
    send(DEVICE_CONNECT, 0n, connect);
  };

  const controlled = async (id: bigint, head: Buffer): Promise<void> => {
    const [endpoint = 0, request = 0, type = 0] = head;
    const length = head.readUInt16LE(8);
    const answer = await control(device, request, type, head.readUInt16LE(4), length);
    const reply = Buffer.from(head);
    reply[3] = answer === undefined ? STALLED : OK;
    reply.writeUInt16LE((endpoint & 0x80) !== 0 ? (answer?.length ?? 0) : length, 8);
    send(CONTROL_PACKET, id, reply, answer ?? Buffer.alloc(0));
  };

  const moved = async (id: bigint, head: Buffer, data: Buffer): Promise<void> => {
    const endpoint = head[0] ?? 0;
    const wanted = head.readUInt16LE(2) | (head.readUInt16LE(8) << 16);
    const reply = Buffer.from(head);
    let answer: Buffer = Buffer.alloc(0);
    let length = 0;
    try {
      const into = (endpoint & 0x80) !== 0;
      const result = into
        ? await device.transferIn(endpoint & 15, wanted)
        : await device.transferOut(endpoint & 15, new Uint8Array(data));
      reply[1] = result.status === 'ok' ? OK : STALLED;
      if ('bytesWritten' in result) length = result.bytesWritten;
      else length = (answer = bytesOf(result)).length;
    } catch {
      reply[1] = IO_ERROR;
    }
    reply.writeUInt16LE(length & 0xffff, 2);
    reply.writeUInt16LE(length >>> 16, 8);
    send(BULK_PACKET, id, reply, answer);
  };

  const take = (type: number, id: bigint, body: Buffer): void => {
    if (type === HELLO) {
      wide = body.length > 64 && (body.readUInt32LE(64) & WIDE_IDS) !== 0;
      announce();
      return;
    }
    const head = Buffer.from(body.subarray(0, 10));
    const data = Buffer.from(body.subarray(10));
    if (type === CONTROL_PACKET) turn = turn.then(() => controlled(id, head));
    else if (type === BULK_PACKET) turn = turn.then(() => moved(id, head, data));
    else {
      const answer = ANSWERS[type]?.(body);
      if (answer !== undefined) send(answer[0], id, Buffer.from(answer[1]));
    }
  };

  socket.on('error', () => undefined);
  const hello = Buffer.alloc(68);
  hello.write('pagewalk');
  hello.writeUInt32LE(CAPABILITIES, 64);
  send(HELLO, 0n, hello);
  socket.on('data', (piece) => {
    held = Buffer.concat([held, piece]);
    for (;;) {
      if (held.length < 12) return;
      const type = held.readUInt32LE(0);
      const start = wide && type !== HELLO ? 16 : 12;
      const end = start + held.readUInt32LE(4);
      if (held.length < end) return;
      const id = start === 16 ? held.readBigUInt64LE(8) : BigInt(held.readUInt32LE(8));
      const body = held.subarray(start, end);
      held = held.subarray(end);
      take(type, id, body);
    }
  });
}

/** Offers the device to each QEMU that connects. */
export function serveUsbredir(device: UsbDevice, path: string): Promise<void> {
  rmSync(path, { force: true });
  return new Promise((resolve, reject) => {
    createServer((socket) => serve(device, socket))
      .on('error', reject)
      .listen(path, resolve);
  });
}
