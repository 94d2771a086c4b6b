/** Guest memory that QEMU itself exports as a block device: an NBD server of its own over the file behind the memory. */
import { QmpError } from '../qmp.js';
import { openNbd, type NbdExport } from '../nbd.js';
import { joinBlocks, type BlockSource } from './block-files.js';
import { blockAddresses, blockDescriptor, checkSamples } from './host-memory.js';
import { inTurn } from './in-turn.js';
import { backendOf } from './layout.js';
import { placeFor } from './listen.js';
import { liveConnector, notHere, type PathContext, type PathDefinition } from './path.js';

/** Prefix of all names that are added. */
const NAME = 'pagewalk';
/** A node goes only when its export has let go of it, which takes a moment. */
const TRIES = 40;
const WAIT_MS = 50;

/** The way. */
export const nbd: PathDefinition = {
  about: 'lets QEMU export the file behind the memory by its NBD server; does not slow the guest',
  needs: 'memory-backend-file, or a memfd where /proc can be seen, with share=on',
  adds: 'an NBD server, and for each block of memory a block node and an export',
  memory: 'live',
  stops: false,
  writes: true,
  open: async (context) => {
    const { qmp, machine, host, undo, signal } = context;
    const names = [...new Set(machine.parts.map(({ block }) => block))];
    const files = await Promise.all(names.map((block) => fileInQemu(context, block)));
    const place = await placeFor(context, 'nbd');
    const refused = (error: unknown): boolean => error instanceof QmpError;
    const add = (
      what: string,
      command: Parameters<typeof qmp.execute>[0],
      args: object,
      remove: () => Promise<void>,
    ) => undo.adding(what, () => qmp.execute(command, { ...args }, { signal }), remove, refused);
    await add('its NBD server', 'nbd-server-start', { addr: place.address }, async () => {
      await qmp.execute('nbd-server-stop');
    });
    const blocks = new Map<string, BlockSource>();
    for (const [i, block] of names.entries()) {
      const id = `${NAME}-${i}`;
      const node = { driver: 'file', 'node-name': id, filename: files[i]?.path, locking: 'off' };
      await add(`its block node ${id}`, 'blockdev-add', { ...node, 'read-only': !context.write }, () =>
        removeNode(context, id),
      );
      const exported = { type: 'nbd', id, 'node-name': id, name: id, writable: context.write };
      await add(`its export ${id}`, 'block-export-add', exported, async () => {
        await qmp.execute('block-export-del', { id, mode: 'hard' });
      });
      const opened = await openNbd(await host.connect(place.target, signal), id, signal);
      undo.add('a connection', opened.close);
      const offset = files[i]?.offset ?? 0;
      const size = machine.backends.get(backendOf(block))?.size ?? 0;
      if (opened.size < offset + size)
        throw notHere(`the export of block '${block}' has ${opened.size} bytes, the block ${size}`);
      blocks.set(block, { source: sourceOf(qmp.name, opened), offset, size });
    }
    const { source, ranges } = joinBlocks(qmp.name, machine, blocks);
    const connector = liveConnector(source, ranges);
    await checkSamples(context, connector);
    return connector;
  },
};

function sourceOf(name: string, { size, read, write, close }: NbdExport) {
  return inTurn({ name, size, cost: { block: 4096, parallel: 16, latency: 0.3 }, read, write, close });
}

/** The file behind a block, by a name that QEMU can open. */
async function fileInQemu(
  context: PathContext,
  block: string,
): Promise<{ readonly path: string; readonly offset: number }> {
  const backend = context.machine.backends.get(backendOf(block));
  if (backend?.share !== true) throw notHere(`block '${block}' is not shared memory (share=on)`);
  if (backend.path !== undefined) return { path: backend.path, offset: backend.offset };
  const address = (await blockAddresses(context)).get(block);
  const found = address === undefined ? undefined : await blockDescriptor(context, address);
  if (found === undefined) throw notHere(`block '${block}' has no file that QEMU could export`);
  return { path: `/proc/self/fd/${found.descriptor}`, offset: found.offset };
}

/** Removes a node as soon as nobody uses it. */
async function removeNode({ qmp }: PathContext, id: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await qmp.execute('blockdev-del', { 'node-name': id });
      return;
    } catch (error) {
      if (!(error instanceof QmpError) || tries === TRIES) throw error;
      await new Promise<void>((resolve) => void setTimeout(resolve, WAIT_MS));
    }
  }
}
