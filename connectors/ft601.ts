/**
 * The pipes of an FT601, the USB 3 chip of most PCILeech boards: opening it, and reads that a session command starts. Source:
 * ufrisk/LeechCore-plugins leechcore_ft601_driver_linux/fpga_libusb.c (endpoints, session command, chip configuration).
 */
import { PagewalkError, throwIfAborted, type UsbDevice, type UsbInResult } from '../engine/index.js';

/** What the chip calls itself. */
export const FT601_ID = { vendorId: 0x0403, productId: 0x601f } as const;

const SESSION_OUT = 1;
const DATA_OUT = 2;
const DATA_IN = 2;
const DATA_IN_ADDRESS = 0x82;
const INTERFACES = [0, 1] as const;
const COMMAND_READ = 1;
/** Vendor request that reads the chip's configuration (wValue 1; 0 would write it). */
const CONFIGURATION = {
  requestType: 'vendor',
  recipient: 'device',
  request: 0xcf,
  value: 1,
  index: 0,
} as const;
const CONFIGURATION_SIZE = 152;
/** Fields of the configuration that decide whether gateware can talk through the chip: offset, bytes, value, meaning. */
const WANTED = [
  { at: 138, size: 1, value: 0, what: 'FIFO mode 245' },
  { at: 139, size: 1, value: 2, what: 'one channel' },
  { at: 140, size: 2, value: 0, what: 'no optional features' },
] as const;
/** LeechCore sends no more in one transfer to the board. */
const MAX_OUT = 0x3f0;
/** A transfer without an answer: a quiet board answers with fillers at once. */
const TIMEOUT = 10_000;
/** Stalls in a row that are cleared before the pipe is given up. */
const MAX_STALLS = 8;

/** The two data pipes of an opened chip. One read at a time. */
export interface Ft601 {
  readonly name: string;
  /** Sends pieces, each whole in one transfer; several transfers are under way at once. Rejects with kind `io`. */
  send(pieces: readonly Uint8Array[]): Promise<void>;
  /**
   * Reads at most `length` bytes (a multiple of 1024). Undefined after a stall, which was cleared: bytes may be lost then.
   * Rejects with kind `io` when the device is gone, or silent for ten seconds, or stalls again and again.
   */
  receive(length: number): Promise<Uint8Array | undefined>;
  /** Gives the device back; never rejects. */
  close(): Promise<void>;
}

/**
 * Opens the device, claims its interfaces, and checks the chip's configuration, which is only read. Rejects with kind `io` when it
 * cannot be opened, `unsupported` when the chip is set to a mode that the gateware does not speak. The device is closed then.
 */
export async function openFt601(device: UsbDevice, signal?: AbortSignal): Promise<Ft601> {
  const name = `${device.productName ?? 'FT601'}${device.serialNumber ? ` ${device.serialNumber}` : ''}`;
  const guarded = <T>(what: string, work: () => Promise<T>): Promise<T> => inTime(name, what, work);
  const close = async (): Promise<void> => {
    for (const number of INTERFACES) await quietly(() => device.releaseInterface(number));
    await quietly(() => device.close());
  };
  try {
    throwIfAborted(signal);
    if (!device.opened) await guarded('opening', () => device.open());
    await guarded('choosing its configuration', () => device.selectConfiguration(1));
    for (const number of INTERFACES)
      await guarded(`claiming interface ${number}`, () => device.claimInterface(number));
    checkConfiguration(
      name,
      await guarded('reading the chip configuration', () =>
        device.controlTransferIn(CONFIGURATION, CONFIGURATION_SIZE),
      ),
    );
  } catch (error) {
    await close();
    throw error;
  }
  let stalls = 0;
  const stalled = async (direction: 'in' | 'out'): Promise<void> => {
    if (++stalls > MAX_STALLS)
      throw failed(name, `${direction === 'in' ? 'reading' : 'writing'}: ${MAX_STALLS} stalls in a row`);
    await guarded('ending a stall', () =>
      device.clearHalt(direction, direction === 'in' ? DATA_IN : DATA_OUT),
    );
  };
  const put = async (endpoint: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
    for (;;) {
      const { status, bytesWritten } = await guarded('writing', () => device.transferOut(endpoint, bytes));
      if (status === 'stall') await stalled('out');
      else if (bytesWritten === bytes.length) return;
      else throw failed(name, `writing: ${bytesWritten} of ${bytes.length} bytes were taken`);
    }
  };
  return {
    name,
    send: async (pieces) => {
      await Promise.all(transfersOf(pieces).map((bytes) => put(DATA_OUT, bytes)));
    },
    receive: async (length) => {
      // Both at once: the chip answers the read when the command has come.
      const [, { status, data }] = await Promise.all([
        put(SESSION_OUT, readCommand(length)),
        guarded('reading', () => device.transferIn(DATA_IN, length)),
      ]);
      if (status === 'ok' || (status === undefined && data !== undefined)) {
        stalls = 0;
        if (data === undefined) return new Uint8Array(0);
        if (data.byteLength <= length) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      } else if (status === 'stall') {
        await stalled('in');
        return undefined;
      }
      throw failed(name, `reading: more than the ${length} bytes that were asked for`);
    },
    close,
  };
}

/** Pieces joined to transfers. A stall may change their order, so a piece is never cut. */
function transfersOf(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer>[] {
  const transfers: Uint8Array<ArrayBuffer>[] = [];
  for (let from = 0; from < pieces.length;) {
    let size = 0;
    let to = from;
    do size += pieces[to++]?.length ?? 0;
    while (to < pieces.length && size + (pieces[to]?.length ?? 0) <= MAX_OUT);
    const bytes = new Uint8Array(size);
    let at = 0;
    for (; from < to; from++) {
      const piece = pieces[from] as Uint8Array;
      bytes.set(piece, at);
      at += piece.length;
    }
    transfers.push(bytes);
  }
  return transfers;
}

/** The session command that starts a read: u32 index, u8 pipe, u8 command, u16, u32 length, two u32 unused. */
function readCommand(length: number): Uint8Array<ArrayBuffer> {
  const command = new Uint8Array(20);
  const view = new DataView(command.buffer);
  view.setUint32(0, 1, true);
  view.setUint8(4, DATA_IN_ADDRESS);
  view.setUint8(5, COMMAND_READ);
  view.setUint32(8, length, true);
  return command;
}

function checkConfiguration(name: string, { status, data }: UsbInResult): void {
  if (status === 'stall' || data === undefined || data.byteLength < CONFIGURATION_SIZE)
    throw new PagewalkError(
      'connector',
      'not-recognised',
      `${name}: it does not tell its configuration as an FT601 does`,
      {
        source: name,
        expected: `${CONFIGURATION_SIZE} bytes`,
        got: status === 'stall' ? 'a stall' : `${data?.byteLength ?? 0} bytes`,
      },
    );
  for (const { at, size, value, what } of WANTED) {
    const found = size === 1 ? data.getUint8(at) : data.getUint16(at, true);
    if (found === value) continue;
    throw new PagewalkError('connector', 'unsupported', `${name}: the FT601 is not set to ${what}`, {
      source: name,
      offset: at,
      expected: `${value}`,
      got: `${found}`,
      hint: "pagewalk never rewrites the chip; set it with FTDI's FT60X configuration program, or let LeechCore do so",
    });
  }
}

function failed(name: string, what: string, cause?: unknown): PagewalkError {
  return new PagewalkError('connector', 'io', `${name}: ${what}`, { source: name, cause });
}

/** Waits for a call of the host, not for ever, and gives its errors a name. */
function inTime<T>(name: string, what: string, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(failed(name, `${what}: no answer in ${TIMEOUT} ms`)), TIMEOUT);
    const fail = (error: unknown): void => {
      clearTimeout(timer);
      // The host may have said more than the call that failed.
      if (error instanceof PagewalkError) reject(error);
      else reject(failed(name, `${what}: ${error instanceof Error ? error.message : String(error)}`, error));
    };
    try {
      work().then((value) => {
        clearTimeout(timer);
        resolve(value);
      }, fail);
    } catch (error) {
      fail(error);
    }
  });
}

async function quietly(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch {
    // The device is gone or was never claimed: there is nothing left to give back.
  }
}
