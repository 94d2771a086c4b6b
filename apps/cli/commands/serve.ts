/** `serve`: offers a source to another pagewalk, or to a page, over a WebSocket. */
import { serveConnector } from '../../../host-node/index.js';
import type { Command } from '../command.js';
import { usageError } from '../exit.js';
import { numberOption, OUTPUT_OPTIONS, SOURCE_OPTIONS } from '../options.js';

/** The command. */
export const command: Command = {
  name: 'serve',
  about:
    'offers the memory to another pagewalk or to a page, until interrupted; prints the address to open there',
  positionals: [{ name: 'SOURCE', about: 'a memory dump' }],
  options: {
    port: { type: 'string', value: 'N', about: 'port to listen on; default: one that is free' },
    host: {
      type: 'string',
      value: 'ADDRESS',
      about:
        'address to listen on; default: 127.0.0.1, which only this machine reaches. Nothing is encrypted',
    },
    origin: {
      type: 'string',
      multiple: true,
      value: 'ORIGIN',
      about:
        'lets pages of this origin connect too: https://HOST, or null for a page that was opened as a file',
    },
    write: { type: 'boolean', about: 'lets clients write, where the source takes it' },
    ...SOURCE_OPTIONS,
    ...OUTPUT_OPTIONS,
  },
  async run(session, parsed) {
    session.arguments(0, 0, '');
    const port = numberOption(parsed, 'port');
    if (port !== undefined && port > 65535) throw usageError(`--port ${port}: ports end at 65535`);
    const host = parsed.text('host');
    const connector = await session.connector();
    const server = await serveConnector(connector, {
      ...(port !== undefined && { port }),
      ...(host !== undefined && { host }),
      origins: parsed.texts('origin'),
      write: parsed.flag('write'),
      onEvent: (event) => session.say(event),
    });
    try {
      await session.print([{ address: server.address }], [{ field: 'address' }], true);
      await new Promise<void>((resolve) => {
        if (session.signal.aborted) resolve();
        session.signal.addEventListener('abort', () => resolve(), { once: true });
      });
    } finally {
      await server.close();
    }
  },
};
