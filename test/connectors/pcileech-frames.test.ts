/** Framing and boards that misbehave: pieces of any size give the same, noise gives no wrong byte and no endless wait, writes arrive, a gone board says so. */
import { expect, test } from 'vitest';
import { FrameReader } from '../../connectors/pcileech-frames.js';
import { memoryRead, memoryWrites } from '../../connectors/pcileech-tlp.js';
import { openPcileech } from '../../connectors/pcileech.js';
import { PagewalkError } from '../../engine/index.js';
import { boardOf, checkRandomReads, MadeMemory, MEMORY_RANGES } from '../kit/board-trials.js';
import { FakeBoard } from '../kit/fake-board.js';
import { BoardOutput } from '../kit/fake-board-output.js';
import { random } from '../kit/random.js';

test('a stream cut into pieces of any size gives the same packets', () => {
  const draw = random(3);
  for (let round = 0; round < 200; round++) {
    const output = new BoardOutput();
    const sent = Array.from({ length: 20 }, () =>
      Uint32Array.from({ length: 3 + Math.floor(draw() * 60) }, () => Math.floor(draw() * 2 ** 32)),
    );
    for (const packet of sent) output.packet(packet, true);
    output.finish(() => draw() < 0.2);
    const bytes = output.take(output.length * 4);
    const got: string[] = [];
    const reader = new FrameReader(
      {
        tlp: (words, count) => got.push(words.subarray(0, count).join()),
        register: () => expect.unreachable(),
      },
      true,
    );
    for (let at = 0; at < bytes.length;) {
      const size = 1 + Math.floor(draw() * 200);
      reader.push(bytes.subarray(at, at + size));
      at += size;
    }
    expect(got).toEqual(sent.map((packet) => packet.join()));
  }
});

test('requests have the short form below 4 GiB and the long form above', () => {
  expect([...memoryRead(0xfffff000, 4096, 0x100, 7)]).toEqual([
    0, 0, 0, 0, 1, 0, 7, 0xff, 0xff, 0xff, 0xf0, 0,
  ]);
  expect([...memoryRead(0x180000004, 4, 0x100, 1)]).toEqual([
    0x20, 0, 0, 1, 1, 0, 1, 0x0f, 0, 0, 0, 1, 0x80, 0, 0, 4,
  ]);
});

test('writes carry at most 128 bytes', () => {
  const draw = random(5);
  for (let round = 0; round < 300; round++) {
    const bytes = Uint8Array.from({ length: 1 + Math.floor(draw() * 700) }, () => Math.floor(draw() * 256));
    const address = 0x1000 + Math.floor(draw() * 4096);
    for (const packet of memoryWrites(address, bytes, 0x100))
      expect(packet.length).toBeLessThanOrEqual(12 + 128);
  }
});

test('noise instead of answers is an error or missing bytes, never an endless wait', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const draw = random(seed);
    const corrupt = (bytes: Uint8Array): Uint8Array =>
      draw() < 0.5
        ? bytes
        : Uint8Array.from(bytes, (byte) => (draw() < 0.2 ? Math.floor(draw() * 256) : byte));
    try {
      const connector = await openPcileech(boardOf({ seed, corrupt }), {
        ranges: MEMORY_RANGES,
        request: 4096,
      });
      await connector.read([{ phys: 0x100000, into: new Uint8Array(8192), got: 0 }]);
      await connector.close();
    } catch (error) {
      expect(error).toBeInstanceOf(PagewalkError);
    }
  }
});

test('transfers that are lost or cut short give no wrong byte', async () => {
  const draw = random(9);
  let open = false;
  const corrupt = (bytes: Uint8Array): Uint8Array =>
    !open || draw() < 0.97 ? bytes : bytes.subarray(0, Math.floor((draw() * bytes.length) / 4) * 4);
  const connector = await openPcileech(boardOf({ corrupt }), { ranges: MEMORY_RANGES });
  open = true;
  expect((await checkRandomReads(connector, 4, 1000)).wrong).toBe(0);
});

test('what is written arrives, and only when that was allowed', async () => {
  const board = new FakeBoard(new MadeMemory());
  const connector = await openPcileech(board, { ranges: MEMORY_RANGES, writable: true });
  const from = Uint8Array.from({ length: 5000 }, (_, i) => i);
  const write = { phys: 0x200003, from, put: 0 };
  await connector.write?.([write]);
  expect(write.put).toBe(5000);
  const read = { phys: 0x200003, into: new Uint8Array(5000), got: 0 };
  await connector.read([read]);
  expect(read.into).toEqual(from);
  await connector.close();
  const readOnly = await openPcileech(boardOf(), { ranges: MEMORY_RANGES });
  expect(readOnly.write).toBeUndefined();
});

test('the memory map is found by looking', async () => {
  const connector = await openPcileech(boardOf());
  expect(connector.ranges[0]).toEqual(MEMORY_RANGES[0]);
  expect(connector.ranges.at(-1)).toEqual(MEMORY_RANGES[2]);
});

test.each([
  [{ fifoMode: 1 }, 'unsupported'],
  [{ requester: 0 }, 'unsupported'],
])('a board that cannot be used is refused: %j', async (options, kind) => {
  await expect(openPcileech(boardOf(options), { ranges: MEMORY_RANGES })).rejects.toMatchObject({ kind });
});

test('a board that is unplugged leaves reasons', async () => {
  const connector = await openPcileech(boardOf({ disconnectAfter: 20 }), { ranges: MEMORY_RANGES });
  const read = { phys: 0x100000, into: new Uint8Array(0x400000), got: 0, reason: undefined };
  await connector.read([read]);
  expect(read.got).toBeLessThan(0x400000);
  expect(read.reason).toContain('disconnected');
});
