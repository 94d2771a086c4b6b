/** Writes ELF cores of physical memory: as QEMU does, and in all the ways that it does not. */

/** A segment of the core. */
export interface CoreSegment {
  readonly type?: number;
  readonly physical: bigint;
  readonly data: Uint8Array;
  /** p_filesz, when it shall differ from the data's length. */
  readonly fileSize?: bigint;
  /** p_offset, when it shall not be where the data is put. */
  readonly offset?: bigint;
}

/** How the file is laid out. */
export interface CoreOptions {
  readonly bits?: 32 | 64;
  /** Puts section header 0 between the ELF header and the program headers, as QEMU does. */
  readonly sectionsFirst?: boolean;
  /** Writes 8 into e_ehsize... whatever is given here. */
  readonly headerSize?: number;
  readonly elfType?: number;
}

/** The core's bytes. More than 65534 segments are counted in sh_info of section header 0 (PN_XNUM). */
export function writeCore(segments: readonly CoreSegment[], options: CoreOptions = {}): Uint8Array {
  const wide = options.bits !== 32;
  const sizes = wide ? { header: 64, program: 56, section: 64 } : { header: 52, program: 32, section: 40 };
  const many = segments.length >= 0xffff;
  const sections = many || options.sectionsFirst === true ? 1 : 0;
  const first = options.sectionsFirst === true;
  const table = sizes.header + (first ? sizes.section : 0);
  const afterTable = table + segments.length * sizes.program;
  const sectionAt = first ? sizes.header : afterTable;
  let at = afterTable + (first ? 0 : sections * sizes.section);
  const places = segments.map(({ data }) => {
    const place = at;
    at += data.length;
    return place;
  });
  const bytes = new Uint8Array(at);
  const view = new DataView(bytes.buffer);
  const word = (offset: number, value: bigint | number): void => {
    if (wide) view.setBigUint64(offset, BigInt(value), true);
    else view.setUint32(offset, Number(value), true);
  };

  bytes.set([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, 1, 1]);
  view.setUint16(16, options.elfType ?? 4, true);
  view.setUint16(18, wide ? 62 : 3, true);
  view.setUint32(20, 1, true);
  word(wide ? 32 : 28, table);
  if (sections > 0) word(wide ? 40 : 32, sectionAt);
  const tail = wide ? 52 : 40;
  view.setUint16(tail, options.headerSize ?? sizes.header, true);
  view.setUint16(tail + 2, sizes.program, true);
  view.setUint16(tail + 4, many ? 0xffff : segments.length, true);
  view.setUint16(tail + 6, sizes.section, true);
  view.setUint16(tail + 8, sections, true);
  if (sections > 0) view.setUint32(sectionAt + (wide ? 44 : 28), segments.length, true);

  segments.forEach((segment, i) => {
    const header = table + i * sizes.program;
    const place = places[i] ?? 0;
    const [offset, physical, fileSize, memorySize] = wide ? [8, 24, 32, 40] : [4, 12, 16, 20];
    view.setUint32(header, segment.type ?? 1, true);
    word(header + (offset ?? 0), segment.offset ?? place);
    word(header + (physical ?? 0), segment.physical);
    word(header + (fileSize ?? 0), segment.fileSize ?? segment.data.length);
    word(header + (memorySize ?? 0), segment.fileSize ?? segment.data.length);
    bytes.set(segment.data, place);
  });
  return bytes;
}
