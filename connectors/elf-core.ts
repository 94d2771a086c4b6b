/**
 * ELF cores of physical memory, as QEMU's dump-guest-memory writes them.
 * Sources: System V ABI, chapters 4 and 5; qemu dump/dump.c (section headers before program headers, p_vaddr 0).
 */
import { PagewalkError, type ByteSource, type Connector, type SourceRead } from '../engine/index.js';
import { rangesConnector, type SourceRange } from './source-ranges.js';

const PT_LOAD = 1;
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
  const head = await bytesAt(source, 0, 64, 'the ELF header', signal);
  const layout = CLASSES[head.getUint8(4)];
  if (layout === undefined || head.getUint8(5) !== 1) {
    throw malformed(
      source,
      4,
      'ELF class 1 or 2, little endian',
      `class ${head.getUint8(4)}, data ${head.getUint8(5)}`,
    );
  }
  const phoff = word(head, layout.phoff, layout.wide);
  let count = head.getUint16(layout.phnum, true);
  if (count === PN_XNUM) {
    const section = await bytesAt(
      source,
      word(head, layout.shoff, layout.wide),
      layout.shInfo + 4,
      'section header 0',
      signal,
    );
    count = section.getUint32(layout.shInfo, true);
  }
  const stride = head.getUint16(layout.phentsize, true);
  if (stride < layout.phdr.size || count === 0 || count > MAX_SEGMENTS) {
    throw malformed(
      source,
      layout.phentsize,
      `program headers of ${layout.phdr.size} bytes, 1 to ${MAX_SEGMENTS} of them`,
      `${count} of ${stride} bytes`,
    );
  }
  const table = await bytesAt(source, phoff, stride * count, 'the program headers', signal);
  const ranges: Segment[] = [];
  for (let i = 0; i < count; i++) {
    const at = i * stride;
    if (table.getUint32(at, true) !== PT_LOAD) continue;
    const offset = word(table, at + layout.phdr.offset, layout.wide);
    const start = word(table, at + layout.phdr.paddr, layout.wide);
    const size = word(table, at + layout.phdr.filesz, layout.wide);
    if (!(start + size <= MAX_ADDRESS && offset + size <= Number.MAX_SAFE_INTEGER)) {
      throw malformed(
        source,
        phoff + at,
        'a segment below 2^52',
        `physical 0x${start.toString(16)}, ${size} bytes`,
      );
    }
    ranges.push({ start, size, offset, header: phoff + at });
  }
  if (ranges.length === 0) throw malformed(source, phoff, 'at least one PT_LOAD segment', 'none');
  refuseConflicts(source, ranges);
  return rangesConnector('elf', source, ranges, shortage(source, ranges));
}

/** A PT_LOAD segment, and the offset of its program header. */
interface Segment extends SourceRange {
  readonly header: number;
}

/** Segments may overlap only where they name the same bytes of the file: else the dump says two things of one address. */
function refuseConflicts(source: ByteSource, segments: readonly Segment[]): void {
  const sorted = segments.filter(({ size }) => size > 0).sort((a, b) => a.start - b.start);
  let before: Segment | undefined;
  for (const segment of sorted) {
    const overlaps = before !== undefined && before.start + before.size > segment.start;
    if (overlaps && before !== undefined && before.offset - before.start !== segment.offset - segment.start) {
      throw malformed(
        source,
        segment.header,
        `segments that do not overlap`,
        `physical 0x${segment.start.toString(16)} in two segments with different bytes`,
      );
    }
    if (before === undefined || segment.start + segment.size > before.start + before.size) before = segment;
  }
}

/** A note when the file is too short for its segments. */
function shortage(source: ByteSource, segments: readonly Segment[]): string[] {
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

function malformed(source: ByteSource, offset: number, expected: string, got: string): PagewalkError {
  return new PagewalkError(
    'connector',
    'malformed',
    `${source.name}: ELF core at offset 0x${offset.toString(16)}: expected ${expected}, got ${got}`,
    {
      source: source.name,
      offset,
      expected,
      got,
    },
  );
}

async function bytesAt(
  source: ByteSource,
  offset: number,
  length: number,
  what: string,
  signal?: AbortSignal,
): Promise<DataView> {
  const room = Math.max(0, source.size - offset);
  if (length <= room) {
    const read: SourceRead = { offset, into: new Uint8Array(length), got: 0 };
    await source.read([read], signal);
    if (read.got === length) return new DataView(read.into.buffer);
    if (read.error !== undefined)
      throw new PagewalkError(
        'connector',
        'io',
        `${source.name}: offset 0x${offset.toString(16)}: ${read.error}`,
      );
  }
  throw new PagewalkError(
    'connector',
    'too-short',
    `${source.name}: ELF core: ${what} at offset 0x${offset.toString(16)} needs ${length} bytes, the file has ${room}`,
    { source: source.name, offset, expected: `${length} bytes`, got: `${room} bytes` },
  );
}
