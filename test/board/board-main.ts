/** Program: KIND SOCKET DUMP OPTIONS. Serves the simulated board over a raw dump, to libusb's stand-in or by usbredir, until it is killed; says `ready` when it listens. */
import { readFileSync } from 'node:fs';
import { FakeBoard, type BoardMemory, type BoardOptions } from '../kit/fake-board.js';
import { serveBoard } from './board-server.js';
import { serveUsbredir } from './usbredir-server.js';

const HIGH = 2 ** 32;
const PAGE = 4096;

/** The dump at 0 and again at 4 GiB, since LeechCore takes for granted that there is memory; writes stay here. */
class DumpMemory implements BoardMemory {
  private readonly written = new Map<number, Uint8Array>();

  constructor(private readonly dump: Buffer) {}

  read(address: number, length: number): Uint8Array | undefined {
    const at = address % HIGH;
    if (address >= 2 * HIGH || at + length > this.dump.length) return undefined;
    const page = at - (at % PAGE);
    const own = this.written.get(page);
    return own === undefined
      ? this.dump.subarray(at, at + length)
      : own.subarray(at - page, at - page + length);
  }

  write(address: number, bytes: Uint8Array): void {
    const at = address % HIGH;
    const page = at - (at % PAGE);
    let own = this.written.get(page);
    if (own === undefined) {
      own = new Uint8Array(this.dump.subarray(page, page + PAGE));
      this.written.set(page, own);
    }
    own.set(bytes, at - page);
  }
}

const [, , kind = 'libusb', socket = '', dump = '', options = '{}'] = process.argv;
const board = new FakeBoard(new DumpMemory(readFileSync(dump)), JSON.parse(options) as BoardOptions);
await (kind === 'usbredir' ? serveUsbredir : serveBoard)(board, socket);
console.log('ready');
