/** `export`: what was found of the kernel, as files for other programs. */
import { open } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Command } from '../command.js';
import { usageError } from '../exit.js';
import { OUTPUT_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import { TextSink } from '../output.js';
import type { Session } from '../session.js';
import { packageVersion } from '../version.js';

/** The command. */
export const command: Command = {
  name: 'export',
  about: "the kernel's symbols and types as a file for volatility3",
  positionals: [{ name: 'SOURCE', about: 'a memory dump' }],
  options: {
    isf: { type: 'boolean', about: "volatility3's intermediate symbol format, schema 6.2.0" },
    output: {
      type: 'string',
      short: 'O',
      value: 'FILE',
      about: 'where to; compressed if it ends in .gz; standard output by default',
    },
    ...SOURCE_OPTIONS,
    ...OUTPUT_OPTIONS,
  },
  async run(session, parsed) {
    session.arguments(0, 0, '');
    if (!parsed.flag('isf')) throw usageError('export what?', '--isf');
    const os = await session.os();
    const text = os.isf({ name: 'pagewalk', version: packageVersion() });
    const path = parsed.text('output');
    if (path === undefined) {
      await write(session, session.sink, text);
      return;
    }
    const file = (await open(path, 'w')).createWriteStream();
    const stream = path.endsWith('.gz') ? createGzip() : file;
    if (stream !== file) stream.pipe(file);
    await write(session, new TextSink(stream), text);
    stream.end();
    await finished(file);
  },
};

async function write(session: Session, sink: TextSink, text: Iterable<string>): Promise<void> {
  for (const piece of text) {
    session.signal.throwIfAborted();
    sink.write(piece);
    await sink.flush();
  }
  await sink.flush(true);
}
