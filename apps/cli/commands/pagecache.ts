/** `pagecache`: files of which pages are in memory; with --extract, one of them. */
import type { CachedContent, CachedPiece } from '../../../os/index.js';
import { cachedFileRecord } from '../../../os/records.js';
import type { Command } from '../command.js';
import { usageError } from '../exit.js';
import { writeNewFile } from '../new-file.js';
import { OUTPUT_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import { orNone } from '../render-table.js';
import { row } from '../row.js';
import type { Session } from '../session.js';

/** The command. */
export const command: Command = {
  name: 'pagecache',
  about: 'files of which pages are in memory; --extract writes one',
  positionals: [{ name: 'SOURCE', about: 'a memory dump' }],
  options: {
    extract: {
      type: 'string',
      value: 'PATH',
      about: 'write this file (a path, or the address of its inode)',
    },
    output: { type: 'string', short: 'O', value: 'FILE', about: 'with --extract: the file to write; new' },
    ...SOURCE_OPTIONS,
    ...OUTPUT_OPTIONS,
  },
  async run(session, parsed) {
    session.arguments(0, 0, '');
    const [name, output] = [parsed.text('extract'), parsed.text('output')];
    if (name !== undefined && output === undefined) throw usageError('extract to where?', '-O FILE');
    if (name === undefined && output !== undefined)
      throw usageError('which file is to be written?', '--extract PATH');
    const os = await session.os();
    if (name !== undefined && output !== undefined)
      return extract(session, await os.cachedContent(name, session.signal), output);
    const files = session.listing(await os.pageCache(session.signal));
    await session.print(
      files.map((file) => row(cachedFileRecord(file))),
      [
        { field: 'inode', align: 'right' },
        { field: 'device' },
        { field: 'size', align: 'right' },
        { field: 'cachedPages', align: 'right' },
        { field: 'path', show: orNone('-') },
      ],
    );
  },
};

/** Writes what is cached, says on stderr which bytes are missing (they stay holes), and prints what was written. */
async function extract(session: Session, content: CachedContent, output: string): Promise<void> {
  const missing: CachedPiece[] = [];
  const pieces = noting(content.pieces(), missing);
  await writeNewFile(session, output, { size: content.size, pieces, hint: 'another name, or remove it' });
  for (const { offset, size, reason } of missing)
    session.say(`missing: bytes ${offset} to ${offset + size - 1}: ${reason ?? ''}`);
  const lost = missing.reduce((sum, { size }) => sum + size, 0);
  if (lost > 0) session.partial(`${lost} of ${content.size} bytes are missing; they are holes in ${output}`);
  await session.print(
    [{ file: output, size: content.size, present: content.size - lost, missing: lost }],
    [
      { field: 'file' },
      { field: 'size', align: 'right' },
      { field: 'present', align: 'right' },
      { field: 'missing', align: 'right' },
    ],
  );
}

/** Pieces as they come; those without bytes are noted, too. */
async function* noting(
  pieces: AsyncIterable<CachedPiece>,
  missing: CachedPiece[],
): AsyncGenerator<CachedPiece> {
  for await (const piece of pieces) {
    if (piece.bytes === undefined) addMissing(missing, piece);
    yield piece;
  }
}

/** Adds a missing run; joins it to the last one when it goes on for the same reason. */
function addMissing(runs: CachedPiece[], piece: CachedPiece): void {
  const last = runs.at(-1);
  if (last !== undefined && last.offset + last.size === piece.offset && last.reason === piece.reason)
    runs[runs.length - 1] = { ...last, size: last.size + piece.size };
  else runs.push(piece);
}
