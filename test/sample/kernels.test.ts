/** Several kernels in one memory: the sample's own, and a copy of all of it where a guest's memory could lie. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openConnector } from '../../connectors/index.js';
import type { Connector, Engine, PhysicalRead } from '../../engine/index.js';
import { openFile } from '../../host-node/index.js';
import { detectOs, listKernels } from '../../os/index.js';
import { engineOver } from '../kit/core-module.js';
import { samplePath } from '../kit/sample.js';

let inner: Connector;
let size: number;
let engine: Engine;

/** The memory once where it was, and once more behind it: the second one's pages are not where its kernel thinks. */
function twice(connector: Connector): Connector {
  const readSync = (reads: readonly PhysicalRead[]): void => {
    for (const read of reads) {
      read.got = 0;
      while (read.got < read.into.length && read.phys + read.got < 2 * size) {
        const at = read.phys + read.got;
        const length = Math.min(read.into.length - read.got, size - (at % size));
        const part = { phys: at % size, into: read.into.subarray(read.got, read.got + length), got: 0 };
        connector.readSync?.([part]);
        read.got += length;
      }
    }
  };
  return {
    format: 'twice',
    name: 'twice the sample',
    identity: undefined,
    ranges: [{ start: 0, size: 2 * size }],
    cost: connector.cost,
    live: false,
    notes: [],
    readSync,
    read: (reads) => Promise.resolve(readSync(reads)),
    close: () => connector.close(),
  };
}

beforeAll(async () => {
  inner = await openConnector(openFile(await samplePath()));
  size = inner.ranges[0]?.size ?? 0;
  engine = await engineOver(twice(inner));
});
afterAll(() => inner?.close());

test('both are listed: the running one, and that of a guest', async () => {
  const kernels = await listKernels(engine);
  expect(kernels.map(({ state }) => state)).toEqual(['running', 'guest']);
  const [host, guest] = kernels;
  expect(host?.address).toBeLessThan(size);
  expect(guest?.address).toBe((host?.address ?? 0) + size);
  expect(guest?.banner).toBe(host?.banner);
});

test('the running one is opened, without a choice or by its number or address', async () => {
  const [host, guest] = await listKernels(engine);
  for (const kernel of [undefined, { index: 0 }, { address: BigInt(host?.address ?? 0) }]) {
    const os = await detectOs(engine, { ...(kernel && { kernel }) });
    expect(os.evidence.find(({ what }) => what === 'kallsyms')?.where).toBe(
      `0x${host?.address.toString(16)}`,
    );
  }
  const { evidence } = await detectOs(engine, { kernel: { index: 0 } });
  expect(evidence).toContainEqual(
    expect.objectContaining({ what: 'other kernel', where: `0x${guest?.address.toString(16)}` }),
  );
});

test('the other is not opened, and it is said why', async () => {
  await expect(detectOs(engine, { kernel: { index: 1 } })).rejects.toMatchObject({
    kind: 'unsupported',
    message: expect.stringMatching(
      /is a guest's: its tables lie at 0x\w+ where it has 0x\w+ for them/,
    ) as string,
  });
  await expect(detectOs(engine, { kernel: { index: 2 } })).rejects.toMatchObject({ kind: 'not-found' });
});
