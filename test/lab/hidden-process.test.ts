/** A process that is taken off the list in a copy of a machine's memory, without any rootkit's help. */
import { expect, test } from 'vitest';
import { openConnector } from '../../connectors/index.js';
import { copyOnWrite, Engine, viewConnector } from '../../engine/index.js';
import { coreBytes, openFile } from '../../host-node/index.js';
import { detectOs } from '../../os/index.js';
import { NAMED, isChosen, labFile } from './chosen.js';

const MACHINE = 'x86_64-6.1-la57';

test(`${MACHINE}: a process off the list is found in the idr and in memory`, async () => {
  if (!isChosen(MACHINE)) {
    expect(NAMED ?? []).not.toContain(MACHINE);
    return;
  }
  const connector = await openConnector(openFile(labFile(MACHINE)));
  const engine = await Engine.create({ core: coreBytes(), connector });
  const os = await detectOs(engine);
  const victim = (await os.processes()).items.find(({ name }) => name === 'victim');
  const offset = os.type('task_struct')?.members.find(({ name }) => name === 'tasks')?.offset ?? 0;
  const node = (victim?.address ?? 0n) + BigInt(offset);
  const word = async (address: bigint) =>
    new DataView((await os.kernel.read(address, 8)).slice().buffer).getBigUint64(0, true);
  const [next, previous] = [await word(node), await word(node + 8n)];

  const copy = copyOnWrite(engine.physical);
  const put = async (address: bigint, value: bigint) => {
    const [translation] = await os.kernel.translate([address]);
    if (translation?.ok !== true) throw new Error('the list is not mapped');
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, value, true);
    await copy.write(translation.physical, bytes);
  };
  await put(previous, next);
  await put(next + 8n, previous);
  const changed = await detectOs(
    await Engine.create({ core: coreBytes(), connector: viewConnector(copy, { name: 'copy' }) }),
  );
  expect((await changed.processes()).items.some(({ pid }) => pid === victim?.pid)).toBe(false);
  const { items } = await changed.check();
  await connector.close();
  expect(items).toMatchObject([{ kind: 'hidden-process', what: `pid ${victim?.pid} (victim)` }]);
  expect(items[0]?.detail).toContain('pid idr, ');
  expect(items[0]?.detail).toContain('memory');
});
