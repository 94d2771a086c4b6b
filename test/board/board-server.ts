/** A USB device behind a unix socket, in the words of libusb-stand-in.c; and the other end of it as a USB device again. */
import { rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import type { UsbDevice } from '../../engine/index.js';

const CONTROL_IN = 1;
const BULK_OUT = 3;
const BULK_IN = 4;
const NO_DEVICE = -4;
const PIPE = -9;

/** Cuts a stream into messages: `take` says how many bytes the next one has, given those that are there. */
function messages(
  socket: Socket,
  size: (bytes: Buffer) => number | undefined,
  take: (message: Buffer) => void,
): void {
  let held: Buffer = Buffer.alloc(0);
  socket.on('data', (piece) => {
    held = held.length === 0 ? piece : Buffer.concat([held, piece]);
    for (;;) {
      const wanted = size(held);
      if (wanted === undefined || held.length < wanted) return;
      const message = held.subarray(0, wanted);
      held = held.subarray(wanted);
      take(message);
    }
  });
}

/** Serves the device to whoever connects. */
export function serveBoard(
  device: UsbDevice,
  path: string,
): Promise<{ readonly close: () => Promise<void> }> {
  rmSync(path, { force: true });
  const serve = async (request: Buffer): Promise<Buffer> => {
    const [operation, endpoint] = [request.readUInt8(0), request.readUInt8(1)];
    const wanted = request.readUInt32LE(4);
    const answer = (error: number, transferred: number, data?: DataView): Buffer => {
      const head = Buffer.alloc(12);
      head.writeInt32LE(error, 0);
      head.writeUInt32LE(transferred, 4);
      head.writeUInt32LE(data?.byteLength ?? 0, 8);
      return data === undefined
        ? head
        : Buffer.concat([head, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]);
    };
    try {
      if (operation === BULK_OUT) {
        const { status, bytesWritten } = await device.transferOut(
          endpoint & 15,
          new Uint8Array(request.subarray(16)),
        );
        return answer(status === 'ok' ? 0 : PIPE, bytesWritten);
      }
      const value = request.readUInt16LE(2);
      const { status, data } =
        operation === CONTROL_IN
          ? await device.controlTransferIn(
              { requestType: 'vendor', recipient: 'device', request: endpoint, value, index: 0 },
              wanted,
            )
          : operation === BULK_IN
            ? await device.transferIn(endpoint & 15, wanted)
            : { status: 'stall', data: undefined };
      return status === 'ok' && data !== undefined ? answer(0, data.byteLength, data) : answer(PIPE, 0);
    } catch {
      return answer(NO_DEVICE, 0);
    }
  };
  const server = createServer((socket) => {
    let turn: Promise<unknown> = device.open();
    for (const number of [0, 1]) turn = turn.then(() => device.claimInterface(number));
    socket.on('error', () => undefined);
    messages(
      socket,
      (bytes) => (bytes.length < 16 ? undefined : 16 + bytes.readUInt32LE(8)),
      (request) => {
        turn = turn.then(() => serve(request)).then((answer) => socket.write(answer));
      },
    );
  });
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(path, () =>
      resolve({ close: () => new Promise((closed) => server.close(() => closed())) }),
    );
  });
}

/** The device behind the socket. */
export async function remoteBoard(path: string): Promise<UsbDevice> {
  const socket = connect(path);
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  const waiting: ((answer: Buffer) => void)[] = [];
  messages(
    socket,
    (bytes) => (bytes.length < 12 ? undefined : 12 + bytes.readUInt32LE(8)),
    (answer) => waiting.shift()?.(answer),
  );
  const ask = (
    operation: number,
    endpoint: number,
    value: number,
    wanted: number,
    out = new Uint8Array(0),
  ): Promise<Buffer> => {
    const head = Buffer.alloc(16);
    head.writeUInt8(operation, 0);
    head.writeUInt8(endpoint, 1);
    head.writeUInt16LE(value, 2);
    head.writeUInt32LE(wanted, 4);
    head.writeUInt32LE(out.length, 8);
    socket.write(Buffer.concat([head, out]));
    return new Promise((resolve) => waiting.push(resolve));
  };
  const read = async (operation: number, endpoint: number, value: number, wanted: number) => {
    const answer = await ask(operation, endpoint, value, wanted);
    const error = answer.readInt32LE(0);
    if (error === NO_DEVICE)
      throw Object.assign(new Error('The device was disconnected.'), { name: 'NotFoundError' });
    if (error !== 0) return { status: 'stall' as const };
    return {
      status: 'ok' as const,
      data: new DataView(answer.buffer, answer.byteOffset + 12, answer.length - 12),
    };
  };
  const nothing = (): Promise<void> => Promise.resolve();
  return {
    vendorId: 0x0403,
    productId: 0x601f,
    productName: 'board behind a socket',
    opened: true,
    open: nothing,
    selectConfiguration: nothing,
    claimInterface: nothing,
    releaseInterface: nothing,
    clearHalt: nothing,
    controlTransferIn: ({ request, value }, length) => read(CONTROL_IN, request, value, length),
    transferIn: (endpoint, length) => read(BULK_IN, endpoint | 0x80, 0, length),
    transferOut: async (endpoint, data) => {
      const answer = await ask(BULK_OUT, endpoint, 0, 0, data);
      return {
        status: answer.readInt32LE(0) === 0 ? 'ok' : 'stall',
        bytesWritten: answer.readUInt32LE(4),
      };
    },
    close: () => new Promise((resolve) => socket.end(() => resolve())),
  };
}
