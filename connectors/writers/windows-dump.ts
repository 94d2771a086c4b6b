/**
 * Writes full Windows crash dumps (DUMP_TYPE_FULL, 64-bit): a header with the list of memory runs, then their pages.
 * Source: see connectors/windows-dump.ts.
 */
import { PagewalkError, type PhysicalRange } from '../../engine/index.js';
import { writeSparse } from './sparse.js';
import type { DumpWriter, MachineFacts, WriteOrder } from './writer.js';

const PAGE = 4096;
const HEADER = 0x2000;
/** Runs that the header has room for. */
const MAX_RUNS = 0x2a;
const FULL = 1;
/** IMAGE_FILE_HEADER.Machine: PE format specification, "Machine Types". */
const MACHINES: Readonly<Record<string, number>> = {
  'x86-32': 0x14c,
  'x86-64': 0x8664,
  aarch64: 0xaa64,
  arm: 0x1c4,
};
const SIGNATURE = 'PAGEDU64';

/** A writer of a full dump. Throws kind `unsupported` where the memory lies in more runs than the header can name. */
export function windowsDumpWriter({ sink, ranges, facts, resumed }: WriteOrder): DumpWriter {
  refuseMany(sink.name, ranges);
  let { offset = HEADER } = resumed?.state ?? {};
  return {
    granule: PAGE,
    write: async (_start, bytes) => {
      await writeSparse(sink, offset, bytes);
      offset += bytes.length;
    },
    progressed: () => Promise.resolve({ offset }),
    finish: async (done) => {
      refuseMany(sink.name, done);
      await sink.resize(offset);
      await sink.write(0, header(facts, done));
      return offset;
    },
  };
}

function refuseMany(name: string, ranges: readonly PhysicalRange[]): void {
  if (ranges.length <= MAX_RUNS) return;
  throw new PagewalkError(
    'connector',
    'unsupported',
    `${name}: a full Windows crash dump has at most ${MAX_RUNS} runs of memory, and there are ${ranges.length}`,
    {
      expected: `at most ${MAX_RUNS} runs`,
      got: `${ranges.length}`,
      hint: 'kdump or LiME, which have no such limit',
    },
  );
}

function header(facts: MachineFacts, runs: readonly PhysicalRange[]): Uint8Array {
  const bytes = new Uint8Array(HEADER);
  const view = new DataView(bytes.buffer);
  const given = facts.windowsHeader;
  if (given?.length === HEADER) bytes.set(given);
  else {
    view.setUint32(0x8, 0xf, true);
    view.setUint32(0xc, facts.build ?? 0, true);
    view.setBigUint64(0x10, facts.root ?? 0n, true);
    view.setUint32(0x30, MACHINES[facts.architecture ?? ''] ?? 0, true);
    view.setUint32(0x34, 1, true);
    view.setUint32(0x38, facts.bugCheck ?? 0, true);
    view.setBigUint64(0x80, facts.debuggerBlock ?? 0n, true);
  }
  for (let i = 0; i < SIGNATURE.length; i++) bytes[i] = SIGNATURE.charCodeAt(i);
  const pages = runs.reduce((sum, { size }) => sum + size / PAGE, 0);
  bytes.fill(0, 0x88, 0x98 + 16 * MAX_RUNS);
  view.setUint32(0x88, runs.length, true);
  view.setBigUint64(0x90, BigInt(pages), true);
  for (const [i, { start, size }] of runs.entries()) {
    view.setBigUint64(0x98 + 16 * i, BigInt(start / PAGE), true);
    view.setBigUint64(0xa0 + 16 * i, BigInt(size / PAGE), true);
  }
  view.setUint32(0xf98, FULL, true);
  view.setBigUint64(0xfa0, BigInt(HEADER + pages * PAGE), true);
  return bytes;
}
