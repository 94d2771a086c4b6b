/** The file behind a guest's memory: a memory backend with a path, or a memfd through the descriptors of QEMU's process. */
import type { ByteSource } from '../../engine/index.js';
import { joinBlocks, type BlockSource } from './block-files.js';
import { blockAddresses, blockDescriptor, checkSamples } from './host-memory.js';
import { backendOf } from './layout.js';
import { liveConnector, notHere, type PathContext, type PathDefinition } from './path.js';

/** The way. */
export const shm: PathDefinition = {
  about: "reads the file that is the guest's memory",
  needs:
    'memory-backend-file or memory-backend-memfd with share=on, on this machine, and the right to open the file',
  adds: 'nothing',
  memory: 'live',
  stops: false,
  writes: true,
  open: async (context) => {
    const blocks = new Map<string, BlockSource>();
    try {
      for (const block of new Set(context.machine.parts.map((part) => part.block)))
        blocks.set(block, await fileOf(context, block));
      const { source, ranges } = joinBlocks(context.qmp.name, context.machine, blocks);
      const connector = liveConnector(source, ranges);
      await checkSamples(context, connector);
      return connector;
    } catch (error) {
      for (const { source } of blocks.values()) await source.close();
      throw error;
    }
  },
};

async function fileOf(context: PathContext, block: string): Promise<BlockSource> {
  const { host, machine, pid, write } = context;
  const backend = machine.backends.get(backendOf(block));
  if (backend?.share !== true) throw notHere(`block '${block}' is not shared memory (share=on)`);
  const held = (source: ByteSource, offset: number): BlockSource => {
    if (source.size >= offset + backend.size) return { source, offset, size: backend.size };
    void source.close();
    throw notHere(`${source.name} of ${source.size} bytes is smaller than block '${block}'`);
  };
  if (pid === undefined) throw notHere('QEMU does not run on this machine, or not where it can be seen');
  if (host.processes !== undefined) {
    try {
      const address = (await blockAddresses(context)).get(block);
      const found = address === undefined ? undefined : await blockDescriptor(context, address);
      if (found !== undefined)
        return held(host.processes.openFile(pid, found.descriptor, write), found.offset);
    } catch (error) {
      // Of another user: the file's own name may be open to us.
      if (backend.path === undefined) throw error;
    }
  }
  if (backend.path === undefined || host.shared === undefined)
    throw notHere(`the file of block '${block}' is not found among those that QEMU has open`);
  return held(host.shared.open(backend.path, write), backend.offset);
}
