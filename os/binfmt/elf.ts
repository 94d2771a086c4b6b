/**
 * ELF images as a loader mapped them: where they lie, what their dynamic table says, their sections where those are
 * mapped. Every count is bounded. Sources: System V ABI, chapters 4 and 5; glibc elf/dl-load.c, elf/get-dynamic-info.h.
 */
import type { MemoryView } from '../../engine/index.js';
import {
  buildIdOf,
  HEADER_BYTES,
  parseHeader,
  parseNotes,
  parseSections,
  parseSegments,
  SEGMENT,
  type ElfHeader,
  type Section,
  type Segment,
} from './elf-format.js';
import { readBytes } from './partial-bytes.js';

const MAX_SEGMENTS = 256;
const MAX_DYNAMIC = 1024;
const MAX_NOTES = 1 << 16;
const MAX_SECTIONS = 4096;
const MAX_NAMES = 1 << 20;

/** Where the bytes at an offset of the image's file are mapped; undefined when they are not. */
export type FileAddress = (offset: number) => bigint | undefined;

/** A section with its name; the name is null when it cannot be read. */
export interface NamedSection extends Section {
  readonly text: string | null;
}

/** A mapped image. */
export class ElfImage {
  private dynamicTable: Promise<ReadonlyMap<number, bigint> | undefined> | undefined;

  private constructor(
    readonly view: MemoryView,
    /** Address of the header. */
    readonly base: bigint,
    readonly header: ElfHeader,
    readonly segments: readonly Segment[],
    /** False when program headers are missing. */
    readonly whole: boolean,
  ) {}

  /** The image at an address; undefined when its header cannot be read or is none. */
  static async at(view: MemoryView, base: bigint): Promise<ElfImage | undefined> {
    const head = await readBytes(view, base, HEADER_BYTES);
    const header = head.whole ? parseHeader(head.data) : undefined;
    if (header === undefined) return undefined;
    const { offset, stride } = header.segments;
    const count = Math.min(header.segments.count, MAX_SEGMENTS);
    const table = await readBytes(view, base + BigInt(offset), count * stride);
    const segments = table.whole ? parseSegments(table.data, header) : [];
    return new ElfImage(view, base, header, segments, segments.length === header.segments.count);
  }

  /** The lowest and the highest address of the image, the latter exclusive and rounded up to `page` bytes; undefined when unknown. */
  extent(page: bigint): { readonly start: bigint; readonly end: bigint } | undefined {
    const loads = this.loads();
    const first = loads[0];
    if (!this.whole || first === undefined) return undefined;
    const end = loads.reduce(
      (most, s) => (s.address + s.memorySize > most ? s.address + s.memorySize : most),
      0n,
    );
    const bias = this.bias();
    return { start: this.base, end: ((bias + end + page - 1n) / page) * page };
  }

  /** What is added to an address in the file to get the address in memory; the header is the first byte of the file. */
  bias(): bigint {
    const first = this.loads()[0];
    return first === undefined ? this.base : this.base - (first.address - BigInt(first.offset));
  }

  /** The build id in hex; undefined when there is none, null when what may hold it cannot be read. */
  async buildId(): Promise<string | undefined | null> {
    let unread = !this.whole;
    for (const { type, address, fileSize } of this.segments) {
      if (type !== SEGMENT.note || fileSize > BigInt(MAX_NOTES)) continue;
      const notes = await readBytes(this.view, this.bias() + address, Number(fileSize));
      const id = notes.whole ? buildIdOf(parseNotes(notes.data)) : undefined;
      if (id !== undefined) return id;
      unread ||= !notes.whole;
    }
    return unread ? null : undefined;
  }

  /** The dynamic table: the first value of each tag. Undefined when there is none or it cannot be read. */
  dynamic(): Promise<ReadonlyMap<number, bigint> | undefined> {
    this.dynamicTable ??= this.readDynamic();
    return this.dynamicTable;
  }

  /** True when the program headers name a dynamic table. */
  get hasDynamic(): boolean {
    return this.segments.some(({ type }) => type === SEGMENT.dynamic);
  }

  /**
   * The address in memory of a pointer out of the dynamic table. glibc has relocated them in place, except where the
   * table is read-only (the vdso, RISC-V); musl has not.
   */
  pointer(value: bigint): bigint {
    const { start, end } = this.extent(1n) ?? { start: this.base, end: this.base };
    return value >= start && value < end ? value : this.bias() + value;
  }

  /** Sections, where their table and their names are mapped; else undefined. */
  async sections(fileAddress: FileAddress): Promise<NamedSection[] | undefined> {
    const { offset, stride, names } = this.header.sections;
    const count = Math.min(this.header.sections.count, MAX_SECTIONS);
    const address = offset === 0 || count === 0 ? undefined : fileAddress(offset);
    if (address === undefined) return undefined;
    const table = await readBytes(this.view, address, count * stride);
    if (!table.whole) return undefined;
    const sections = parseSections(table.data, this.header);
    const strings = sections[names];
    const where = strings && fileAddress(strings.offset);
    const size = Math.min(Number(strings?.size ?? 0n), MAX_NAMES);
    const texts = where === undefined ? undefined : await readBytes(this.view, where, size);
    return sections.map((section) => ({ ...section, text: texts?.text(section.name) ?? null }));
  }

  private loads(): readonly Segment[] {
    return this.segments.filter(({ type }) => type === SEGMENT.load);
  }

  private async readDynamic(): Promise<ReadonlyMap<number, bigint> | undefined> {
    const segment = this.segments.find(({ type }) => type === SEGMENT.dynamic);
    if (segment === undefined) return undefined;
    const { wordSize } = this.header;
    const count = Math.min(Math.floor(Number(segment.memorySize) / (2 * wordSize)), MAX_DYNAMIC);
    const table = await readBytes(this.view, this.bias() + segment.address, count * 2 * wordSize);
    const found = new Map<number, bigint>();
    for (let i = 0; i < count; i++) {
      const tag = table.word(2 * i * wordSize, wordSize);
      const value = table.word((2 * i + 1) * wordSize, wordSize);
      if (tag === undefined || value === undefined) return undefined;
      if (tag === 0n) break;
      if (!found.has(Number(tag))) found.set(Number(tag), value);
    }
    return found;
  }
}
