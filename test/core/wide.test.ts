/** Addresses of 128 bits through the public calls: the made-up mode translates them, and what it cannot do it says. */
import { expect, test } from 'vitest';
import { engineOver } from '../kit/core-module.js';
import { memoryConnector } from '../kit/memory-connector.js';
import { seeded, TableMemory } from '../kit/page-tables.js';
import { FLAG, permissionsOf, referenceWalk } from '../kit/reference/index.js';

const mode = 'wide-128';
const TOP = 1n << 128n;

test('pages all over 2^128, their neighbours and boundaries, against the reference', async () => {
  const random = seeded(128);
  const memory = new TableMemory(3000);
  const root = memory.rootTable(mode);
  const any = (): bigint => [0, 1, 2, 3].reduce((sum) => (sum << 32n) | BigInt(random(2 ** 32)), 0n);
  const pages = [0n, 1n << 63n, 1n << 64n, (1n << 64n) - 4096n, 1n << 127n, TOP - 4096n];
  for (let i = 0; i < 150; i++) pages.push(any() & ~4095n);
  for (const [i, page] of pages.entries()) {
    const flags = FLAG.read | (i % 2 === 0 ? FLAG.write : FLAG.user) | (i % 3 === 0 ? FLAG.kernelExecute : 0);
    memory.mapIn(mode, { root }, page, BigInt(i) << 12n, 1, flags);
  }
  const addresses = [
    ...pages.flatMap((page) => [page, page + 0xfffn, (page + 4096n) % TOP, (page + TOP - 1n) % TOP]),
    ...Array.from({ length: 200 }, any),
    ...Array.from({ length: 129 }, (_, power) => (1n << BigInt(power)) - 1n),
  ];
  const space = (await engineOver(memoryConnector(memory.bytes))).space({ mode, root });
  const got = await space.translate(addresses);
  expect(got.map(({ virtual }) => virtual)).toEqual(addresses);
  for (const [i, virtual] of addresses.entries()) {
    const walked = referenceWalk(mode, (phys, bytes) => memory.read(phys, bytes), { root }, virtual);
    if (walked.kind === 'page') {
      const { physical, level, pageSize, flags } = walked;
      const permissions = permissionsOf(flags);
      expect(got[i]).toEqual({ virtual, ok: true, physical, level, pageSize, permissions });
    } else expect(got[i]).toEqual({ virtual, ok: false, reason: walked });
  }
  expect(got.filter(({ ok }) => ok).length).toBeGreaterThanOrEqual(2 * pages.length);
});

test('addresses outside 0 to 2^128 - 1 are refused', async () => {
  const memory = new TableMemory(20);
  const space = (await engineOver(memoryConnector(memory.bytes))).space({
    mode,
    root: memory.rootTable(mode),
  });
  for (const address of [-1n, TOP, TOP + 1n, 1n << 200n]) {
    await expect(space.translate([0n, address])).rejects.toMatchObject({
      name: 'PagewalkError',
      kind: 'usage',
    });
  }
});
