/** Opens a dump in one call: file, connector, core, operating system. */
import { openConnector, type Format, type FormatArguments } from '../connectors/index.js';
import { Engine, type ArgumentsOf, type ByteSource, type Connector, type Store } from '../engine/index.js';
import { detectOs, type DetectOptions, type LinuxOs } from '../os/index.js';
import { coreBytes } from './core-bytes.js';
import { diskStore } from './disk-store.js';
import { openBeside } from './file-source.js';
import { openSource } from './open-source.js';
import { openSymbolFile } from './symbol-files.js';

/** How to open a dump. */
export interface OpenOptions<F extends Format = Format> extends Omit<DetectOptions, 'store' | 'symbols'> {
  /** Skips recognition of the file's format. */
  readonly format?: F;
  /** Arguments of that format: `{ gaps: [{ start, size }] }` of a raw image, `{ snapshot: 'NAME' }` of a qcow2 image. */
  readonly args?: ArgumentsOf<FormatArguments<F>>;
  /** Where findings are kept; default: the user's cache folder. `null`: nowhere. */
  readonly store?: Store | null;
  /** Files of symbols and types; those that were given before for the same kernel when absent, none when empty. */
  readonly symbols?: readonly string[];
}

/** A machine whose memory is open. */
export interface Machine {
  readonly connector: Connector;
  readonly engine: Engine;
  readonly os: LinuxOs;
  /** Closes the source; may be called twice. */
  close(): Promise<void>;
}

/**
 * Opens a dump by path or address (`https://…`), or any byte source, and finds the operating system in it. Rejects with kind `io` for a file
 * that cannot be opened, `not-recognised` or `unsupported` for what is no dump of a known system. The source is closed then.
 *
 * @example
 * const machine = await open('memory.raw');
 * for (const { pid, name } of (await machine.os.processes()).items) console.log(pid, name);
 * await machine.close();
 */
export async function open<F extends Format>(
  from: string | ByteSource,
  options: OpenOptions<F> = {},
): Promise<Machine> {
  const { format, args, store = diskStore(), symbols, ...detection } = options;
  const { signal } = detection;
  const source = typeof from === 'string' ? await openSource(from, signal) : from;
  let connector: Connector | undefined;
  try {
    connector = await openConnector(source, {
      ...(typeof from === 'string' && { beside: openBeside }),
      ...(format !== undefined && { format }),
      ...(args !== undefined && { args }),
      ...(signal !== undefined && { signal }),
      ...(store !== null && { store }),
    });
    const opened = connector;
    const engine = await Engine.create({ core: coreBytes(), connector });
    const os = await detectOs(engine, {
      ...detection,
      ...(store !== null && { store }),
      symbols: { open: openSymbolFile, ...(symbols && { given: symbols }) },
    });
    return { connector: opened, engine: os.engine, os, close: () => opened.close() };
  } catch (error) {
    await (connector ?? source).close();
    throw error;
  }
}
