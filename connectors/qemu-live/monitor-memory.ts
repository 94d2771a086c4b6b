/** Memory through the monitor alone: `pmemsave` into a file that both see, else the words that `xp` prints. */
import { PagewalkError, throwIfAborted, type ByteSource, type SourceRead } from '../../engine/index.js';
import type { Qmp } from '../qmp.js';
import { inTurn } from './in-turn.js';
import { byAddress, liveConnector, ownFolder, type PathContext, type PathDefinition } from './path.js';

/** Bytes of one pmemsave: QEMU's lock is held so long, and the guest must get on between two. */
const SAVED = 1 << 20;
/** Words of one xp: its text is six times as long as what it prints. */
const PRINTED = 2048;
const TOP = 2 ** 52;

/** The way. */
export const qmp: PathDefinition = {
  about: 'asks the monitor for pieces of memory (pmemsave, else xp): slow, but always there',
  needs: 'nothing but the QMP socket; faster where QEMU can write a file that we can read',
  adds: 'nothing; writes a file into a folder of its own while it reads',
  memory: 'live',
  stops: false,
  writes: false,
  open: async (context) => liveConnector(await source(context), byAddress(context.machine)),
};

async function source(context: PathContext): Promise<ByteSource> {
  const { qmp: monitor, undo } = context;
  const mark = undo.mark;
  try {
    const save = saver(context, await ownFolder(context));
    // Shows whether QEMU may write there, and whether what it wrote is what arrives.
    await save(firstRead(context));
    return served(monitor, { block: 65536, parallel: 1, latency: 1 }, async (reads) => {
      for (const read of reads) await save(read);
    });
  } catch (error) {
    await undo.all(mark);
    throwIfAborted(context.signal);
    if (error instanceof PagewalkError && error.kind === 'malformed') throw error;
    return served(monitor, { block: 4096, parallel: 1, latency: 1 }, async (reads) => {
      for (const read of reads) await print(monitor, read);
    });
  }
}

function served(
  monitor: Qmp,
  cost: ByteSource['cost'],
  read: (reads: readonly SourceRead[]) => Promise<void>,
): ByteSource {
  return inTurn({ name: monitor.name, size: TOP, cost, read, close: () => undefined });
}

function firstRead({ machine }: PathContext): SourceRead {
  return { offset: machine.parts[0]?.start ?? 0, into: new Uint8Array(8), got: 0 };
}

/** Serves one read by files. */
function saver({ qmp: monitor, host }: PathContext, folder: string): (read: SourceRead) => Promise<void> {
  const { shared } = host;
  if (shared === undefined) throw new Error('no files');
  const filename = `${folder}/memory`;
  return async (read) => {
    while (read.got < read.into.length) {
      const into = read.into.subarray(read.got, read.got + SAVED);
      const val = read.offset + read.got;
      await monitor.execute('pmemsave', { val, size: into.length, filename });
      const file = shared.open(filename, false);
      const piece: SourceRead = { offset: 0, into, got: 0 };
      await file.read([piece]);
      await file.close();
      if (piece.got < into.length || file.size !== into.length)
        throw new Error(`${filename}: ${file.size} bytes where pmemsave was asked for ${into.length}`);
      read.got += into.length;
    }
  };
}

/** Serves one read by text. What the monitor will not print is an error of the read. */
async function print(monitor: Qmp, read: SourceRead): Promise<void> {
  while (read.got < read.into.length) {
    const from = read.offset + read.got;
    const start = from - (from % 8);
    const skip = from - start;
    const words = Math.min(PRINTED, Math.ceil((skip + read.into.length - read.got) / 8));
    const text = await monitor.monitor(`xp /${words}gx 0x${start.toString(16)}`);
    const bytes = new DataView(new ArrayBuffer(words * 8));
    let at = start;
    for (const [, address, values = ''] of text.matchAll(/^([0-9a-f]+):((?: 0x[0-9a-f]{16})+)\s*$/gm)) {
      if (Number(`0x${address}`) !== at) break;
      for (const value of values.trim().split(' ')) {
        if (at - start < words * 8) bytes.setBigUint64(at - start, BigInt(value), true);
        at += 8;
      }
    }
    const got = Math.min(at - start, words * 8) - skip;
    if (got > 0) {
      const part = new Uint8Array(bytes.buffer, skip, Math.min(got, read.into.length - read.got));
      read.into.set(part, read.got);
      read.got += part.length;
    }
    if (at - start >= words * 8) continue;
    read.error = `QEMU does not print address 0x${at.toString(16)}: ${text.trim().slice(-80)}`;
    return;
  }
}
