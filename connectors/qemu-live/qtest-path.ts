/** Guest memory through QEMU's test protocol, added to a running machine. Source: qemu softmmu/qtest.c. */
import { base64Into, toBase64 } from '../../codecs/base64.js';
import type { SourceRead } from '../../engine/index.js';
import { QmpError } from '../qmp.js';
import { inTime, StreamReader } from '../stream-reader.js';
import { inTurn } from './in-turn.js';
import { placeFor } from './listen.js';
import { byAddress, liveConnector, notHere, type PathContext, type PathDefinition } from './path.js';

/** Always the same, so that QEMU itself refuses a second time: see {@link checkUnused}. */
const ID = 'pagewalk-qtest';
/** Bytes of one request: larger ones are slower, for QEMU encodes them whole. */
const LONGEST = 65536;
/** Requests that are sent before the first answer is read. */
const IN_FLIGHT = 16;
const NEWLINE = 10;
const TOP = 2 ** 52;

/** The way. */
export const qtest: PathDefinition = {
  about: 'asks by the test protocol, whatever the memory is made of; slows the guest while it reads',
  needs: 'a QEMU whose qtest was never used: a second use of it ends QEMU 7.2, so it is refused',
  adds: 'a socket and a qtest object, through which whoever can open the socket controls the machine',
  memory: 'live',
  stops: false,
  writes: true,
  open: async (context) => {
    const { qmp, host, machine, undo, signal, write } = context;
    const place = await placeFor(context, 'qtest');
    await checkUnused(context);
    const refused = (error: unknown): boolean => error instanceof QmpError;
    const backend = { type: 'socket', data: { addr: place.address, server: true, wait: false } };
    await undo.adding(
      'its character device',
      () => qmp.execute('chardev-add', { id: ID, backend }, { signal }),
      async () => void (await qmp.execute('chardev-remove', { id: ID })),
      refused,
    );
    // Without log: none QEMU writes every byte that is read to its stderr.
    const object = { 'qom-type': 'qtest', id: ID, chardev: ID, log: 'none' };
    await undo.adding(
      'its qtest object',
      () => qmp.execute('object-add', object, { signal }),
      async () => void (await qmp.execute('object-del', { id: ID })),
      refused,
    );
    const stream = await host.connect(place.target, signal);
    undo.add('a connection', () => stream.close());
    const reader = new StreamReader(stream);
    /** The rest of the next answer that is OK; what it says otherwise. */
    const answer = async (): Promise<{ readonly ok: boolean; readonly text: Uint8Array }> => {
      for (;;) {
        const line = await reader.upTo(NEWLINE, LONGEST * 2, { what: 'an answer of qtest' });
        // Lines about interrupts come in between.
        if (line[0] === 0x49) continue;
        return { ok: line[0] === 0x4f && line[1] === 0x4b, text: line.subarray(3) };
      }
    };
    const send = (text: string): Promise<void> =>
      inTime(stream.write(new TextEncoder().encode(text)), stream.name, { what: 'room for a request' });
    const read = async (reads: readonly SourceRead[]): Promise<void> => {
      const pieces = reads.flatMap((owner) =>
        Array.from({ length: Math.ceil(owner.into.length / LONGEST) }, (_, i) => ({
          owner,
          at: i * LONGEST,
        })),
      );
      for (let next = 0; next < pieces.length; next += IN_FLIGHT) {
        const flying = pieces.slice(next, next + IN_FLIGHT).map(({ owner, at }) => ({
          owner,
          at,
          into: owner.into.subarray(at, at + LONGEST),
        }));
        const asked = flying.map(
          ({ owner, at, into }) =>
            `b64read 0x${(owner.offset + at).toString(16)} 0x${into.length.toString(16)}\n`,
        );
        await send(asked.join(''));
        for (const { owner, at, into } of flying) {
          const { ok, text } = await answer();
          const whole = ok && base64Into(text, into) === into.length;
          // What lies behind a piece that failed does not count.
          if (whole && owner.got === at) owner.got += into.length;
          else if (!whole)
            owner.error ??= `${stream.name}: ${new TextDecoder().decode(text.subarray(0, 80))}`;
        }
      }
    };
    const put = async (offset: number, bytes: Uint8Array): Promise<string | undefined> => {
      for (let at = 0; at < bytes.length; at += LONGEST) {
        const part = bytes.subarray(at, at + LONGEST);
        const where = `0x${(offset + at).toString(16)} 0x${part.length.toString(16)}`;
        await send(`b64write ${where} ${toBase64(part)}\n`);
        const { ok, text } = await answer();
        if (!ok) return `${stream.name}: ${new TextDecoder().decode(text.subarray(0, 80))}`;
      }
      return undefined;
    };
    const first: SourceRead = { offset: machine.parts[0]?.start ?? 0, into: new Uint8Array(8), got: 0 };
    await read([first]);
    if (first.got < 8) throw notHere(`qtest does not answer: ${first.error ?? ''}`);
    const source = inTurn({
      name: qmp.name,
      size: TOP,
      cost: { block: 4096, parallel: IN_FLIGHT, latency: 0.3 },
      read,
      ...(write && { write: put }),
      close: () => stream.close(),
    });
    return liveConnector(source, byAddress(machine));
  },
};

/**
 * QEMU 7.2 keeps a pointer to the first qtest object after that was removed, and writes through it when a second one answers: the guest
 * would be lost. What tells of a first one is its character device, which QEMU forgets to unregister from the list of `query-yank`.
 * Source: qemu softmmu/qtest.c (qtest_server_start, qtest_unparent). Rejects with kind `unsupported`.
 */
async function checkUnused({ qmp, signal }: PathContext): Promise<void> {
  const yanks = await qmp.execute('query-yank', {}, { signal });
  const chardevs = await qmp.execute('query-chardev', {}, { signal });
  if (!Array.isArray(yanks) || !Array.isArray(chardevs))
    throw notHere('QEMU does not list its character devices');
  const there = new Set((chardevs as readonly { label?: unknown }[]).map(({ label }) => label));
  const gone = (yanks as readonly { type?: unknown; id?: unknown }[]).find(
    ({ type, id }) => type === 'chardev' && !there.has(id),
  );
  if (gone !== undefined)
    throw notHere(
      'its qtest was used before, and a second use ends QEMU: another way, or a restart of the machine',
    );
}
