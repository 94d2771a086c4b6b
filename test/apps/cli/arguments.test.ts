/** What the command line understands. */
import { describe, expect, it } from 'vitest';
import { parseAddress, parseSize } from '../../../apps/cli/address.js';
import { sourceSpec } from '../../../apps/cli/chain.js';
import { hexLines, missingMap } from '../../../apps/cli/hex-dump.js';
import {
  numberOption,
  parseOptions,
  SOURCE_OPTIONS,
  MEMORY_OPTIONS,
  OUTPUT_OPTIONS,
} from '../../../apps/cli/options.js';
import { parsePattern } from '../../../apps/cli/pattern.js';
import { formatBytes, progressLine } from '../../../apps/cli/progress.js';
import { scalarRows, structureRows } from '../../../apps/cli/typed-values.js';
import { splitSpec, type MemoryView } from '../../../engine/index.js';
import { nodeInventory } from '../../../host-node/index.js';

const TABLE = { ...MEMORY_OPTIONS, ...SOURCE_OPTIONS, ...OUTPUT_OPTIONS };
const parse = (...argv: string[]) => parseOptions(argv, TABLE);
const source = (...argv: string[]) => sourceSpec(parse(...argv), nodeInventory());
const file = (target: string) => ({ kind: 'connector', name: 'file', target, args: {} });
const usage = expect.objectContaining({ kind: 'usage' }) as unknown;
const thrown = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

describe('options', () => {
  it('are parsed strictly', () => {
    const parsed = parse('dump', '0x1000', '--pid', '7', '-vv', '-q', '--format=json');
    expect(parsed.positionals).toEqual(['dump', '0x1000']);
    expect(numberOption(parsed, 'pid')).toBe(7);
    expect(parsed.count('verbose')).toBe(2);
    expect(parsed.flag('quiet')).toBe(true);
    expect(parsed.text('format')).toBe('json');
    for (const argv of [['--nope'], ['-z'], ['--pid'], ['--quiet=yes']]) {
      expect(thrown(() => parse(...argv))).toEqual(usage);
    }
    for (const value of ['x', '-1', '1e3', '', '99999999999999999999']) {
      expect(thrown(() => numberOption(parse(`--pid=${value}`), 'pid'))).toEqual(usage);
    }
  });

  it('choose one of several kernels', () => {
    const chosen = (layer: string) =>
      (source('dump', '-o', layer).layers[1]?.args as { kernel?: unknown }).kernel;
    expect(chosen('linux')).toBeUndefined();
    expect(chosen('linux:kernel=2')).toEqual({ index: 2 });
    expect(chosen('linux:kernel=0x2912ca40')).toEqual({ address: 0x2912ca40n });
    for (const layer of ['linux:kernel=', 'linux:kernel=x', 'linux:kernel=-1', 'linux:core=1', 'linux:a']) {
      expect(thrown(() => chosen(layer))).toEqual(usage);
    }
  });
  it('keep the order of the chain', () => {
    expect(parse('-f', 'a', '-o', 'linux', '-c', 'raw:b').chain).toEqual([
      { option: 'file', value: 'a' },
      { option: 'os', value: 'linux' },
      { option: 'connector', value: 'raw:b' },
    ]);
  });
});

describe('the source', () => {
  it('is the first positional, unless -f or -c was given', () => {
    expect(source('dump', '1', '2')).toEqual({ layers: [file('dump')], rest: ['1', '2'] });
    expect(source('1', '-f', 'dump', '2')).toEqual({ layers: [file('dump')], rest: ['1', '2'] });
    expect(source('-c', 'elf:a:b.elf', '-o', 'linux', '1')).toEqual({
      layers: [
        { kind: 'connector', name: 'elf', target: 'a:b.elf', args: {} },
        { kind: 'os', name: 'linux', args: {} },
      ],
      rest: ['1'],
    });
    expect(source('dump', '-o', 'linux', '1').rest).toEqual(['1']);
  });

  it('may take arguments', () => {
    expect(source('-c', 'raw:a:gaps=c0000000-ffffffff+0x1000000000-0x10ffffffff').layers).toEqual([
      {
        kind: 'connector',
        name: 'raw',
        target: 'a',
        args: {
          gaps: [
            { start: 0xc0000000, size: 0x40000000 },
            { start: 2 ** 36, size: 2 ** 32 },
          ],
        },
      },
    ]);
    expect(source('-c', 'qcow2:vm.img:snapshot=before').layers[0]?.args).toEqual({ snapshot: 'before' });
    for (const wrong of [
      'lime:a:snapshot=b',
      'qcow2:a:snapshot=',
      'raw:a:gaps=',
      'raw:a:gaps=1',
      'raw:a:gaps=2-1',
      'elf:a:gaps=0-1',
      'raw:a:gap=0-1',
    ])
      expect(thrown(() => source('-c', wrong))).toEqual(usage);
  });

  it('is split as name, target, arguments', () => {
    expect(splitSpec('raw')).toEqual({ name: 'raw', target: '', args: {} });
    expect(splitSpec('qemu:/run/vm.qmp')).toEqual({ name: 'qemu', target: '/run/vm.qmp', args: {} });
    expect(splitSpec('raw:/a:b:base=1,mode=x')).toEqual({
      name: 'raw',
      target: '/a:b',
      args: { base: '1', mode: 'x' },
    });
    expect(splitSpec('qemu:gdb=localhost:1234,stops=yes')).toEqual({
      name: 'qemu',
      target: '',
      args: { gdb: 'localhost:1234', stops: 'yes' },
    });
    expect(splitSpec('qemu:/run/a:gdb=::1:1234,a,b')).toEqual({
      name: 'qemu',
      target: '/run/a',
      args: { gdb: '::1:1234,a,b' },
    });
  });

  it.each([
    [[]],
    [['-f', 'a', '-f', 'b']],
    [['-c', 'nope:a']],
    [['-c', 'raw']],
    [['-c', 'raw:a:base=1']],
    [['dump', '-o', 'windows']],
    [['dump', '-o', 'linux:x']],
    [['-o', 'linux', '-f', 'a']],
    [['a', '-o', 'linux', '-o', 'linux']],
    [['-f', 'a', '-o', 'linux', '-f', 'b']],
  ])('is refused: %j', (argv) => {
    expect(thrown(() => source(...argv))).toEqual(usage);
  });
});

describe('addresses', () => {
  const lookUp = (name: string): Promise<bigint | undefined> =>
    Promise.resolve({ init_task: 0xffffffff81000000n, 'a.b$c': 16n, ext4: 0xffffffffc0000000n }[name]);

  it.each([
    ['0x1000', 0x1000n],
    ['4096', 4096n],
    ['0xffffffffffffffff', 0xffffffffffffffffn],
    ['init_task+0x10', 0xffffffff81000010n],
    ['init_task - 16 + 0x10', 0xffffffff81000000n],
    ['ext4+0x1000', 0xffffffffc0001000n],
    ['a.b$c', 16n],
  ])('%s', async (text, value) => {
    expect(await parseAddress(text, lookUp)).toBe(value);
  });

  it.each(['', '0x', '1+', '+1', '1++2', '0x1g', '-1', '0x10000000000000000', '1-2', '1 2 *', 'ä'])(
    'refuses %j',
    async (text) => {
      await expect(parseAddress(text, lookUp)).rejects.toMatchObject({ kind: 'usage' });
    },
  );

  it('says which name is unknown', async () => {
    await expect(parseAddress('nope+1', lookUp)).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('reads sizes', () => {
    expect(['64', '0x40', '4k', '2M', '1G'].map((text) => parseSize(text, 2 ** 40))).toEqual([
      64,
      64,
      4096,
      2 ** 21,
      2 ** 30,
    ]);
    for (const text of ['', '-1', 'x', '1.5', '1T', '99999999999999999'])
      expect(thrown(() => parseSize(text, 2 ** 40))).toEqual(usage);
  });
});

describe('patterns', () => {
  const as = { utf16: false, hex: false, text: false };
  it('are text, or hex when they plainly are', () => {
    expect(parsePattern('deadbeef', undefined, as)).toEqual({
      bytes: new TextEncoder().encode('deadbeef'),
      shown: 'deadbeef',
    });
    expect(parsePattern('deadbeef', undefined, { ...as, hex: true }).bytes).toEqual(
      Uint8Array.of(0xde, 0xad, 0xbe, 0xef),
    );
    expect(parsePattern('de ad', undefined, as)).toEqual({ bytes: Uint8Array.of(0xde, 0xad) });
    expect(parsePattern('0xde', undefined, as)).toEqual({ bytes: Uint8Array.of(0xde) });
    expect(parsePattern('7f??4c', undefined, as)).toEqual({
      bytes: Uint8Array.of(0x7f, 0, 0x4c),
      mask: Uint8Array.of(255, 0, 255),
    });
    expect(parsePattern('de ad', undefined, { ...as, text: true }).shown).toBe('de ad');
    expect(parsePattern('hi', undefined, { ...as, utf16: true }).bytes).toEqual(
      Uint8Array.of(0x68, 0, 0x69, 0),
    );
    expect(parsePattern(undefined, '0x01020304', as).bytes).toEqual(Uint8Array.of(4, 3, 2, 1));
  });

  it.each([
    ['', undefined, as],
    [undefined, 'x', as],
    [undefined, '4294967296', as],
    ['?? ??', undefined, as],
    ['xyz', undefined, { ...as, hex: true }],
    ['a', undefined, { utf16: true, hex: true, text: false }],
  ] as const)('refuses %j %j', (text, number, how) => {
    expect(thrown(() => parsePattern(text, number, how))).toEqual(usage);
  });
});

describe('progress', () => {
  it('says how far, how fast, how long still', () => {
    expect(formatBytes(1023)).toBe('1023 B');
    expect(progressLine('searching', 50n << 20n, 100n << 20n, 2)).toBe(
      'searching 50%, 50.0 MiB, 25.0 MiB/s, 2 s left',
    );
    expect(progressLine('searching', 0n, 0n, 0)).toBe('searching, 0 B, 0 B/s');
  });
});

/** A view of `bytes` at 0x1000, of which those from 0x1018 on are missing. */
function view(bytes: Uint8Array): MemoryView {
  const missingFrom = 0x1018n;
  return {
    readPartial: (address: bigint, length: number) => {
      const from = Number(address - 0x1000n);
      const data = new Uint8Array(length);
      data.set(bytes.subarray(from, from + length));
      const end = address + BigInt(length);
      const start = address > missingFrom ? address : missingFrom;
      const reason = { kind: 'not-canonical' as const };
      return Promise.resolve({
        data,
        missing: end > missingFrom ? [{ start, size: end - start, reason }] : [],
      });
    },
  } as unknown as MemoryView;
}

describe('values', () => {
  const bytes = Uint8Array.from({ length: 24 }, (_, i) => i + 0x41);
  bytes.set([0, 0xff, 0xff, 0xff, 0xff], 4);
  const list = async (rows: AsyncGenerator<unknown>): Promise<unknown[]> => {
    const all: unknown[] = [];
    for await (const one of rows) all.push(one);
    return all;
  };

  it('are read by name, and null with a reason where missing', async () => {
    expect(await list(scalarRows(view(bytes), 0x1000n, undefined, 'u32'))).toEqual([
      { address: '0x1000', type: 'u32', value: 0x44434241 },
    ]);
    expect(await list(scalarRows(view(bytes), 0x1005n, undefined, 'i32'))).toEqual([
      { address: '0x1005', type: 'i32', value: -1 },
    ]);
    expect(await list(scalarRows(view(bytes), 0x1010n, 16, 'ptr'))).toEqual([
      { address: '0x1010', type: 'ptr', value: '0x5857565554535251' },
      {
        address: '0x1018',
        type: 'ptr',
        value: null,
        complete: false,
        reason: expect.stringMatching(/0x1018/) as unknown,
      },
    ]);
    expect(await list(scalarRows(view(bytes), 0x1000n, undefined, 'string'))).toEqual([
      { address: '0x1000', type: 'string', value: 'ABCD' },
    ]);
    expect(await list(scalarRows(view(bytes), 0x1010n, undefined, 'string'))).toMatchObject([
      { value: 'QRSTUVWX', complete: false },
    ]);
  });

  it('of a structure follow its members', async () => {
    const member = { bits: 0, bitOffset: 0 };
    const type = {
      name: 'x',
      kind: 'struct' as const,
      size: 32,
      members: [
        { ...member, name: 'text', offset: 0, type: 'char[8]' },
        { ...member, name: 'flag', offset: 8, type: 'unsigned int', bits: 3, bitOffset: 72 + 1 },
        { ...member, name: 'list', offset: 8, type: 'struct list_head' },
        { ...member, name: 'next', offset: 16, type: 'struct x *' },
        { ...member, name: 'gone', offset: 24, type: 'int' },
      ],
    };
    expect(await list(structureRows(view(bytes), 0x1000n, type))).toMatchObject([
      { name: 'text', value: 'ABCD' },
      { name: 'flag', value: (0x4a >> 1) & 7 },
      { name: 'list' },
      { name: 'next', value: '0x5857565554535251' },
      { name: 'gone', value: null, complete: false },
    ]);
  });

  it('as a hex dump show what is missing', () => {
    const absent = missingMap(0x1000n, 20, [{ start: 0x1002n, size: 2n, reason: { kind: 'not-canonical' } }]);
    expect([...hexLines(0x1000n, bytes.subarray(0, 20), absent)]).toEqual([
      '0x1000  41 42 ?? ?? 00 ff ff ff  ff 4a 4b 4c 4d 4e 4f 50  |AB??.....JKLMNOP|',
      '0x1010  51 52 53 54                                       |QRST|',
    ]);
  });
});
