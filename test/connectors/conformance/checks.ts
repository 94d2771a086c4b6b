/** What every connector must do, in any host: each check throws an error that says what is wrong. */
import type { Connector, PhysicalRead } from '../../../engine/index.js';

/** A connector under test and the memory that it must show. */
export interface ConnectorCase {
  readonly open: () => Promise<Connector>;
  /** Stretches of memory with their content; everything else is a hole. Sorted. */
  readonly memory: readonly { readonly start: number; readonly data: Uint8Array }[];
}

/** Highest address that a read may ask for, less a page. */
const FAR = 2 ** 52 - 4096;

const readAt = (phys: number, length: number): PhysicalRead => ({
  phys,
  into: new Uint8Array(length),
  got: 0,
});

/** Bytes that a read at `phys` must deliver before the first missing one. */
function expected({ memory }: ConnectorCase, phys: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let made = 0;
  for (const { start, data } of memory) {
    const inside = phys + made - start;
    if (made === length || inside < 0) break;
    if (inside >= data.length) continue;
    const part = data.subarray(inside, inside + length - made);
    bytes.set(part, made);
    made += part.length;
  }
  return bytes.subarray(0, made);
}

function demand(good: boolean, what: string): void {
  if (!good) throw new Error(what);
}

/** A served read holds exactly what it must, and says why it stopped if it did. */
function demandRead(subject: ConnectorCase, { phys, into, got, reason }: PhysicalRead): void {
  const want = expected(subject, phys, into.length);
  const what = `read of ${into.length} bytes at 0x${phys.toString(16)}`;
  demand(got === want.length, `${what}: ${got} bytes where ${want.length} are (${reason ?? 'no reason'})`);
  const wrong = want.findIndex((byte, i) => into[i] !== byte);
  demand(wrong < 0, `${what}: byte ${wrong} is ${into[wrong]}, not ${want[wrong]}`);
  if (got < into.length) demand(/\S/.test(reason ?? ''), `${what} stops without a reason`);
  else demand(reason === undefined, `${what} is whole, with the reason ${reason}`);
}

/** Reads around all borders of the stretches, of sizes below and above a page. */
function aroundBorders({ memory }: ConnectorCase): PhysicalRead[] {
  const borders = memory.flatMap(({ start, data }) => [start, start + data.length]);
  return borders.flatMap((border) =>
    [-4097, -1, 0, 1, 4095].flatMap((off) =>
      [1, 8, 4096, 5000].filter(() => border + off >= 0).map((length) => readAt(border + off, length)),
    ),
  );
}

/** All checks by name. */
export const CHECKS: Readonly<Record<string, (subject: ConnectorCase) => Promise<void>>> = {
  'has ranges that are sorted, merged and as large as the memory': async (subject) => {
    const connector = await subject.open();
    let end = -1;
    let total = 0;
    for (const { start, size } of connector.ranges) {
      demand(size > 0 && start > end, `range at 0x${start.toString(16)} is empty or not apart`);
      end = start + size;
      total += size;
    }
    const want = subject.memory.reduce((sum, { data }) => sum + data.length, 0);
    demand(total === want, `ranges of ${total} bytes where ${want} are`);
    await connector.close();
  },
  'delivers the right bytes around every border, and says why it stops': async (subject) => {
    const connector = await subject.open();
    const reads = aroundBorders(subject);
    await connector.read(reads);
    for (const read of reads) demandRead(subject, read);
    await connector.close();
  },
  'delivers all of each stretch, one after the other and together': async (subject) => {
    const connector = await subject.open();
    const whole = subject.memory.map(({ start, data }) => readAt(start, data.length));
    await connector.read(whole);
    for (const read of whole) demandRead(subject, read);
    await connector.close();
  },
  'reads the same synchronously, where it can': async (subject) => {
    const connector = await subject.open();
    if (connector.readSync !== undefined) {
      const last = subject.memory.at(-1);
      const beyond = last === undefined ? FAR : last.start + last.data.length;
      const reads = [
        ...subject.memory.map(({ start, data }) => readAt(start, data.length)),
        readAt(beyond, 16),
        ...aroundBorders(subject),
      ];
      connector.readSync(reads);
      for (const read of reads) demandRead(subject, read);
    }
    await connector.close();
  },
  'serves nothing, and empty reads, and far addresses': async (subject) => {
    const connector = await subject.open();
    await connector.read([]);
    const start = subject.memory[0]?.start ?? 0;
    const [empty, far] = [readAt(start, 0), readAt(FAR, 4096)];
    await connector.read([empty, far]);
    demand(empty.got === 0 && far.got === 0, 'there are bytes where none can be');
    demand(/\S/.test(far.reason ?? ''), 'a far read stops without a reason');
    await connector.close();
  },
  'has what lies in memory at the right addresses': async (subject) => {
    const connector = await subject.open();
    for (const { start, bytes } of connector.direct ?? [])
      demandRead(subject, { phys: start, into: bytes, got: bytes.length });
    await connector.close();
  },
  'can be closed twice': async (subject) => {
    const connector = await subject.open();
    await connector.close();
    await connector.close();
  },
};
