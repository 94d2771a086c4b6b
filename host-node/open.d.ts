/** Opens a dump in one call: file, connector, core, operating system. */
import { type Format } from '../connectors/index.js';
import { Engine, type ByteSource, type Connector, type Store } from '../engine/index.js';
import { type DetectOptions, type LinuxOs } from '../os/index.js';
/** How to open a dump. */
export interface OpenOptions extends Omit<DetectOptions, 'store'> {
    /** Skips recognition of the file's format. */
    readonly format?: Format;
    /** Where findings are kept; default: the user's cache folder. `null`: nowhere. */
    readonly store?: Store | null;
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
 * Opens a dump by path, or any byte source, and finds the operating system in it. Rejects with kind `io` for a file
 * that cannot be opened, `not-recognised` or `unsupported` for what is no dump of a known system. The source is closed then.
 *
 * @example
 * const machine = await open('memory.raw');
 * for (const { pid, name } of (await machine.os.processes()).items) console.log(pid, name);
 * await machine.close();
 */
export declare function open(from: string | ByteSource, options?: OpenOptions): Promise<Machine>;
