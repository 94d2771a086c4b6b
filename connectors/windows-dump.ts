/**
 * Windows crash dumps: full, bitmap (kernel, active, live) and range dumps, 32- and 64-bit full.
 * Sources: ReactOS ndk/ketypes.h and kdmp-parser's description of the headers (0vercl0k/kdmp-parser-rs, src/structs.rs).
 */
import type { ByteSource, Connector, DumpFacts } from '../engine/index.js';
import { PageBitmap } from './page-bitmap.js';
import { bytesAt, malformed, startsWith, wordAt, type Parsed } from './source-bytes.js';
import { rangesConnector, type SourceRange } from './source-ranges.js';

const PAGE = 4096;
/** Pages up to 2^52. */
const MAX_FRAMES = 2 ** 40;
/** Bits of a bitmap: 4 TiB of pages. */
const MAX_BITS = 2 ** 30;
const MAX_RANGES = 1 << 22;

/** Where the two headers keep what is read of them. */
export interface HeaderLayout {
  readonly magic: string;
  /** Bytes of the header; pages or a second header follow. */
  readonly size: number;
  readonly word: 4 | 8;
  readonly build: number;
  readonly root: number;
  readonly machine: number;
  readonly bugCheck: number;
  readonly debuggerBlock: number;
  /** count u32 (padded to a word), pages (a word), then {first frame, frames} (a word each). */
  readonly runs: number;
  /** Most runs that fit before what follows them. */
  readonly maxRuns: number;
  readonly kind: number;
}
/** The header of 64-bit dumps. */
export const HEADER_64: HeaderLayout = {
  magic: 'PAGEDU64',
  size: 0x2000,
  word: 8,
  build: 0xc,
  root: 0x10,
  machine: 0x30,
  bugCheck: 0x38,
  debuggerBlock: 0x80,
  runs: 0x88,
  maxRuns: 0x2a,
  kind: 0xf98,
};
const HEADERS: readonly HeaderLayout[] = [
  HEADER_64,
  {
    magic: 'PAGEDUMP',
    size: 0x1000,
    word: 4,
    build: 0xc,
    root: 0x10,
    machine: 0x20,
    bugCheck: 0x28,
    debuggerBlock: 0x60,
    runs: 0x64,
    maxRuns: 0x56,
    kind: 0xf88,
  },
];
/** IMAGE_FILE_HEADER.Machine: PE format specification, "Machine Types". */
export const MACHINES: Readonly<Record<number, string>> = {
  0x14c: 'x86-32',
  0x8664: 'x86-64',
  0xaa64: 'aarch64',
  0x1c4: 'arm',
};
/** DUMP_TYPE: what each kind of dump is called, and how its pages lie. */
const KINDS: Record<number, { readonly name: string; readonly pages: 'runs' | 'bitmap' | 'ranges' }> = {
  1: { name: 'full', pages: 'runs' },
  2: { name: 'kernel', pages: 'bitmap' },
  5: { name: 'bitmap', pages: 'bitmap' },
  6: { name: 'live', pages: 'bitmap' },
  8: { name: 'kernel', pages: 'ranges' },
  9: { name: 'kernel and user', pages: 'ranges' },
  10: { name: 'complete', pages: 'ranges' },
};

/** True for the start of a Windows crash dump. */
export function isWindowsDump(head: Uint8Array): boolean {
  return HEADERS.some(({ magic }) => startsWith(head, magic));
}

/** Opens a Windows crash dump. Rejects with kind `malformed`, naming the field's offset, for headers that make no sense. */
export async function openWindowsDump(source: ByteSource, signal?: AbortSignal): Promise<Connector> {
  const parsed: Parsed = { source, format: 'Windows crash dump', signal };
  const start = await bytesAt(parsed, 0, 8, 'the signature');
  const layout = HEADERS.find(({ magic }) => startsWith(new Uint8Array(start.buffer), magic));
  if (layout === undefined) throw malformed(parsed, 0, 'PAGEDU64 or PAGEDUMP', 'something else');
  const head = await bytesAt(parsed, 0, layout.size, 'the header');
  const code = head.getUint32(layout.kind, true);
  const kind = KINDS[code];
  if (kind === undefined || (layout.word === 4 && kind.pages !== 'runs'))
    throw malformed(
      parsed,
      layout.kind,
      `a dump of the kinds ${Object.keys(KINDS).join(', ')}`,
      `kind ${code}`,
    );
  const ranges =
    kind.pages === 'runs'
      ? runsOf(parsed, head, layout)
      : kind.pages === 'bitmap'
        ? await bitmapOf(parsed, layout.size)
        : await rangesOf(parsed, layout.size);
  const facts = factsOf(head, layout);
  const last = ranges.at(-1);
  const end = last === undefined ? 0 : last.offset + last.size;
  const notes = [
    `${kind.name} dump of Windows build ${facts.build ?? 0}, ${facts.machine ?? 'unknown machine'}, root 0x${(facts.root ?? 0n).toString(16)}`,
    ...(end > source.size
      ? [
          `${source.name} ends at offset 0x${source.size.toString(16)}, before its pages do (0x${end.toString(16)})`,
        ]
      : []),
  ];
  return { ...rangesConnector('windows-dump', source, ranges, notes), facts };
}

function factsOf(head: DataView, layout: HeaderLayout): DumpFacts {
  const word = (at: number): bigint =>
    layout.word === 8 ? head.getBigUint64(at, true) : BigInt(head.getUint32(at, true));
  const machine = MACHINES[head.getUint32(layout.machine, true)];
  return {
    root: word(layout.root),
    debuggerBlock: word(layout.debuggerBlock),
    build: head.getUint32(layout.build, true),
    bugCheck: head.getUint32(layout.bugCheck, true),
    ...(machine !== undefined && { machine }),
    ...(layout.word === 8 && { windowsHeader: new Uint8Array(head.buffer, head.byteOffset, layout.size) }),
  };
}

/** Physical memory runs, whose pages follow the header one after the other. */
function runsOf(parsed: Parsed, head: DataView, { runs, maxRuns, word, size }: HeaderLayout): SourceRange[] {
  const count = head.getUint32(runs, true);
  if (count === 0 || count > maxRuns)
    throw malformed(parsed, runs, `1 to ${maxRuns} memory runs`, `${count}`);
  const ranges: SourceRange[] = [];
  let offset = size;
  for (let i = 0; i < count; i++) {
    const at = runs + 2 * word + 2 * word * i;
    const [first, frames] = [at, at + word].map((place) =>
      word === 8 ? wordAt(head, place) : head.getUint32(place, true),
    ) as [number, number];
    offset = added(parsed, ranges, { first, frames, offset }, at);
  }
  return ranges;
}

/** A bitmap of present pages, in the order in which they follow. */
async function bitmapOf(parsed: Parsed, at: number): Promise<SourceRange[]> {
  const head = await bytesAt(parsed, at, 0x38, 'the bitmap header');
  const magic = new Uint8Array(head.buffer, 0, 8);
  if (!startsWith(magic, 'SDMPDUMP') && !startsWith(magic, 'FDMPDUMP'))
    throw malformed(parsed, at, 'SDMPDUMP or FDMPDUMP', 'something else');
  const first = wordAt(head, 0x20);
  const bits = wordAt(head, 0x30);
  if (!(bits > 0 && bits <= MAX_BITS)) throw malformed(parsed, at + 0x30, `1 to ${MAX_BITS} bits`, `${bits}`);
  if (!(first >= at + 0x38)) throw malformed(parsed, at + 0x20, 'pages behind the bitmap', `offset ${first}`);
  const bytes = await bytesAt(parsed, at + 0x38, Math.ceil(bits / 8), 'the bitmap of pages');
  const bitmap = new PageBitmap(new Uint8Array(bytes.buffer), bits);
  const ranges: SourceRange[] = [];
  let offset = first;
  for (const { start, size } of bitmap.ranges(PAGE)) {
    ranges.push({ start, size, offset });
    offset += size;
  }
  return ranges;
}

/** Pairs of a frame and a count, ended by frame 0. */
async function rangesOf(parsed: Parsed, at: number): Promise<SourceRange[]> {
  const head = await bytesAt(parsed, at, 0x20, 'the range header');
  if (!startsWith(new Uint8Array(head.buffer, 4, 8), 'RDMPDUMP'))
    throw malformed(parsed, at + 4, 'RDMPDUMP', 'something else');
  const first = wordAt(head, 0x18);
  const table = at + 0x30;
  if (!(first >= table && first - table <= MAX_RANGES * 16))
    throw malformed(parsed, at + 0x18, 'pages behind the table of ranges', `offset ${first}`);
  const view = await bytesAt(parsed, table, first - table - ((first - table) % 16), 'the table of ranges');
  const ranges: SourceRange[] = [];
  let offset = first;
  for (let place = 0; place + 16 <= view.byteLength; place += 16) {
    const frame = wordAt(view, place);
    if (frame === 0) break;
    offset = added(parsed, ranges, { first: frame, frames: wordAt(view, place + 8), offset }, table + place);
  }
  return ranges;
}

/** Adds a run of frames; gives the offset behind its pages. */
function added(
  parsed: Parsed,
  ranges: SourceRange[],
  { first, frames, offset }: { readonly first: number; readonly frames: number; readonly offset: number },
  at: number,
): number {
  if (!(frames > 0 && first + frames <= MAX_FRAMES))
    throw malformed(parsed, at, 'a run of pages below 2^52', `${frames} pages from frame ${first}`);
  ranges.push({ start: first * PAGE, size: frames * PAGE, offset });
  return offset + frames * PAGE;
}
