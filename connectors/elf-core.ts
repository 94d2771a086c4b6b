/**
 * ELF cores of physical memory: QEMU's and VirtualBox's, /proc/vmcore's, /proc/kcore, Xen's. Sources: System V ABI, chapters
 * 4 and 5; qemu dump/dump.c (section headers before program headers, p_vaddr 0); fs/proc/kcore.c (p_paddr -1).
 */
import type { ByteSource, Connector, DumpFacts, SourceRead } from '../engine/index.js';
import { factsOfNotes } from './elf-notes.js';
import { xenRanges, type Section } from './elf-xen.js';
import { bytesAt, malformed, type Parsed } from './source-bytes.js';
import { rangesConnector, type SourceRange } from './source-ranges.js';

const PT_LOAD = 1;
const PT_NOTE = 4;
/** Notes of a machine with thousands of processors are a few MiB. */
const MAX_NOTES = 1 << 24;
const MAX_SECTIONS = 1024;
const MAX_NAMES = 1 << 16;
/** e_phnum's escape: the real count is in sh_info of section header 0. */
const PN_XNUM = 0xffff;
const MAX_SEGMENTS = 1 << 22;
const MAX_ADDRESS = 2 ** 52;

/** Field offsets of the two classes. */
interface ElfClass {
  readonly header: number;
  readonly phoff: number;
  readonly shoff: number;
  readonly phentsize: number;
  readonly phnum: number;
  readonly shInfo: number;
  readonly shentsize: number;
  /** Offsets in a section header. */
  readonly shdr: { readonly size: number; readonly offset: number; readonly bytes: number };
  readonly phdr: {
    readonly size: number;
    readonly offset: number;
    readonly paddr: number;
    readonly filesz: number;
  };
  readonly wide: boolean;
}
const CLASSES: Record<number, ElfClass> = {
  1: {
    header: 52,
    phoff: 28,
    shoff: 32,
    phentsize: 42,
    phnum: 44,
    shInfo: 28,
    shentsize: 46,
    shdr: { size: 40, offset: 16, bytes: 20 },
    phdr: { size: 32, offset: 4, paddr: 12, filesz: 16 },
    wide: false,
  },
  2: {
    header: 64,
    phoff: 32,
    shoff: 40,
    phentsize: 54,
    phnum: 56,
    shInfo: 44,
    shentsize: 58,
    shdr: { size: 64, offset: 24, bytes: 32 },
    phdr: { size: 56, offset: 8, paddr: 24, filesz: 32 },
    wide: true,
  },
};

/** True for an ELF file of type ET_CORE; `head` is its first 64 bytes or more. */
export function isElfCore(head: Uint8Array): boolean {
  return (
    head.length >= 20 &&
    head[0] === 0x7f &&
    head[1] === 0x45 &&
    head[2] === 0x4c &&
    head[3] === 0x46 &&
    head[16] === 4
  );
}

/** Opens an ELF core. Rejects with kind `malformed` or `too-short`, naming the offset, when its headers make no sense. */
export async function openElfCore(source: ByteSource, signal?: AbortSignal): Promise<Connector> {
  const parsed: Parsed = { source, format: 'ELF core', signal };
  const head = await bytesAt(parsed, 0, 64, 'the ELF header');
  const layout = CLASSES[head.getUint8(4)];
  if (layout === undefined || head.getUint8(5) !== 1) {
    throw malformed(
      parsed,
      4,
      'ELF class 1 or 2, little endian',
      `class ${head.getUint8(4)}, data ${head.getUint8(5)}`,
    );
  }
  const phoff = word(head, layout.phoff, layout.wide);
  let count = head.getUint16(layout.phnum, true);
  if (count === PN_XNUM) {
    const section = await bytesAt(
      parsed,
      word(head, layout.shoff, layout.wide),
      layout.shInfo + 4,
      'section header 0',
    );
    count = section.getUint32(layout.shInfo, true);
  }
  const stride = head.getUint16(layout.phentsize, true);
  if (count === 0) return openXen(parsed, head, layout);
  if (stride < layout.phdr.size || count > MAX_SEGMENTS) {
    throw malformed(
      parsed,
      layout.phentsize,
      `program headers of ${layout.phdr.size} bytes, 1 to ${MAX_SEGMENTS} of them`,
      `${count} of ${stride} bytes`,
    );
  }
  const table = await bytesAt(parsed, phoff, stride * count, 'the program headers');
  const ranges: Segment[] = [];
  const noted: SourceRange[] = [];
  const nowhere = layout.wide ? 2 ** 64 : 2 ** 32 - 1;
  for (let i = 0; i < count; i++) {
    const at = i * stride;
    const type = table.getUint32(at, true);
    if (type !== PT_LOAD && type !== PT_NOTE) continue;
    const offset = word(table, at + layout.phdr.offset, layout.wide);
    const start = word(table, at + layout.phdr.paddr, layout.wide);
    const size = word(table, at + layout.phdr.filesz, layout.wide);
    if (type === PT_NOTE) {
      noted.push({ start: 0, size, offset });
      continue;
    }
    // Parts of the kernel that are mapped page by page: /proc/kcore has them by virtual address only.
    if (start === nowhere) continue;
    if (!(start + size <= MAX_ADDRESS && offset + size <= Number.MAX_SAFE_INTEGER)) {
      throw malformed(
        parsed,
        phoff + at,
        'a segment below 2^52',
        `physical 0x${start.toString(16)}, ${size} bytes`,
      );
    }
    ranges.push({ start, size, offset, header: phoff + at });
  }
  if (ranges.length === 0) throw malformed(parsed, phoff, 'at least one PT_LOAD segment', 'none');
  // What changes while it is read says different things of one address without being wrong.
  if (source.live !== true) await refuseConflicts(parsed, ranges);
  const facts = await factsOf(parsed, noted, head.getUint16(18, true));
  return { ...rangesConnector('elf', source, ranges, shortage(source, ranges)), facts };
}

/** What the notes say, as far as they can be read. */
async function factsOf(
  { source, signal }: Parsed,
  noted: readonly SourceRange[],
  machine: number,
): Promise<DumpFacts> {
  const [first] = noted;
  const size = Math.min(first?.size ?? 0, MAX_NOTES, Math.max(0, source.size - (first?.offset ?? 0)));
  const read: SourceRead = { offset: first?.offset ?? 0, into: new Uint8Array(size), got: 0 };
  if (size > 0) await source.read([read], signal);
  return factsOfNotes(read.into.subarray(0, read.got), machine);
}

/** A core without program headers, whose memory lies in sections. */
async function openXen(parsed: Parsed, head: DataView, layout: ElfClass): Promise<Connector> {
  const { source } = parsed;
  const at = word(head, layout.shoff, layout.wide);
  const [stride, count, names] = [0, 2, 4].map((plus) => head.getUint16(layout.shentsize + plus, true)) as [
    number,
    number,
    number,
  ];
  const sections: { key: number; offset: number; size: number }[] = [];
  if (count > 0 && count <= MAX_SECTIONS && stride >= layout.shdr.size) {
    const table = await bytesAt(parsed, at, stride * count, 'the section headers');
    for (let i = 0; i < count; i++)
      sections.push({
        key: table.getUint32(i * stride, true),
        offset: word(table, i * stride + layout.shdr.offset, layout.wide),
        size: word(table, i * stride + layout.shdr.bytes, layout.wide),
      });
  }
  const table = sections[names];
  const known = table !== undefined && table.size <= MAX_NAMES;
  const { buffer } = await bytesAt(
    parsed,
    known ? table.offset : 0,
    known ? table.size : 0,
    'names of sections',
  );
  const texts = new Uint8Array(buffer);
  const named = sections.map(({ key, ...rest }): Section => ({ ...rest, name: nameAt(texts, key) }));
  const xen = await xenRanges(parsed, named);
  if (xen === undefined || xen.ranges.length === 0)
    throw malformed(parsed, layout.phnum, "at least one program header, or Xen's sections", 'neither');
  const notes = [...xen.notes, ...shortage(source, xen.ranges)];
  return rangesConnector('elf', source, xen.ranges, notes);
}

function nameAt(texts: Uint8Array, at: number): string {
  const end = texts.indexOf(0, at);
  return at >= texts.length ? '' : String.fromCharCode(...texts.subarray(at, end < 0 ? at + 64 : end));
}

/** A PT_LOAD segment, and the offset of its program header. */
interface Segment extends SourceRange {
  readonly header: number;
}

/** Places of an overlap that are compared: its start, its middle, its end. */
const SAMPLE = 4096;

/**
 * Segments may overlap where they hold the same memory, as in /proc/vmcore, which has the kernel's text once more by its own
 * addresses (fs/proc/vmcore.c). Else the dump says two things of one address.
 */
async function refuseConflicts(parsed: Parsed, segments: readonly Segment[]): Promise<void> {
  const sorted = segments.filter(({ size }) => size > 0).sort((a, b) => a.start - b.start);
  let before: Segment | undefined;
  for (const segment of sorted) {
    const length =
      before === undefined ? 0 : Math.min(before.start + before.size - segment.start, segment.size);
    if (before !== undefined && length > 0 && !(await sameBytes(parsed, before, segment, length))) {
      throw malformed(
        parsed,
        segment.header,
        `segments that do not overlap`,
        `physical 0x${segment.start.toString(16)} in two segments with different bytes`,
      );
    }
    if (before === undefined || segment.start + segment.size > before.start + before.size) before = segment;
  }
}

/** Whether `length` bytes from the start of the second segment are the same in the first, by samples; unreadable ones are. */
async function sameBytes(
  { source, signal }: Parsed,
  first: Segment,
  second: Segment,
  length: number,
): Promise<boolean> {
  const shift = first.offset + second.start - first.start;
  if (shift === second.offset) return true;
  const size = Math.min(SAMPLE, length);
  const reads = [0, Math.floor((length - size) / 2), length - size].flatMap((at) =>
    [shift, second.offset].map((from) => ({ offset: from + at, into: new Uint8Array(size), got: 0 })),
  );
  await source.read(reads, signal);
  for (let i = 0; i < reads.length; i += 2) {
    const [a, b] = [reads[i], reads[i + 1]] as [SourceRead, SourceRead];
    const got = Math.min(a.got, b.got);
    for (let byte = 0; byte < got; byte++) if (a.into[byte] !== b.into[byte]) return false;
  }
  return true;
}

/** A note when the file is too short for its segments. */
function shortage(source: ByteSource, segments: readonly SourceRange[]): string[] {
  const cut = segments.filter(({ offset, size }) => offset + size > source.size);
  const [first] = cut;
  if (first === undefined) return [];
  const from = first.start + Math.max(0, source.size - first.offset);
  return [
    `${source.name} ends at offset 0x${source.size.toString(16)}, before its segments do: ` +
      `${cut.length} of ${segments.length} are cut short, the first at physical address 0x${from.toString(16)}`,
  ];
}

function word(view: DataView, at: number, wide: boolean): number {
  return wide ? Number(view.getBigUint64(at, true)) : view.getUint32(at, true);
}
