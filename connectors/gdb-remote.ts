/**
 * A client of gdb's remote protocol, as far as QEMU's stub speaks it. Sources: the GDB manual, appendix "Remote Serial Protocol"; qemu
 * gdbstub/gdbstub.c.
 */
import { PagewalkError, type Duplex } from '../engine/index.js';
import { inTime, StreamReader, type Waiting } from './stream-reader.js';

const HASH = 0x23;
/** Packets of QEMU's stub have 4 KiB; descriptions of targets come in pieces of that. */
const LONGEST = 1 << 16;
const MAX_DESCRIPTION = 4 << 20;
/** Stop replies come unasked. */
const STOPPED = /^[TSWX][0-9a-fA-F]{2}/;

/** A stub that is connected. The machine stands still while it is. */
export class GdbRemote {
  private readonly reader: StreamReader;
  private acknowledge = true;

  constructor(private readonly stream: Duplex) {
    this.reader = new StreamReader(stream);
  }

  /** Begins to talk. Rejects with kind `io` or `malformed` when the other end is no stub. */
  async begin(signal?: AbortSignal): Promise<void> {
    await this.ask('qSupported:xmlRegisters=arm', signal);
    if ((await this.ask('QStartNoAckMode', signal)) === 'OK') this.acknowledge = false;
  }

  /** Sends a packet and gives the body of its answer. */
  async ask(body: string, signal?: AbortSignal): Promise<string> {
    await this.send(body);
    for (;;) {
      const answer = await this.packet({ what: `an answer to '${body.slice(0, 20)}'`, signal });
      if (!STOPPED.test(answer)) return answer;
    }
  }

  /** Sends a packet without waiting. */
  async send(body: string): Promise<void> {
    let sum = 0;
    for (let i = 0; i < body.length; i++) sum = (sum + body.charCodeAt(i)) & 0xff;
    const text = `$${body}#${sum.toString(16).padStart(2, '0')}`;
    await inTime(this.stream.write(new TextEncoder().encode(text)), this.stream.name, {
      what: 'room for a packet',
    });
  }

  /** A file that describes the target, such as `target.xml`; empty when there is none of that name. */
  async description(name: string, signal?: AbortSignal): Promise<string> {
    let text = '';
    while (text.length < MAX_DESCRIPTION) {
      const piece = await this.ask(`qXfer:features:read:${name}:${text.length.toString(16)},ffb`, signal);
      if (!/^[ml]/.test(piece)) return text;
      text += piece.slice(1);
      if (piece.startsWith('l') || piece.length === 1) break;
    }
    return text;
  }

  /** Ends the connection without a word: QEMU leaves its machine as it stands. */
  close(): void {
    this.stream.close();
  }

  /** The next packet, unpacked. Rejects with kind `malformed` when its sum is wrong. */
  private async packet(waiting: Waiting): Promise<string> {
    const bytes = await this.reader.upTo(HASH, LONGEST, waiting);
    const sum = new Uint8Array(2);
    await this.reader.fill(sum, waiting);
    const from = bytes.indexOf(0x24) + 1;
    const body = bytes.subarray(from);
    const total = body.reduce((so, byte) => (so + byte) & 0xff, 0);
    if (from === 0 || total !== parseInt(String.fromCharCode(...sum), 16))
      throw new PagewalkError(
        'connector',
        'malformed',
        `${this.stream.name}: ${waiting.what} is no packet of gdb's protocol`,
        {
          source: this.stream.name,
          expected: '$…#sum',
          got: new TextDecoder().decode(bytes.subarray(0, 40)),
        },
      );
    if (this.acknowledge) await inTime(this.stream.write(new Uint8Array([0x2b])), this.stream.name, waiting);
    return unpack(body);
  }
}

/** Runs of equal bytes are `X*n`, escaped bytes `}` and the byte with bit 5 turned. */
function unpack(body: Uint8Array): string {
  let text = '';
  for (let i = 0; i < body.length; i++) {
    const byte = body[i] as number;
    if (byte === 0x7d) text += String.fromCharCode((body[++i] ?? 0) ^ 0x20);
    else if (byte === 0x2a && text !== '') text += text.slice(-1).repeat(Math.max(0, (body[++i] ?? 0) - 29));
    else text += String.fromCharCode(byte);
  }
  return text;
}
