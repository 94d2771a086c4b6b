/**
 * A PCILeech board in software: a USB device over any memory, bit for bit what ufrisk/pcileech-fpga's gateware 4.14 on an FT601 sends,
 * with faults that are drawn from a seed. Not simulated: time, full queues, the shadow configuration space.
 */
import type { UsbDevice, UsbInResult, UsbOutResult, UsbSetup } from '../../engine/index.js';
import { BoardOutput } from './fake-board-output.js';
import { random } from './random.js';

/** The target's memory. */
export interface BoardMemory {
  /** Bytes within one page, or undefined where no memory is: the target answers "unsupported request". */
  read(address: number, length: number): Uint8Array | undefined;
  write?(address: number, bytes: Uint8Array): void;
}

/** What goes wrong, and what kind of board and target it is. Chances are from 0 to 1. */
export interface BoardOptions {
  readonly seed?: number;
  /** Largest completion in bytes; default 128. */
  readonly mps?: number;
  /** Completions of 64 bytes, as some bridges send. */
  readonly splitAt64?: boolean;
  /** Chance that a completion is lost. */
  readonly drop?: number;
  /** Chance that a request is answered late, and after how many transfers at most (default 20). */
  readonly late?: number;
  readonly lateness?: number;
  /** Completions of several requests come in turns, in random order of the requests. */
  readonly swap?: boolean;
  /** Where the target answers with "unsupported request" or "completer abort". */
  readonly ur?: (address: number) => boolean;
  readonly ca?: (address: number) => boolean;
  /** Requests of more bytes get no answer. */
  readonly maxRead?: number;
  /** Bytes of a transfer from the board at most. */
  readonly maxPerIn?: number;
  /** Every so many transfers from the board stall. */
  readonly stallEvery?: number;
  /** The board is unplugged after so many transfers. */
  readonly disconnectAfter?: number;
  /** `false`: gateware before 4.13, which does not mark first words. */
  readonly firstFlag?: boolean;
  /** Chance of fillers between two blocks. */
  readonly fillers?: number;
  /** Chance that the fillers at the start of a transfer come behind the first status word. */
  readonly slip?: number;
  /** Chance, for each word of a TLP, of a word from elsewhere before it. */
  readonly noise?: number;
  /** Changes the bytes of a transfer, after all else. */
  readonly corrupt?: (bytes: Uint8Array) => Uint8Array;
  /** FIFO mode in the chip's configuration; default 0, which works. */
  readonly fifoMode?: number;
  /** Bus, device, function; default 0x0100. 0: no link. */
  readonly requester?: number;
}

const COMPLETER = 0x0000;
const FILLER = 0x55556666;
/** Words that come with `noise`: a register reply and a loopback word, neither of which was asked for. */
const NOISE = [
  { nibble: 0x3, word: 0x12340200 },
  { nibble: 0x2, word: 0xffeeddcc },
] as const;

/** Dwords in wire order. */
type Packet = Uint32Array;

/** A completion on its way: when it is due, and of which request it is. */
interface Pending {
  readonly packet: Packet;
  readonly request: number;
  readonly due: number;
}

/** What the board did. */
export interface BoardStats {
  requests: number;
  completions: number;
  dropped: number;
  late: number;
  writes: number;
  transfers: number;
}

/** The device. Everything happens when it is called; nothing waits. */
export class FakeBoard implements UsbDevice {
  readonly vendorId = 0x0403;
  readonly productId = 0x601f;
  readonly productName = 'FTDI SuperSpeed-FIFO Bridge';
  readonly serialNumber: string = 'SIM0001';
  opened = false;
  readonly stats: BoardStats = { requests: 0, completions: 0, dropped: 0, late: 0, writes: 0, transfers: 0 };
  private readonly draw: () => number;
  private readonly output = new BoardOutput();
  private readonly claimed = new Set<number>();
  /** Length that the last session command asked for. */
  private session: number | undefined;
  private pending: Pending[] = [];
  private half: number | undefined;
  private fillersIn = 0;
  private packet: number[] = [];
  private readonly banks: { readonly ro: Uint8Array; readonly rw: Uint8Array }[];
  private requestCount = 0;
  private wasIdle = true;

  constructor(
    private readonly memory: BoardMemory,
    private readonly options: BoardOptions = {},
  ) {
    this.draw = random(options.seed ?? 1);
    const requester = options.requester ?? 0x0100;
    const core = { ro: new Uint8Array(0x40), rw: new Uint8Array(0x40) };
    core.ro.set([0x89, 0xab, 0, 0, 0x40, 0, 0, 0, 4, options.firstFlag === false ? 12 : 14, 0x0c]);
    core.ro[0x22] = 3;
    core.rw.set([0xef, 0xcd]);
    const pcie = { ro: new Uint8Array(0x40), rw: new Uint8Array(0x40) };
    pcie.ro.set([0x01, 0x23, 0, 0, 0x40, 0, 0, 0, requester >> 8, requester & 0xff, 0x16, 0, 0x4c]);
    pcie.rw.set([0x45, 0x67]);
    const none = { ro: new Uint8Array(0), rw: new Uint8Array(0) };
    this.banks = [none, pcie, none, core];
  }

  open(): Promise<void> {
    this.opened = true;
    return Promise.resolve();
  }
  close(): Promise<void> {
    this.opened = false;
    return Promise.resolve();
  }
  selectConfiguration(configuration: number): Promise<void> {
    need(configuration === 1, 'no such configuration');
    return Promise.resolve();
  }
  claimInterface(number: number): Promise<void> {
    this.claimed.add(number);
    need(number < 2, 'no such interface');
    return Promise.resolve();
  }
  releaseInterface(number: number): Promise<void> {
    this.claimed.delete(number);
    return Promise.resolve();
  }
  clearHalt(): Promise<void> {
    return Promise.resolve();
  }

  controlTransferIn(setup: UsbSetup, length: number): Promise<UsbInResult> {
    if (setup.requestType !== 'vendor' || setup.request !== 0xcf || setup.value !== 1)
      return Promise.resolve({ status: 'stall' });
    const data = new DataView(new ArrayBuffer(Math.min(length, 152)));
    data.setUint16(0, this.vendorId, true);
    data.setUint16(2, this.productId, true);
    data.setUint8(138, this.options.fifoMode ?? 0);
    data.setUint8(139, 2);
    return Promise.resolve({ status: 'ok', data });
  }

  transferOut(endpoint: number, data: Uint8Array): Promise<UsbOutResult> {
    return attempt(() => this.out(endpoint, data));
  }

  private out(endpoint: number, data: Uint8Array): UsbOutResult {
    need(this.claimed.has(0) && this.claimed.has(1), 'interfaces are not claimed');
    this.gone();
    if (endpoint === 1) {
      const view = new DataView(data.buffer, data.byteOffset, data.length);
      need(data.length === 20 && data[4] === 0x82 && data[5] === 1, 'no session command');
      this.session = view.getUint32(8, true);
    } else {
      need(endpoint === 2 && data.length % 4 === 0, 'no such pipe, or no whole words');
      const view = new DataView(data.buffer, data.byteOffset, data.length);
      for (let at = 0; at < data.length; at += 4) this.wordIn(view.getUint32(at));
    }
    return { status: 'ok', bytesWritten: data.length };
  }

  transferIn(endpoint: number, length: number): Promise<UsbInResult> {
    return attempt(() => this.in(endpoint, length));
  }

  private in(endpoint: number, length: number): UsbInResult {
    need(endpoint === 2 && this.session === length, 'a read that no session command has announced');
    this.session = undefined;
    this.gone();
    const { stallEvery, maxPerIn = Infinity, corrupt } = this.options;
    const number = ++this.stats.transfers;
    if (stallEvery !== undefined && number % stallEvery === 0) return { status: 'stall' };
    this.deliver();
    const { fillers = 0, slip = 0 } = this.options;
    const idle = this.output.length === 0 && !this.output.begun;
    this.output.finish(fillers === 0 ? undefined : () => this.draw() < fillers);
    if (idle || this.wasIdle) this.output.startWith(FILLER, 5, slip > 0 && this.draw() < slip);
    const taken = this.output.take(Math.min(length, maxPerIn));
    this.wasIdle = this.output.length === 0;
    const bytes = corrupt === undefined ? taken : corrupt(taken);
    return { status: 'ok', data: new DataView(bytes.buffer, bytes.byteOffset, bytes.length) };
  }

  private gone(): void {
    const { disconnectAfter = Infinity } = this.options;
    if (this.stats.transfers < disconnectAfter) return;
    throw Object.assign(new Error('The device was disconnected.'), { name: 'NotFoundError' });
  }

  /** One word of a unit, as the wire has it (big-endian). */
  private wordIn(word: number): void {
    // Two fillers in a row: the next word is the first of a pair.
    if (word === 0x66665555) {
      if (++this.fillersIn >= 2) {
        this.half = undefined;
        return;
      }
    } else this.fillersIn = 0;
    if (this.half === undefined) {
      this.half = word;
      return;
    }
    const data = this.half;
    this.half = undefined;
    if ((word & 0xff) !== 0x77) return;
    const target = (word >>> 8) & 3;
    const address = word >>> 16;
    if (target === 0) {
      this.packet.push(data);
      if ((word & 0x400) === 0) return;
      const packet = this.packet;
      this.packet = [];
      this.request(packet);
    } else if (target === 2) this.output.word(0x2, swap32(data));
    else this.register(target, address, (word >>> 12) & 3, data);
  }

  private register(target: number, address: number, operation: number, data: number): void {
    const banks = this.banks[target] as { ro: Uint8Array; rw: Uint8Array };
    const bank = (address & 0x8000) !== 0 ? banks.rw : banks.ro;
    const place = address & 0x3fff;
    if (operation === 1) {
      const [low, high] = [bank[place] ?? 0, bank[place + 1] ?? 0];
      this.output.word(target, ((high << 24) | (low << 16) | ((address & 0xff) << 8) | (address >> 8)) >>> 0);
    } else if (operation === 2 && bank === banks.rw && place + 1 < bank.length) {
      for (const [i, shift] of [24, 16].entries()) {
        const [value, mask] = [(data >>> shift) & 0xff, (data >>> (shift - 16)) & 0xff];
        bank[place + i] = ((bank[place + i] as number) & ~mask) | (value & mask);
      }
    }
  }

  /** A TLP that goes to the target. */
  private request(packet: readonly number[]): void {
    const [first, second] = packet as [number, number];
    const kind = first >>> 24;
    if (![0x00, 0x20, 0x40, 0x60].includes(kind)) return;
    const long = (kind & 0x20) !== 0;
    const address = (long ? (packet[2] as number) * 2 ** 32 : 0) + (packet[long ? 3 : 2] as number);
    const length = (first & 0x3ff || 1024) * 4;
    // A target's bridge drops what the standard forbids: the long form below 4 GiB, and what crosses 4 KiB.
    if ((long && address < 2 ** 32) || (address % 4096) + length > 4096) return;
    if ((kind & 0x40) !== 0) this.write(address, length, second & 0xff, packet.slice(long ? 4 : 3));
    else this.answer(address, length, second >>> 16, (second >>> 8) & 0xff, second & 0xff);
  }

  private write(address: number, length: number, enables: number, data: readonly number[]): void {
    if (data.length * 4 !== length) return;
    this.stats.writes++;
    const dwords = data.length;
    for (const [i, dword] of data.entries()) {
      const enabled = i === 0 ? enables & 15 : i === dwords - 1 ? enables >> 4 : 15;
      for (let byte = 0; byte < 4; byte++)
        if ((enabled & (1 << byte)) !== 0)
          this.memory.write?.(address + i * 4 + byte, Uint8Array.of((dword >>> (24 - byte * 8)) & 0xff));
    }
  }

  private answer(address: number, length: number, requester: number, tag: number, enables: number): void {
    const { ur, ca, maxRead = 4096, drop = 0, late = 0, lateness = 20 } = this.options;
    this.stats.requests++;
    if (length > maxRead || (enables !== 0xff && !(length === 4 && enables === 0x0f))) return;
    const request = this.requestCount++;
    const delayed = late > 0 && this.draw() < late;
    if (delayed) this.stats.late++;
    const due = delayed ? this.stats.transfers + 1 + Math.ceil(this.draw() * lateness) : 0;
    const send = (packet: Packet): void => {
      this.stats.completions++;
      if (drop > 0 && this.draw() < drop) this.stats.dropped++;
      else this.queue({ packet, request, due });
    };
    const bytes =
      ca?.(address) !== true && ur?.(address) !== true ? this.memory.read(address, length) : undefined;
    if (bytes === undefined) {
      const status = ca?.(address) === true ? 4 : 1;
      send(completion(status, requester, tag, length, address, undefined));
      return;
    }
    const { mps = 128, splitAt64 = false } = this.options;
    const border = splitAt64 ? 64 : mps;
    for (let at = 0; at < length;) {
      const size = Math.min(length - at, border - ((address + at) % border));
      send(completion(0, requester, tag, length - at, address + at, bytes.subarray(at, at + size)));
      at += size;
    }
  }

  private queue(one: Pending): void {
    if (one.due === 0 && this.options.swap !== true) this.emit(one.packet);
    else this.pending.push(one);
  }

  /** Sends what is due: requests in random order, pieces of one in theirs. */
  private deliver(): void {
    if (this.pending.length === 0) return;
    const due = this.pending.filter((one) => one.due <= this.stats.transfers);
    if (due.length === 0) return;
    this.pending = this.pending.filter((one) => one.due > this.stats.transfers);
    const requests = new Map<number, Packet[]>();
    for (const { request, packet } of due) {
      const packets = requests.get(request);
      if (packets === undefined) requests.set(request, [packet]);
      else packets.push(packet);
    }
    const queues = [...requests.values()].map((packets) => packets.reverse());
    while (queues.length > 0) {
      const i = this.options.swap === true ? Math.floor(this.draw() * queues.length) : 0;
      const queue = queues[i] as Packet[];
      this.emit(queue.pop() as Packet);
      if (queue.length > 0) continue;
      queues[i] = queues.at(-1) as Packet[];
      queues.pop();
    }
  }

  private emit(packet: Packet): void {
    const { noise = 0, firstFlag = true } = this.options;
    const last = packet.length - 1;
    if (noise === 0) {
      this.output.packet(packet, firstFlag);
      return;
    }
    for (const [i, word] of packet.entries()) {
      while (this.draw() < noise) {
        const { nibble, word: other } = NOISE[this.draw() < 0.5 ? 0 : 1];
        this.output.word(nibble, other);
      }
      this.output.word((i === 0 && firstFlag ? 8 : 0) | (i === last ? 4 : 0), word);
    }
  }
}

/** A completion as little-endian words of the wire's bytes. */
function completion(
  status: number,
  requester: number,
  tag: number,
  byteCount: number,
  address: number,
  data: Uint8Array | undefined,
): Packet {
  const packet = new Uint32Array(3 + (data?.length ?? 0) / 4);
  packet[0] = swap32(
    (((data === undefined ? 0x0a : 0x4a) << 24) | (((data?.length ?? 0) / 4) & 0x3ff)) >>> 0,
  );
  packet[1] = swap32(((COMPLETER << 16) | (status << 13) | (byteCount & 0xfff)) >>> 0);
  packet[2] = swap32(((requester << 16) | (tag << 8) | (address & 0x7f)) >>> 0);
  if (data !== undefined) new Uint8Array(packet.buffer).set(data, 12);
  return packet;
}

function need(good: boolean, what: string): void {
  if (!good) throw new Error(`fake board: ${what}`);
}

/** Does it at once; what it throws rejects. */
function attempt<T>(work: () => T): Promise<T> {
  try {
    return Promise.resolve(work());
  } catch (error) {
    return Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }
}

function swap32(word: number): number {
  return ((word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
}
