/**
 * The fixed parts of ELF files and images, 32 and 64 bits wide, little endian: header, program and section headers,
 * notes. Sources: System V ABI, chapters 4 and 5; include/uapi/linux/elf.h.
 */

/** p_type. */
export const SEGMENT = { load: 1, dynamic: 2, interpreter: 3, note: 4 } as const;
/** p_flags. */
export const SEGMENT_FLAG = { execute: 1, write: 2, read: 4 } as const;
/** sh_type of the sections that are asked for by type. */
export const SECTION = { symbols: 2, noBits: 8 } as const;
/** sh_flags. */
export const SECTION_FLAG = { write: 1, allocate: 2, execute: 4, compressed: 0x800 } as const;
/** Bytes that {@link parseHeader} needs. */
export const HEADER_BYTES = 64;
/** e_phnum's escape: more segments than 16 bits count. */
const MANY_SEGMENTS = 0xffff;
/** The type of a GNU build id note. Source: binutils include/elf/common.h, NT_GNU_BUILD_ID. */
const NOTE_BUILD_ID = 3;
const latin = new TextDecoder('latin1');

/** The file header. Offsets and sizes in bytes. */
export interface ElfHeader {
  /** Bytes of an address. */
  readonly wordSize: 4 | 8;
  /** e_type: 2 executable, 3 shared, 4 core. */
  readonly type: number;
  readonly machine: number;
  readonly segments: { readonly offset: number; readonly count: number; readonly stride: number };
  readonly sections: {
    readonly offset: number;
    readonly count: number;
    readonly stride: number;
    /** Number of the section that holds the names. */
    readonly names: number;
  };
}

/** A program header. */
export interface Segment {
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly address: bigint;
  readonly fileSize: bigint;
  readonly memorySize: bigint;
}

/** A section header. */
export interface Section {
  /** Offset in the section of names. */
  readonly name: number;
  readonly type: number;
  readonly flags: number;
  readonly address: bigint;
  readonly offset: number;
  readonly size: bigint;
  readonly link: number;
  readonly stride: number;
}

/** A note. */
export interface Note {
  readonly name: string;
  readonly type: number;
  readonly description: Uint8Array;
}

/** A word of the class's size. */
function word(view: DataView, at: number, size: 4 | 8): bigint {
  return size === 8 ? view.getBigUint64(at, true) : BigInt(view.getUint32(at, true));
}

/** Header of a file or image that starts with these {@link HEADER_BYTES} bytes; undefined when it is no ELF of ours. */
export function parseHeader(bytes: Uint8Array): ElfHeader | undefined {
  if (bytes.length < HEADER_BYTES || latin.decode(bytes.subarray(0, 4)) !== '\x7fELF') return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [kind, order] = [view.getUint8(4), view.getUint8(5)];
  if ((kind !== 1 && kind !== 2) || order !== 1) return undefined;
  const wordSize = kind === 2 ? 8 : 4;
  const tail = kind === 2 ? 52 : 40;
  const offset = (at: number): number => Number(word(view, at, wordSize));
  return {
    wordSize,
    type: view.getUint16(16, true),
    machine: view.getUint16(18, true),
    segments: {
      offset: offset(wordSize === 8 ? 32 : 28),
      stride: view.getUint16(tail + 2, true),
      count: view.getUint16(tail + 4, true) % MANY_SEGMENTS,
    },
    sections: {
      offset: offset(wordSize === 8 ? 40 : 32),
      stride: view.getUint16(tail + 6, true),
      count: view.getUint16(tail + 8, true),
      names: view.getUint16(tail + 10, true),
    },
  };
}

/** Program headers out of the table's bytes, as many as are there. */
export function parseSegments(bytes: Uint8Array, { wordSize, segments }: ElfHeader): Segment[] {
  const wide = wordSize === 8;
  if (segments.stride < (wide ? 56 : 32)) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = Math.min(segments.count, Math.floor(bytes.length / segments.stride));
  return Array.from({ length: count }, (_, i) => {
    const at = i * segments.stride;
    return {
      type: view.getUint32(at, true),
      flags: view.getUint32(at + (wide ? 4 : 24), true),
      offset: Number(word(view, at + (wide ? 8 : 4), wordSize)),
      address: word(view, at + (wide ? 16 : 8), wordSize),
      fileSize: word(view, at + (wide ? 32 : 16), wordSize),
      memorySize: word(view, at + (wide ? 40 : 20), wordSize),
    };
  });
}

/** Section headers out of the table's bytes, as many as are there. */
export function parseSections(bytes: Uint8Array, { wordSize, sections }: ElfHeader): Section[] {
  const wide = wordSize === 8;
  if (sections.stride < (wide ? 64 : 40)) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = Math.min(sections.count, Math.floor(bytes.length / sections.stride));
  return Array.from({ length: count }, (_, i) => {
    const at = i * sections.stride;
    return {
      name: view.getUint32(at, true),
      type: view.getUint32(at + 4, true),
      flags: Number(word(view, at + 8, wordSize)),
      address: word(view, at + (wide ? 16 : 12), wordSize),
      offset: Number(word(view, at + (wide ? 24 : 16), wordSize)),
      size: word(view, at + (wide ? 32 : 20), wordSize),
      link: view.getUint32(at + (wide ? 40 : 24), true),
      stride: Number(word(view, at + (wide ? 56 : 36), wordSize)),
    };
  });
}

/** Notes of a note segment or section; ends at the first that makes no sense. */
export function parseNotes(bytes: Uint8Array): Note[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const notes: Note[] = [];
  for (let at = 0; at + 12 <= bytes.length;) {
    const [nameSize, size] = [view.getUint32(at, true), view.getUint32(at + 4, true)];
    const start = at + 12 + 4 * Math.ceil(nameSize / 4);
    if (nameSize > bytes.length || size > bytes.length || start + size > bytes.length) break;
    notes.push({
      name: latin.decode(bytes.subarray(at + 12, at + 12 + nameSize)).replace(/\0.*$/s, ''),
      type: view.getUint32(at + 8, true),
      description: bytes.subarray(start, start + size),
    });
    at = start + 4 * Math.ceil(size / 4);
  }
  return notes;
}

/** The build id among notes, in hex; undefined when there is none. */
export function buildIdOf(notes: readonly Note[]): string | undefined {
  const note = notes.find(({ name, type }) => name === 'GNU' && type === NOTE_BUILD_ID);
  return note && Array.from(note.description, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
