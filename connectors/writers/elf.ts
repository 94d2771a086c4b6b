/**
 * Writes ELF cores of physical memory in the form of /proc/vmcore: notes, then a segment for each stretch of memory; with the
 * kernel's own addresses where they are known. Sources: System V ABI, chapters 4 and 5; fs/proc/vmcore.c.
 */
import type { PhysicalRange } from '../../engine/index.js';
import { elfMachineOf } from '../elf-notes.js';
import { lastFrom } from '../sorted.js';
import { vmcoreinfoNote } from './notes.js';
import { writeSparse } from './sparse.js';
import type { DumpWriter, MachineFacts, MappedRange, WriteOrder } from './writer.js';

const HEADER = 64;
const SECTION = 64;
const PROGRAM = 56;
const PAGE = 4096;
const ET_CORE = 4;
const PT_LOAD = 1;
const PT_NOTE = 4;
const RWX = 7;
/** More program headers than this are counted in sh_info of section header 0. */
const PN_XNUM = 0xffff;
/** Program headers that the file has room for beyond one for each range: missing pages cut ranges. */
const SPARE = 64;
interface Segment {
  readonly virtual: bigint;
  readonly start: number;
  readonly size: number;
}

/** A writer of an ELF64 core. */
export function elfWriter({ sink, ranges, facts }: WriteOrder): DumpWriter {
  const note = vmcoreinfoNote(facts.vmcoreinfo).bytes;
  const room = 1 + 2 * (ranges.length + SPARE);
  // Directly behind the header, for makedumpfile looks there, whatever the header says.
  const tableAt = HEADER;
  const sectionAt = tableAt + room * PROGRAM;
  const noteAt = sectionAt + SECTION;
  const places: { start: number; size: number; offset: number }[] = [];
  let end = noteAt + note.length;
  for (const { start, size } of ranges) {
    // A page of memory is a page of the file, so that readers may map it.
    const offset = end + ((((start - end) % PAGE) + PAGE) % PAGE);
    places.push({ start, size, offset });
    end = offset + size;
  }
  const offsetOf = (start: number): number => {
    const place = places[lastFrom(places, start)] as (typeof places)[number];
    return place.offset + start - place.start;
  };
  return {
    granule: 1,
    write: (start, bytes) => writeSparse(sink, offsetOf(start), bytes),
    progressed: () => Promise.resolve({}),
    finish: async (done) => {
      const segments = segmentsOf(done, facts);
      const count = segments.length + 1;
      const table = new Uint8Array(count * PROGRAM);
      const view = new DataView(table.buffer);
      program(view, 0, PT_NOTE, 0, { virtual: 0n, start: 0, size: note.length, offset: noteAt });
      for (const [i, segment] of segments.entries())
        program(view, (i + 1) * PROGRAM, PT_LOAD, RWX, { ...segment, offset: offsetOf(segment.start) });
      const at = count <= room ? tableAt : end;
      await sink.resize(end + (at === end ? table.length : 0));
      await sink.write(at, table);
      if (note.length > 0) await sink.write(noteAt, note);
      await sink.write(sectionAt, section(count));
      await sink.write(0, header(facts, { tableAt: at, sectionAt, count }));
      return at === end ? end + table.length : end;
    },
  };
}

/** Segments of what was written: first the kernel's image by its own addresses, as /proc/vmcore has it, then all memory. */
function segmentsOf(done: readonly PhysicalRange[], { image, directMap }: MachineFacts): Segment[] {
  const own = (image === undefined || directMap === undefined ? [] : done).flatMap(({ start, size }) => {
    const { virtual, start: first, size: length } = image as MappedRange;
    const from = Math.max(start, first);
    const to = Math.min(start + size, first + length);
    return to > from ? [{ virtual: virtual + BigInt(from - first), start: from, size: to - from }] : [];
  });
  const all = done.map(({ start, size }) => ({
    virtual: directMap === undefined ? 0n : directMap.virtual + BigInt(start - directMap.start),
    start,
    size,
  }));
  return [...own, ...all];
}

function program(
  view: DataView,
  at: number,
  type: number,
  flags: number,
  { virtual, start, size, offset }: Segment & { readonly offset: number },
): void {
  view.setUint32(at, type, true);
  view.setUint32(at + 4, flags, true);
  const words = [BigInt(offset), virtual, BigInt(start), BigInt(size), BigInt(size), 0n];
  words.forEach((word, i) => view.setBigUint64(at + 8 + 8 * i, BigInt.asUintN(64, word), true));
}

/** The ELF header. */
function header(
  { architecture }: MachineFacts,
  at: { readonly tableAt: number; readonly sectionAt: number; readonly count: number },
): Uint8Array {
  const bytes = new Uint8Array(HEADER);
  const view = new DataView(bytes.buffer);
  const many = at.count >= PN_XNUM;
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(16, ET_CORE, true);
  view.setUint16(18, elfMachineOf(architecture), true);
  view.setUint32(20, 1, true);
  view.setBigUint64(32, BigInt(at.tableAt), true);
  if (many) view.setBigUint64(40, BigInt(at.sectionAt), true);
  view.setUint16(52, HEADER, true);
  view.setUint16(54, PROGRAM, true);
  view.setUint16(56, many ? PN_XNUM : at.count, true);
  view.setUint16(58, many ? SECTION : 0, true);
  view.setUint16(60, many ? 1 : 0, true);
  return bytes;
}

/** Section header 0, which counts program headers where the ELF header cannot. */
function section(count: number): Uint8Array {
  const bytes = new Uint8Array(SECTION);
  if (count >= PN_XNUM) new DataView(bytes.buffer).setUint32(44, count, true);
  return bytes;
}
