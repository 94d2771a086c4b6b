/** Memory of one moment: QEMU writes a core of its guest, and the reader of ELF cores reads it. */
import type { Connector } from '../../engine/index.js';
import { openElfCore } from '../elf-core.js';
import { notHere, ownFolder, type PathDefinition } from './path.js';

/** QEMU answers when all is written; a gigabyte takes seconds. */
const PATIENCE_MS = 600_000;

/** The way. */
export const snapshot: PathDefinition = {
  about: 'lets QEMU write a core (dump-guest-memory) and reads that: all of one moment',
  needs: 'room on the disk of this machine for all memory, where QEMU can write',
  adds: 'nothing; the guest stands still while the core is written',
  memory: 'consistent',
  stops: false,
  writes: false,
  open: async (context): Promise<Connector> => {
    const { qmp, host, signal, undo } = context;
    if (host.shared === undefined) throw notHere('no files here');
    const path = `${await ownFolder(context)}/core`;
    const args = { paging: false, protocol: `file:${path}` };
    await qmp.execute('dump-guest-memory', args, { signal, patience: PATIENCE_MS });
    const source = host.shared.open(path, false);
    undo.add('a file', () => source.close());
    return openElfCore(source, signal);
  },
};
