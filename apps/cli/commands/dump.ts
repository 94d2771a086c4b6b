/** `dump`: a process's memory as an ELF core, with a manifest that says what is in it and what is not. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessCore } from '../../../os/index.js';
import { hexAddress } from '../../../os/records.js';
import type { Command } from '../command.js';
import { usageError } from '../exit.js';
import { requiredPid } from '../memory.js';
import { writeNewFile } from '../new-file.js';
import { OUTPUT_OPTIONS, PROCESS_OPTIONS, SOURCE_OPTIONS } from '../options.js';
import type { Row } from '../row.js';

/** The command. */
export const command: Command = {
  name: 'dump',
  about: 'a process as an ELF core for debuggers, with manifest.json',
  positionals: [{ name: 'SOURCE', about: 'a memory dump' }],
  options: {
    output: { type: 'string', short: 'O', value: 'DIR', about: 'the folder to write into; made if need be' },
    ...PROCESS_OPTIONS,
    ...SOURCE_OPTIONS,
    ...OUTPUT_OPTIONS,
  },
  async run(session, parsed) {
    session.arguments(0, 0, '');
    const folder = parsed.text('output');
    if (folder === undefined) throw usageError('dump to where?', '-O DIR');
    const pid = await requiredPid(session);
    const os = await session.os();
    const core = await os.core(pid, session.signal);
    await mkdir(folder, { recursive: true });
    const name = `core.${pid}`;
    const hint = 'another folder, or remove it';
    await writeNewFile(session, join(folder, name), { size: core.size, pieces: core.pieces(), hint });
    const manifest = { pid, source: session.sourceName, release: os.release, ...manifestOf(name, core) };
    await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
    for (const reason of manifest.complete ? [] : manifest.reasons) session.partial(reason);
    await session.print(
      [{ file: join(folder, name), size: core.size, present: manifest.present, missing: manifest.missing }],
      [
        { field: 'file' },
        { field: 'size', align: 'right' },
        { field: 'present', align: 'right' },
        { field: 'missing', align: 'right' },
      ],
    );
  },
};

/** What the core holds, mapping by mapping. */
function manifestOf(file: string, core: ProcessCore) {
  let [present, missing] = [0, 0];
  const mappings = core.mappings.map(({ mapping, runs }): Row => {
    const lost = runs.filter(({ what }) => what === 'missing');
    for (const { size, what } of runs) {
      if (what === 'missing') missing += Number(size);
      else if (what !== 'nothing') present += Number(size);
    }
    return {
      start: hexAddress(mapping.start),
      end: hexAddress(mapping.end),
      permissions: mapping.permissions,
      offset: hexAddress(mapping.offset),
      path: mapping.path,
      missing: lost.map((run) => ({
        start: hexAddress(run.start),
        size: Number(run.size),
        reason: run.reason ?? '',
      })),
    };
  });
  const without = core.threads.filter(({ registers }) => !registers).map(({ tid }) => tid);
  const reasons = [
    ...core.reasons,
    ...(missing > 0 ? [`${missing} bytes of mappings are not in the dump; manifest.json lists them`] : []),
    ...(without.length > 0 ? [`no registers of threads ${without.join(', ')}`] : []),
  ];
  return {
    files: [{ name: file, format: 'elf core', size: core.size }],
    present,
    missing,
    threads: core.threads,
    mappings,
    complete: reasons.length === 0,
    reasons,
  };
}
