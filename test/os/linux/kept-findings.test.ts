/** What a run learns of symbols and types is kept: the next one reads their tables no more, and gives the same. */
import { expect, test } from 'vitest';
import { openConnector } from '../../../connectors/index.js';
import { Engine } from '../../../engine/index.js';
import { coreBytes, openFile } from '../../../host-node/index.js';
import { detectOs } from '../../../os/index.js';
import { samplePath } from '../../kit/sample.js';

/** Longer reads than this are of tables; structures are shorter. */
const TABLE = 1 << 20;

test('a second run reads no table of symbols or types', async () => {
  const kept = new Map<string, Uint8Array>();
  const store = {
    get: (key: string) => Promise.resolve(kept.get(key)),
    put: (key: string, value: Uint8Array) => Promise.resolve(void kept.set(key, value)),
  };
  const run = async () => {
    const inner = await openConnector(openFile(await samplePath()));
    let tables = 0;
    const connector = {
      ...inner,
      readSync: (reads: Parameters<NonNullable<typeof inner.readSync>>[0]) => {
        tables += reads.filter(({ into }) => into.length >= TABLE).length;
        inner.readSync?.(reads);
      },
    };
    const os = await detectOs(await Engine.create({ core: coreBytes(), connector }), { store });
    const { items } = await os.processes();
    await os.keep();
    await connector.close();
    return { items, tables };
  };
  const first = await run();
  const second = await run();
  expect(first.tables).toBeGreaterThan(0);
  expect(second).toEqual({ items: first.items, tables: 0 });
});
