/** Opens a dump in one call: file, connector, core, operating system. */
import { openConnector } from '../connectors/index.js';
import { Engine } from '../engine/index.js';
import { detectOs } from '../os/index.js';
import { coreBytes } from './core-bytes.js';
import { diskStore } from './disk-store.js';
import { openFile } from './file-source.js';
/**
 * Opens a dump by path, or any byte source, and finds the operating system in it. Rejects with kind `io` for a file
 * that cannot be opened, `not-recognised` or `unsupported` for what is no dump of a known system. The source is closed then.
 *
 * @example
 * const machine = await open('memory.raw');
 * for (const { pid, name } of (await machine.os.processes()).items) console.log(pid, name);
 * await machine.close();
 */
export async function open(from, options = {}) {
    const { format, store = diskStore(), ...detection } = options;
    const { signal } = detection;
    const source = typeof from === 'string' ? openFile(from) : from;
    try {
        const connector = await openConnector(source, {
            ...(format !== undefined && { format }),
            ...(signal !== undefined && { signal }),
        });
        const engine = await Engine.create({ core: coreBytes(), connector });
        const os = await detectOs(engine, { ...detection, ...(store !== null && { store }) });
        return { connector, engine: os.engine, os, close: () => source.close() };
    }
    catch (error) {
        await source.close();
        throw error;
    }
}
//# sourceMappingURL=open.js.map