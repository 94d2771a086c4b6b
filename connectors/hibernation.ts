/**
 * Windows hibernation files (hiberfil.sys) of Windows 8 and later: two chains of sets of pages, which Xpress packs. Source of the
 * offsets: what LeechCore (leechcore/device_hibr.c) reads of PO_MEMORY_IMAGE and of the sets.
 */
import { decodeBlock, type Codec } from '../codecs/page-codec.js';
import { PagewalkError, type ByteSource, type Connector } from '../engine/index.js';
import { contentSource } from './containers/packed-source.js';
import { SpanTable } from './containers/span-table.js';
import { bytesAt, malformed, startsWith, wordAt, type Parsed } from './source-bytes.js';
import { rangesConnector, type SourceRange } from './source-ranges.js';
import { SourceWindow } from './source-window.js';

const PAGE = 4096;
/** How a file begins that holds memory; the boot loader changes it when it resumes, and then sets it to zeros. */
const SIGNATURES = ['HIBR', 'hibr', 'RSTR', 'rstr', 'WAKE', 'wake'] as const;
const HEADER = 4096;
/** Sets have 16 pages in practice, and 255 descriptors of 16 pages at most; larger ones than this are refused. */
const MAX_PAGES = 1024;
/** Pages up to 2^52. */
const MAX_FRAME = 2 ** 40;
const MAX_SETS = 1 << 24;

/** Where a header keeps what is read of it. */
interface HeaderLayout {
  readonly word: 4 | 8;
  readonly pageSize: number;
  readonly time: number;
  /** Pages of the chain that the boot loader restores (64 bits), and the page of the file where it begins. */
  readonly loaderPages: number;
  readonly boot: number;
  /** The same of the kernel's chain. */
  readonly kernel: number;
  readonly kernelPages: number;
}
const WIDE = { word: 8, pageSize: 0x18, time: 0x20, loaderPages: 0x58 } as const;
const NARROW = { word: 4, pageSize: 0x14, time: 0x18, loaderPages: 0x48, boot: 0x50, kernel: 0x54 } as const;
/** By the length that a header has for itself. */
const LAYOUTS: Readonly<Record<number, HeaderLayout>> = {
  0x360: { ...WIDE, boot: 0x60, kernel: 0x68, kernelPages: 0x1c8 },
  0x3b0: { ...WIDE, boot: 0x68, kernel: 0x70, kernelPages: 0x218 },
  0x3c8: { ...WIDE, boot: 0x68, kernel: 0x70, kernelPages: 0x220 },
  0x3d8: { ...WIDE, boot: 0x68, kernel: 0x70, kernelPages: 0x230 },
  0x3e0: { ...WIDE, boot: 0x68, kernel: 0x70, kernelPages: 0x230 },
  0x448: { ...WIDE, boot: 0x68, kernel: 0x70, kernelPages: 0x230 },
  0x4d8: { ...WIDE, boot: 0x68, kernel: 0x70, kernelPages: 0x230 },
  0x2c8: { ...NARROW, kernelPages: 0x1b0 },
  0x310: { ...NARROW, kernelPages: 0x1f8 },
  0x328: { ...NARROW, kernelPages: 0x200 },
  0x338: { ...NARROW, kernelPages: 0x210 },
  0x340: { ...NARROW, kernelPages: 0x210 },
};
/** How a set's pages are packed, by the upper two bits of its header; as they are where that is as long. */
const CODECS: readonly Codec[] = ['xpress', 'xpress', 'xpressHuffman', 'xpressHuffman'];

/** True for the start of a hibernation file with memory in it. */
export function isHibernation(head: Uint8Array): boolean {
  if (head.length < 32 || !SIGNATURES.some((signature) => startsWith(head, signature))) return false;
  const length = new DataView(head.buffer, head.byteOffset, head.length).getUint32(12, true);
  return length > 0x100 && length < HEADER;
}

/** A chain of sets. */
interface Chain {
  readonly name: string;
  /** Offset of the first set. */
  readonly at: number;
  readonly pages: number;
}

/** Opens a hibernation file. Rejects with kind `unsupported` for a header of unknown length: Windows 7's, or one newer than known. */
export async function openHibernation(source: ByteSource, signal?: AbortSignal): Promise<Connector> {
  const parsed: Parsed = { source, format: 'hibernation file', signal };
  const header = await bytesAt(parsed, 0, HEADER, 'the header');
  const length = header.getUint32(12, true);
  const layout = LAYOUTS[length];
  if (layout === undefined)
    throw new PagewalkError(
      'connector',
      'unsupported',
      `${source.name}: hibernation file at offset 0xc: a header of 0x${length.toString(16)} bytes is not known`,
      {
        source: source.name,
        offset: 12,
        expected: `one of ${Object.keys(LAYOUTS)
          .map((known) => `0x${Number(known).toString(16)}`)
          .join(', ')} (Windows 8 to 11)`,
        got: `0x${length.toString(16)}`,
      },
    );
  const pageSize = header.getUint32(layout.pageSize, true);
  if (pageSize !== PAGE) throw malformed(parsed, layout.pageSize, 'pages of 4096 bytes', `${pageSize}`);
  const page = (at: number): number => (layout.word === 8 ? wordAt(header, at) : header.getUint32(at, true));
  const chains: readonly Chain[] = [
    { name: "the boot loader's", at: page(layout.boot) * PAGE, pages: wordAt(header, layout.loaderPages) },
    { name: "the kernel's", at: page(layout.kernel) * PAGE, pages: wordAt(header, layout.kernelPages) },
  ];
  const walk = new Walk(parsed, layout.word);
  for (const chain of chains) await walk.chain(chain);
  if (walk.ranges.length === 0)
    throw new PagewalkError(
      'connector',
      'not-recognised',
      `${source.name}: a hibernation file without memory: no set of pages follows the header`,
      { source: source.name, hint: 'Windows clears the file when it resumes' },
    );
  const { spans } = walk;
  const content = contentSource(
    source,
    spans,
    ({ size, kind }, packed) => {
      const bytes = size === packed.length ? packed : decodeBlock(CODECS[kind] as Codec, packed, size);
      return typeof bytes === 'string'
        ? { bytes: new Uint8Array(0), trouble: bytes }
        : { bytes: bytes.slice() };
    },
    { name: source.name, identity: source.identity },
  );
  const written = new Date(Number(header.getBigUint64(layout.time, true) / 10000n) - 11644473600000);
  const notes = [
    `a hibernation file with ${walk.pages} pages in ${spans.count} sets${Number.isNaN(written.getTime()) ? '' : `, of ${written.toISOString()}`}: what Windows did not keep is missing`,
    ...walk.notes,
  ];
  return rangesConnector('hibernation', content, walk.ranges, notes);
}

/** Goes through chains of sets. */
class Walk {
  readonly spans = new SpanTable();
  readonly ranges: SourceRange[] = [];
  readonly notes: string[] = [];
  pages = 0;
  private readonly window: SourceWindow;

  constructor(
    private readonly parsed: Parsed,
    private readonly word: 4 | 8,
  ) {
    this.window = new SourceWindow(parsed, true);
  }

  /** Goes through a chain up to its last page. What is damaged ends it, and a note says so. */
  async chain({ name, at: start, pages }: Chain): Promise<void> {
    const { source } = this.parsed;
    const stop = (at: number, why: string): void => {
      this.notes.push(
        `${source.name}: hibernation file at offset 0x${at.toString(16)}: ${why}: ${name} pages from there on are missing`,
      );
    };
    if (!(start >= HEADER && pages >= 0)) {
      if (pages !== 0) stop(0, `expected a chain of sets behind the header, got one at ${start}`);
      return;
    }
    let at = start;
    for (let left = pages; left > 0;) {
      if (at + 4 > source.size) return stop(at, 'the file ends before a set of pages');
      if (!this.window.has(at, 4)) await this.window.load(at);
      const head = this.window.u32(at);
      const count = head & 255;
      const size = (head >>> 8) & 0x3fffff;
      const data = at + 4 + count * this.word;
      if (count === 0 || size === 0) return stop(at, `expected a set of pages, got 0x${head.toString(16)}`);
      if (data > source.size || this.spans.count >= MAX_SETS)
        return stop(at, 'the file ends inside a set of pages');
      if (!this.window.has(at, data - at)) await this.window.load(at);
      const runs = this.descriptors(at + 4, count);
      const total = runs.reduce((sum, run) => sum + run.pages, 0);
      if (total > MAX_PAGES || size > total * PAGE || runs.some(({ frame }) => !(frame < MAX_FRAME)))
        return stop(
          at,
          `expected a set of at most ${MAX_PAGES} pages below 2^52, got ${total} in ${size} bytes`,
        );
      this.add(runs);
      this.spans.add(total * PAGE, data, size, head >>> 30);
      this.pages += total;
      left -= total;
      at = data + size;
    }
  }

  private descriptors(at: number, count: number): { readonly frame: number; readonly pages: number }[] {
    return Array.from({ length: count }, (_, i) => {
      const place = at + i * this.word;
      // Four bits of pages less one, then the number of the first page.
      const low = this.window.u32(place);
      const high = this.word === 8 ? this.window.u32(place + 4) : 0;
      return { frame: high * 2 ** 28 + (low >>> 4), pages: (low & 15) + 1 };
    });
  }

  /** Ranges of the next set, whose content begins where that of the others ends. */
  private add(runs: readonly { readonly frame: number; readonly pages: number }[]): void {
    let offset = this.spans.end;
    for (const { frame, pages } of runs) {
      const last = this.ranges.at(-1);
      const start = frame * PAGE;
      const size = pages * PAGE;
      if (last !== undefined && last.start + last.size === start && last.offset + last.size === offset)
        this.ranges[this.ranges.length - 1] = { ...last, size: last.size + size };
      else this.ranges.push({ start, size, offset });
      offset += size;
    }
  }
}
