/**
 * Writes full Windows crash dumps (DUMP_TYPE_FULL, 64-bit): a header with the list of memory runs, then their pages.
 * Source: see connectors/windows-dump.ts.
 */
import { PagewalkError, type PhysicalRange } from '../../engine/index.js';
import { HEADER_64, MACHINES } from '../windows-dump.js';
import { writeSparse } from './sparse.js';
import type { DumpWriter, MachineFacts, WriteOrder } from './writer.js';

const PAGE = 4096;
/** DUMP_TYPE_FULL. */
const FULL = 1;
const { magic, size: HEADER, maxRuns: MAX_RUNS, runs: RUNS } = HEADER_64;
/** Behind the count of runs: pages, then the runs. */
const [TOTAL, FIRST] = [RUNS + 8, RUNS + 16];
/** RequiredDumpSpace, a word behind the kind. */
const SPACE = HEADER_64.kind + 8;

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
    view.setUint32(HEADER_64.build, facts.build ?? 0, true);
    view.setBigUint64(HEADER_64.root, facts.root ?? 0n, true);
    view.setUint32(HEADER_64.machine, machineOf(facts.architecture), true);
    view.setUint32(0x34, 1, true);
    view.setUint32(HEADER_64.bugCheck, facts.bugCheck ?? 0, true);
    view.setBigUint64(HEADER_64.debuggerBlock, facts.debuggerBlock ?? 0n, true);
  }
  for (let i = 0; i < magic.length; i++) bytes[i] = magic.charCodeAt(i);
  const pages = runs.reduce((sum, { size }) => sum + size / PAGE, 0);
  bytes.fill(0, RUNS, FIRST + 16 * MAX_RUNS);
  view.setUint32(RUNS, runs.length, true);
  view.setBigUint64(TOTAL, BigInt(pages), true);
  for (const [i, { start, size }] of runs.entries()) {
    view.setBigUint64(FIRST + 16 * i, BigInt(start / PAGE), true);
    view.setBigUint64(FIRST + 16 * i + 8, BigInt(size / PAGE), true);
  }
  view.setUint32(HEADER_64.kind, FULL, true);
  view.setBigUint64(SPACE, BigInt(HEADER + pages * PAGE), true);
  return bytes;
}

/** The machine's number; 0 for one that Windows does not run on. */
function machineOf(architecture: string | undefined): number {
  return Number(Object.entries(MACHINES).find(([, name]) => name === architecture)?.[0] ?? 0);
}
