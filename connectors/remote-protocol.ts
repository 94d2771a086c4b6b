/** What `pagewalk serve` and its clients say to each other: messages of little-endian numbers, each checked and bounded on both sides. */
import { fromBase64, toBase64 } from '../codecs/base64.js';
import { Bytes, PagewalkError, type Connector, type DumpFacts, type Registers } from '../engine/index.js';

/** First word of a greeting: "PWLK". */
const MAGIC = 0x4b4c5750;
/** Changes whenever older peers would misunderstand. */
export const PROTOCOL_VERSION = 1;
/** Most bytes of memory, and most places, that one message asks for. */
export const MAX_BYTES = 4 << 20;
export const MAX_PLACES = 4096;
/** Longest message: all bytes, and 64 bytes for each place (its numbers, or the reason why it stops). */
export const MAX_MESSAGE = MAX_BYTES + MAX_PLACES * 64 + (1 << 20);
const MAX_TOKEN = 128;
/** Longest reason, in bytes: with all places stopping, an answer stays within MAX_MESSAGE. */
const MAX_REASON = 255;
const MAX_RANGES = 65536;
const MAX_ADDRESS = 2 ** 52;

/** First byte of a message. */
export const KIND = { hello: 1, welcome: 2, refused: 3, read: 4, bytes: 5, write: 6, written: 7 } as const;

const encoder = new TextEncoder();

/** A place in physical memory. */
export interface Place {
  readonly phys: number;
  readonly length: number;
}

/** How one place went: bytes done from its start, and why no more. */
export interface Outcome {
  readonly done: number;
  readonly reason?: string | undefined;
}

/** What a server says of what it serves. */
export interface Served extends Pick<
  Connector,
  'format' | 'name' | 'identity' | 'ranges' | 'cost' | 'live' | 'facts' | 'notes'
> {
  /** Differs for each run of a server: a client that comes back knows that it is the same. */
  readonly session: string;
  readonly writable: boolean;
}

/** A message under construction. */
class Message {
  private readonly data: Uint8Array;
  private readonly view: DataView;
  private at = 0;
  constructor(size: number, kind: number) {
    this.data = new Uint8Array(size);
    this.view = new DataView(this.data.buffer);
    this.u8(kind);
  }
  u8(value: number): this {
    this.view.setUint8(this.at++, value);
    return this;
  }
  u32(value: number): this {
    this.view.setUint32(this.at, value, true);
    this.at += 4;
    return this;
  }
  u64(value: number): this {
    this.view.setBigUint64(this.at, BigInt(value), true);
    this.at += 8;
    return this;
  }
  bytes(bytes: Uint8Array): this {
    this.data.set(bytes, this.at);
    this.at += bytes.length;
    return this;
  }
  end(): Uint8Array {
    return this.data.subarray(0, this.at);
  }
}

/** Error for a message that cannot be right. */
function malformed(what: string): PagewalkError {
  return new PagewalkError('connector', 'malformed', `remote: ${what}`);
}

/** Kind of a message; 0 for an empty one. */
export function kindOf(message: Uint8Array): number {
  return message[0] ?? 0;
}

/** A client's greeting. */
export function hello(token: string): Uint8Array {
  const text = encoder.encode(token);
  return new Message(9 + text.length, KIND.hello).u32(MAGIC).u32(PROTOCOL_VERSION).bytes(text).end();
}

/** The token of a greeting. Throws kind `malformed`, or `unsupported` for another version. */
export function readHello(message: Uint8Array): string {
  const bytes = new Bytes(message, 'greeting');
  if (bytes.u8(0) !== KIND.hello || bytes.u32(1) !== MAGIC || bytes.length > 9 + MAX_TOKEN)
    throw malformed('no greeting of pagewalk');
  const version = bytes.u32(5);
  if (version !== PROTOCOL_VERSION)
    throw new PagewalkError(
      'connector',
      'unsupported',
      `remote: protocol ${version}, this version speaks ${PROTOCOL_VERSION}`,
    );
  return bytes.text(9, MAX_TOKEN);
}

/** A refusal, in words. */
export function refusal(why: string): Uint8Array {
  const text = encoder.encode(why).subarray(0, 1024);
  return new Message(1 + text.length, KIND.refused).bytes(text).end();
}

/** The words of a refusal. */
export function readRefusal(message: Uint8Array): string {
  return new Bytes(message, 'refusal').text(1, 1024);
}

/** The answer to a greeting. */
export function welcome(served: Served): Uint8Array {
  const { facts } = served;
  const { vmcoreinfo, windowsHeader, processors, root, debuggerBlock, ...plain } = facts ?? {};
  const text = JSON.stringify({
    ...served,
    identity: served.identity ?? null,
    ...(facts && {
      facts: {
        ...plain,
        ...(root !== undefined && { root: String(root) }),
        ...(debuggerBlock !== undefined && { debuggerBlock: String(debuggerBlock) }),
        ...(vmcoreinfo && { vmcoreinfo: toBase64(vmcoreinfo) }),
        ...(windowsHeader && { windowsHeader: toBase64(windowsHeader) }),
        ...(processors && {
          processors: processors.map((registers) =>
            Object.fromEntries(Object.entries(registers).map(([name, value]) => [name, String(value)])),
          ),
        }),
      },
    }),
  });
  const data = encoder.encode(text);
  return new Message(1 + data.length, KIND.welcome).bytes(data).end();
}

/** What a server says of what it serves. Throws kind `malformed` for what cannot be right. */
export function readWelcome(message: Uint8Array): Served {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(message.subarray(1)));
  } catch {
    throw malformed('the description of the source is no JSON');
  }
  const from = record(json, 'description');
  const ranges = list(from['ranges'], MAX_RANGES, 'ranges').map((range) => ({
    start: number(record(range, 'range')['start'], MAX_ADDRESS, 'start'),
    size: number(record(range, 'range')['size'], MAX_ADDRESS, 'size'),
  }));
  let end = -1;
  for (const { start, size } of ranges) {
    if (size === 0 || start <= end || start + size > MAX_ADDRESS)
      throw malformed('ranges are not sorted and apart');
    end = start + size;
  }
  const cost = record(from['cost'], 'cost');
  const block = number(cost['block'], 2 ** 30, 'block');
  if (block < 1 || !Number.isInteger(Math.log2(block))) throw malformed(`a block of ${block} bytes`);
  const identity = from['identity'] === null ? undefined : string(from['identity'], 'identity');
  return {
    session: string(from['session'], 'session'),
    writable: from['writable'] === true,
    format: string(from['format'], 'format'),
    name: string(from['name'], 'name'),
    identity,
    ranges,
    cost: { block, parallel: Math.max(1, number(cost['parallel'], 65536, 'parallel')) },
    live: from['live'] === true,
    notes: list(from['notes'], 4096, 'notes').map((note) => string(note, 'note')),
    ...(from['facts'] !== undefined && { facts: factsOf(record(from['facts'], 'facts')) }),
  };
}

function factsOf(from: Readonly<Record<string, unknown>>): DumpFacts {
  const has = (name: string): boolean => from[name] !== undefined;
  return {
    ...(has('root') && { root: big(from['root'], 'root') }),
    ...(has('debuggerBlock') && { debuggerBlock: big(from['debuggerBlock'], 'debuggerBlock') }),
    ...(has('machine') && { machine: string(from['machine'], 'machine') }),
    ...(has('build') && { build: number(from['build'], 2 ** 32, 'build') }),
    ...(has('bugCheck') && { bugCheck: number(from['bugCheck'], 2 ** 32, 'bugCheck') }),
    ...(has('vmcoreinfo') && { vmcoreinfo: fromBase64(string(from['vmcoreinfo'], 'vmcoreinfo')) }),
    ...(has('windowsHeader') && {
      windowsHeader: fromBase64(string(from['windowsHeader'], 'windowsHeader')),
    }),
    ...(has('processors') && {
      processors: list(from['processors'], 65536, 'processors').map((one): Registers =>
        Object.fromEntries(
          Object.entries(record(one, 'registers')).map(([name, value]) => [name, big(value, name)]),
        ),
      ),
    }),
  };
}

function record(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw malformed(`${what} is no object`);
  return value as Record<string, unknown>;
}
function list(value: unknown, most: number, what: string): readonly unknown[] {
  if (!Array.isArray(value) || value.length > most) throw malformed(`${what} is no list of at most ${most}`);
  return value;
}
function string(value: unknown, what: string): string {
  if (typeof value !== 'string') throw malformed(`${what} is no text`);
  return value;
}
function number(value: unknown, most: number, what: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || value > most)
    throw malformed(`${what} is no number up to ${most}`);
  return value;
}
function big(value: unknown, what: string): bigint {
  if (typeof value !== 'string' || !/^\d{1,39}$/.test(value)) throw malformed(`${what} is no number`);
  return BigInt(value);
}

/** Asks for the bytes of places. */
export function readRequest(id: number, places: readonly Place[]): Uint8Array {
  const message = new Message(9 + places.length * 12, KIND.read).u32(id).u32(places.length);
  for (const { phys, length } of places) message.u64(phys).u32(length);
  return message.end();
}

/** Asks to write. */
export function writeRequest(
  id: number,
  writes: readonly { readonly phys: number; readonly from: Uint8Array }[],
): Uint8Array {
  const size = writes.reduce((sum, { from }) => sum + 12 + from.length, 9);
  const message = new Message(size, KIND.write).u32(id).u32(writes.length);
  for (const { phys, from } of writes) message.u64(phys).u32(from.length);
  for (const { from } of writes) message.bytes(from);
  return message.end();
}

/** The places of a request, and the bytes behind them. Throws kind `malformed` for one that is too large or does not fit. */
export function readPlaces(message: Uint8Array): {
  readonly id: number;
  readonly places: readonly Place[];
  readonly data: Uint8Array;
} {
  const bytes = new Bytes(message, 'request');
  const [id, count] = [bytes.u32(1), bytes.u32(5)];
  if (count > MAX_PLACES) throw malformed(`a request for ${count} places`);
  const places: Place[] = [];
  let total = 0;
  for (let i = 0, at = 9; i < count; i++, at += 12) {
    const [phys, length] = [Number(bytes.u64(at)), bytes.u32(at + 8)];
    total += length;
    if (phys >= MAX_ADDRESS || total > MAX_BYTES) throw malformed('a request beyond all bounds');
    places.push({ phys, length });
  }
  const data = message.subarray(9 + count * 12);
  if (data.length !== (kindOf(message) === KIND.write ? total : 0))
    throw malformed(`${data.length} bytes behind a request`);
  return { id, places, data };
}

/** The answer to a request: how each place went; of reads, the bytes. */
export function answer(
  kind: typeof KIND.bytes | typeof KIND.written,
  id: number,
  outcomes: readonly Outcome[],
  data: readonly Uint8Array[] = [],
): Uint8Array {
  const reasons = outcomes.map(({ reason = '' }) => encoder.encode(reason).subarray(0, MAX_REASON));
  const size =
    9 +
    reasons.reduce((sum, { length }) => sum + 5 + length, 0) +
    data.reduce((sum, { length }) => sum + length, 0);
  const message = new Message(size, kind).u32(id).u32(outcomes.length);
  outcomes.forEach(({ done }, i) => {
    const reason = reasons[i] as Uint8Array;
    message.u32(done).u8(reason.length).bytes(reason);
  });
  for (const bytes of data) message.bytes(bytes);
  return message.end();
}

/** Takes an answer apart; `places` are those that were asked for. Throws kind `malformed` for one that does not fit them. */
export function readAnswer(
  message: Uint8Array,
  places: readonly { readonly length: number }[],
): { readonly outcomes: readonly Outcome[]; readonly data: Uint8Array } {
  const bytes = new Bytes(message, 'answer');
  if (bytes.u32(5) !== places.length)
    throw malformed(`an answer for ${bytes.u32(5)} places of ${places.length}`);
  let at = 9;
  let total = 0;
  const outcomes = places.map(({ length }): Outcome => {
    const [done, size] = [bytes.u32(at), bytes.u8(at + 4)];
    if (done > length || done < length !== size > 0)
      throw malformed(`${done} of ${length} bytes, with a reason of ${size} bytes`);
    const reason = size > 0 ? bytes.slice(at + 5, size).text(0, size) : undefined;
    at += 5 + size;
    total += done;
    return { done, reason };
  });
  const data = message.subarray(at);
  if (data.length !== (kindOf(message) === KIND.bytes ? total : 0))
    throw malformed(`an answer of ${data.length} bytes where it tells of ${total}`);
  return { outcomes, data };
}

/** Number of the request that an answer belongs to. Throws kind `malformed` when it is too short. */
export function idOf(message: Uint8Array): number {
  return new Bytes(message, 'answer').u32(1);
}
