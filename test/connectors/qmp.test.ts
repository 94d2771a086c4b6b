/** The QMP client against peers that stall, lie, go away or never stop: a clear error in time, whatever they do. */
import { describe, expect, test } from 'vitest';
import { openQemu, Qmp, type QemuHost } from '../../connectors/index.js';
import { parseFlatView } from '../../connectors/qemu-live/layout.js';
import { PagewalkError, type Duplex } from '../../engine/index.js';

const GREETING =
  '{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": ""}, "capabilities": []}}\n';
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What a peer answers to a command; an array of pieces, or undefined: nothing, or 'end': it goes away. */
type Answer = (command: string, id: string) => string | undefined;
const END = '\0end';

/** A stream whose other end is scripted. `greeting`: what it says first. */
function peer(
  greeting: string,
  answer: Answer = () => undefined,
): Duplex & { readonly sent: string[]; closed: boolean } {
  const ready: (Uint8Array | undefined)[] = [];
  let wake: (() => void) | undefined;
  const sent: string[] = [];
  const push = (text: string | undefined): void => {
    if (text === undefined) return;
    ready.push(...(text === END ? [undefined] : [encode(text)]));
    wake?.();
  };
  push(greeting);
  const stream = {
    name: 'fake',
    sent,
    closed: false,
    write: (bytes: Uint8Array) => {
      const { execute, id } = JSON.parse(new TextDecoder().decode(bytes)) as { execute: string; id: string };
      sent.push(execute);
      push(
        execute === 'qmp_capabilities'
          ? `{"return": {}, "id": "${id}"}\n`
          : answer(execute, JSON.stringify(id)),
      );
      return Promise.resolve();
    },
    read: async () => {
      while (ready.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return ready.shift();
    },
    close: () => {
      stream.closed = true;
      push(END);
    },
  };
  return stream;
}

/** A stream that never stops saying the same. */
function endless(first: string, piece: string): Duplex {
  let begun = false;
  return {
    name: 'fake',
    write: () => Promise.resolve(),
    read: () => {
      const text = begun ? piece : first;
      begun = true;
      return Promise.resolve(encode(text));
    },
    close: () => undefined,
  };
}

const failure = async (work: Promise<unknown>): Promise<PagewalkError> => {
  const error: unknown = await work.then(
    () => new Error('it worked'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(PagewalkError);
  return error as PagewalkError;
};

describe('a monitor', () => {
  test('commands are answered over events and answers that were given up', async () => {
    const qmp = await Qmp.open(
      peer(GREETING, (_, id) =>
        id.endsWith('-2"')
          ? undefined
          : `{"event": "STOP"}\n{"return": "late", "id": "older"}\n{"return": ["ok"], "id": ${id}}\n`,
      ),
    );
    expect(qmp.version).toBe('7.2.22');
    const given = await failure(qmp.execute('query-status', {}, { patience: 20 }));
    expect(given.message).toBe('fake: an answer to query-status did not come within 0.0 s');
    expect(await qmp.execute('query-status')).toEqual(['ok']);
  });

  test('what QEMU refuses is an error with its words', async () => {
    const qmp = await Qmp.open(
      peer(
        GREETING,
        (_, id) => `{"error": {"class": "GenericError", "desc": "no such thing"}, "id": ${id}}\n`,
      ),
    );
    expect(await failure(qmp.execute('qom-get'))).toMatchObject({
      errorClass: 'GenericError',
      message: 'fake: qom-get: no such thing',
    });
  });

  test('an interrupt ends the wait', async () => {
    const abort = new AbortController();
    const qmp = await Qmp.open(peer(GREETING));
    const waiting = failure(qmp.execute('query-status', {}, { signal: abort.signal }));
    abort.abort();
    expect((await waiting).kind).toBe('aborted');
  });
});

describe('a peer that is no good', () => {
  const answers: Readonly<Record<string, readonly [Answer, RegExp]>> = {
    'an answer that is no JSON': [() => 'hello\n', /is no JSON: hello/],
    'an answer of another id': [() => '{"return": {}, "id": 999}\n', /did not come within/],
    'an answer without an id': [() => '{"return": {}}\n', /expected an id/],
    'an answer that is a list': [() => '[1]\n', /expected an object/],
    'an answer that is neither': [(_, id) => `{"id": ${id}}\n`, /expected return or error/],
    'an answer nested too deep': [() => `${'['.repeat(200_000)}\n`, /is no JSON/],
    'an end in the middle of an answer': [
      () => END,
      /closed the connection before an answer to query-status/,
    ],
  };
  for (const [name, [answer, message]] of Object.entries(answers))
    test(name, async () => {
      const qmp = await Qmp.open(peer(GREETING, answer));
      expect((await failure(qmp.execute('query-status', {}, { patience: 500 }))).message).toMatch(message);
    });

  test('no QEMU', async () => {
    for (const [greeting, kind] of [
      ['SSH-2.0-OpenSSH_9.2\r\n', 'not-recognised'],
      ['{"hello": 1}\n', 'not-recognised'],
      [END, 'io'],
    ] as const) {
      const stream = peer(greeting);
      expect((await failure(Qmp.open(stream))).kind).toBe(kind);
      expect(stream.closed).toBe(true);
    }
  });

  test('one that never ends its line', async () => {
    const error = await failure(Qmp.open(endless('{"QMP": "', 'x'.repeat(1 << 20))));
    expect(error).toMatchObject({ kind: 'not-recognised' });
    expect(error.message).toMatch(/longer than 16777216 bytes/);
  });

  test('one whose events never end', async () => {
    const qmp = await Qmp.open(peer(GREETING, () => '{"event": "RTC_CHANGE"}\n'.repeat(1000)));
    expect((await failure(qmp.execute('query-status', {}, { patience: 50 }))).message).toMatch(
      /did not come within/,
    );
  });

  test('one that tells of memory that cannot be', async () => {
    const lies: Readonly<Record<string, string>> = {
      'query-target': '{"arch": "x86_64"}',
      'qom-get': '"pc-machine"',
      'query-memory-size-summary': '{"base-memory": 1e300}',
      'query-cpus-fast': '[]',
      'query-name': '{}',
      'qom-list': '[]',
    };
    const stream = peer(GREETING, (command, id) => `{"return": ${lies[command] ?? '""'}, "id": ${id}}\n`);
    const host: QemuHost = { connect: () => Promise.resolve(stream) };
    expect((await failure(openQemu(host, 'unix:x'))).message).toMatch(
      /base-memory: expected a number of bytes/,
    );
    expect(stream.closed).toBe(true);
  });
});

describe('a flat view', () => {
  const line = (first: number, last: number, kind: string, block: string, offset = 0): string =>
    `  ${first.toString(16).padStart(16, '0')}-${last.toString(16).padStart(16, '0')} (prio 0, ${kind}): ${block}${offset === 0 ? '' : ` @${offset.toString(16).padStart(16, '0')}`}\r\n`;
  const view = (...lines: string[]): string =>
    `FlatView #0\r\n AS "memory", root: system\r\n Root memory region: system\r\n${lines.join('')}\r\n`;
  const expected = { size: 0x1000000, backends: new Map([['pc.ram', 0x1000000]]) };
  const parse = (text: string) => parseFlatView(text, expected, 'fake').parts;

  test('what firmware made read-only is memory, what belongs to devices is not', () => {
    const text = view(
      line(0, 0x9ffff, 'ram', 'pc.ram'),
      line(0xa0000, 0xbffff, 'i/o', 'vga-lowmem'),
      line(0xc0000, 0xfffff, 'rom', 'pc.ram', 0xc0000),
      line(0x100000, 0xffffff, 'ram', 'pc.ram', 0x100000),
      line(0xfd000000, 0xfdffffff, 'ram', 'vga.vram'),
    ).replaceAll('\r', '');
    expect(parse(text)).toEqual([
      { start: 0, size: 0xa0000, block: 'pc.ram', offset: 0 },
      { start: 0xc0000, size: 0xf40000, block: 'pc.ram', offset: 0xc0000 },
    ]);
  });

  test('lines end as the monitor ends them', () => {
    expect(parse(view(line(0, 0xffffff, 'ram', 'pc.ram')))).toHaveLength(1);
  });

  test.each([
    ['no view', ''],
    ['less memory than there is', view(line(0, 0xffff, 'ram', 'pc.ram'))],
    ['memory twice', view(line(0, 0xffffff, 'ram', 'pc.ram'), line(0x800000, 0xffffff, 'ram', 'pc.ram'))],
    ['memory behind its block', view(line(0, 0xffffff, 'ram', 'pc.ram', 0x1000))],
    ['memory above 2^52', view(`  fff0000000000000-fff0000000ffffff (prio 0, ram): pc.ram\n`)],
    ['an end before its start', view(line(0xffffff, 0, 'ram', 'pc.ram'))],
  ])('refused: %s', (_, text) => {
    expect(() => parse(text)).toThrow(/memory layout is not understood/);
  });
});
