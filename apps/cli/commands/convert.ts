/** `convert`: the memory of a source as a dump of another format. */
import { extname } from 'node:path';
import type { Connector, DumpFacts } from '../../../engine/index.js';
import {
  compareMemory,
  copyMemory,
  openConnector,
  openWriter,
  WRITTEN_FORMATS,
  type Copied,
  type MachineFacts,
  type PackCodec,
  type WritableFormat,
  type WrittenFormat,
} from '../../../connectors/index.js';
import { beginDumpFile, openFile, sha256Of } from '../../../host-node/index.js';
import { hexAddress } from '../../../os/records.js';
import type { Command } from '../command.js';
import { usageError } from '../exit.js';
import { OUTPUT_OPTIONS, SOURCE_OPTIONS, type Parsed } from '../options.js';
import type { Session } from '../session.js';

const FORMATS = Object.keys(WRITTEN_FORMATS) as WritableFormat[];

/** The command. */
export const command: Command = {
  name: 'convert',
  about: 'the memory of a source as a dump of another format',
  positionals: [
    { name: 'SOURCE', about: 'a memory dump' },
    { name: 'TARGET', about: 'the file to write; nothing is overwritten' },
  ],
  options: {
    as: {
      type: 'string',
      value: 'FORMAT',
      about: `${FORMATS.join(', ')}; default: by TARGET's extension`,
    },
    compress: {
      type: 'string',
      value: 'CODEC',
      about: 'how a kdump packs its pages: zlib (default), zstd, snappy, none',
    },
    resume: { type: 'boolean', about: 'go on where an interrupted run stopped' },
    'no-verify': { type: 'boolean', about: 'do not read the file back and compare it with the source' },
    'no-checksum': { type: 'boolean', about: 'do not compute the SHA-256 of the file' },
    ...SOURCE_OPTIONS,
    ...OUTPUT_OPTIONS,
  },
  async run(session, parsed) {
    const [target] = session.arguments(1, 1, 'TARGET') as [string];
    const format = formatOf(parsed.text('as'), target);
    const codec = parsed.text('compress') as PackCodec | undefined;
    const { source, facts } = await sourceOf(session, format);
    const { copied, codec: used } = await write(session, parsed, { source, facts, format, codec, target });
    const sha256 = parsed.flag('no-checksum')
      ? null
      : await sha256Of(target, (bytes) => progress(session, 'checksum', bytes, copied.size));
    const { notes = () => [] }: WrittenFormat = WRITTEN_FORMATS[format];
    for (const note of notes(copied.done)) session.say(note);
    for (const { start, size, reason } of copied.lost)
      session.partial(`${size} bytes at physical ${hexAddress(start)} are not in ${target}: ${reason}`);
    const memory = copied.done.reduce((sum, { size }) => sum + size, 0);
    await session.print(
      [
        {
          file: target,
          format,
          codec: used ?? null,
          size: copied.size,
          memory,
          missing: copied.lostBytes,
          verified: !parsed.flag('no-verify'),
          sha256,
          lost: copied.lost.map(({ start, size, reason }) => ({ start: hexAddress(start), size, reason })),
          complete: copied.lostBytes === 0,
        },
      ],
      [
        { field: 'file' },
        { field: 'format' },
        { field: 'size', align: 'right' },
        { field: 'memory', align: 'right' },
        { field: 'missing', align: 'right' },
        { field: 'verified' },
        { field: 'sha256' },
      ],
      true,
    );
  },
};

function formatOf(asked: string | undefined, target: string): WritableFormat {
  const end = extname(target).slice(1).toLowerCase();
  const entries = Object.entries<WrittenFormat>(WRITTEN_FORMATS);
  const named = entries.find(([name, { extensions }]) =>
    asked === undefined ? extensions.includes(end) : name === asked,
  );
  if (named !== undefined) return named[0] as WritableFormat;
  throw asked === undefined
    ? usageError(`which format? '${target}' does not say it`, `--as ${FORMATS.join('|')}`)
    : usageError(`--as ${asked} is unknown`, FORMATS.join(', '));
}

/**
 * The memory, by the addresses that the kernel in it knows where the source leaves out a hole, and what the headers of the new
 * dump are to say. A source named by `-c` is taken as it is.
 */
async function sourceOf(
  session: Session,
  format: WritableFormat,
): Promise<{ readonly source: Connector; readonly facts: MachineFacts }> {
  const connector = await session.connector();
  const own = factsOf(connector.facts);
  const wanted =
    connector.format === 'raw' || format === 'elf' || format === 'kdump' || format === 'windows-dump';
  if (!wanted || session.asNamed || connector.format === 'windows-dump')
    return { source: connector, facts: own };
  try {
    const os = await session.os();
    return { source: os.engine.connector, facts: { ...own, ...(await os.dumpFacts(session.signal)) } };
  } catch (error) {
    if (session.signal.aborted) throw error;
    session.say('no operating system was found: the dump is written without what only that knows');
    return { source: connector, facts: own };
  }
}

function factsOf(facts: DumpFacts = {}): MachineFacts {
  const { machine, ...rest } = facts;
  return { ...rest, ...(machine !== undefined && { architecture: machine }) };
}

interface Order {
  readonly source: Connector;
  readonly facts: MachineFacts;
  readonly format: WritableFormat;
  readonly codec: PackCodec | undefined;
  readonly target: string;
}

/** Writes the file, and reads it back. */
async function write(
  session: Session,
  parsed: Parsed,
  { source, facts, format, codec, target }: Order,
): Promise<{ readonly copied: Copied; readonly codec: string | undefined }> {
  const { signal } = session;
  const { codecs, gapless = false }: WrittenFormat = WRITTEN_FORMATS[format];
  const used = codec ?? codecs[0];
  const about = { source: source.identity, ranges: source.ranges, facts: plain(facts), format, used };
  const file = await beginDumpFile(target, about, parsed.flag('resume'));
  try {
    const { sink, from } = file;
    const writer = openWriter(
      format,
      { sink, ranges: source.ranges, facts, ...(from && { resumed: from }) },
      codec,
    );
    const copied = await copyMemory(source, writer, {
      ...(from && { from }),
      signal,
      onPoint: (point) => file.keep(point),
      onProgress: (done, total) => progress(session, 'writing', done, total),
    });
    if (!parsed.flag('no-verify')) {
      await sink.flush();
      const copy = await openConnector(openFile(file.partial), { format, signal });
      try {
        const onProgress = (done: number, total: number): void => progress(session, 'verifying', done, total);
        await compareMemory(source, copy, copied.done, { gapless, signal, onProgress });
      } finally {
        await copy.close();
      }
    }
    await file.complete();
    return { copied, codec: used };
  } catch (error) {
    await file.sink.close();
    throw error;
  }
}

function progress(session: Session, what: string, done: number, total: number): void {
  session.progress.update(what, BigInt(done), BigInt(total));
}

/** Facts as JSON can hold them. */
function plain(facts: MachineFacts): Record<string, unknown> {
  return JSON.parse(
    JSON.stringify(facts, (_key, value: unknown) =>
      typeof value === 'bigint' ? value.toString() : value instanceof Uint8Array ? Array.from(value) : value,
    ),
  ) as Record<string, unknown>;
}
