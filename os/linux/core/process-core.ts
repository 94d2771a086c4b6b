/**
 * A process as an ELF core: a segment for each run of memory that is there, and one without bytes for each that is not,
 * so that a debugger says 'cannot access' instead of showing zeros. Source: fs/binfmt_elf.c, elf_core_dump.
 */
import { describeMissing, type AddressSpace, type Missing } from '../../../engine/index.js';
import type { Listing, Mapping } from '../../types.js';

const PT_LOAD = 1;
const PT_NOTE = 4;
/** e_phnum's escape: the count stands in sh_info of section header 0. */
const MANY = 0xffff;
/** Bytes read at once. */
const STEP = 1 << 20;

/** A run of one mapping: what is in the core, or why it is not. */
export interface CoreRun {
  readonly start: bigint;
  readonly size: bigint;
  /**
   * `bytes` are in the file; `zeros` are, as a hole: memory that was never touched. `nothing` is where the process has no
   * memory (guard pages), `missing` what it has and the dump has not.
   */
  readonly what: 'bytes' | 'zeros' | 'nothing' | 'missing';
  /** Why it is missing. */
  readonly reason?: string;
}

/** A mapping and its runs. */
export interface CoreMapping {
  readonly mapping: Mapping;
  readonly runs: readonly CoreRun[];
}

/** Finds out what of each mapping can be read. Memory above `end` is no user memory. */
export async function coreMappings(
  space: AddressSpace,
  { items }: Listing<Mapping>,
  end: bigint,
  signal?: AbortSignal,
): Promise<CoreMapping[]> {
  const found: CoreMapping[] = [];
  for (const mapping of items) {
    if (mapping.end > end) continue;
    const runs: CoreRun[] = [];
    for (let at = mapping.start; at < mapping.end; at += BigInt(STEP)) {
      signal?.throwIfAborted();
      const length = Math.min(STEP, Number(mapping.end - at));
      const { missing } = await space.readPartial(at, length);
      let next = at;
      for (const gap of missing) {
        if (gap.start > next) add(runs, { start: next, size: gap.start - next, what: 'bytes' });
        add(runs, { start: gap.start, size: gap.size, ...why(gap, mapping) });
        next = gap.start + gap.size;
      }
      const stop = at + BigInt(length);
      if (stop > next) add(runs, { start: next, size: stop - next, what: 'bytes' });
    }
    found.push({ mapping, runs });
  }
  return found;
}

/** Names of anonymous mappings, and of pages that the kernel shows to every process. */
const ANONYMOUS = /^(|\[heap\]|\[stack\]|\[anon:.*\])$/;
const KERNEL_PAGES = /^\[(vvar|vvar_vclock|vsyscall|vectors)\]$/;

/** Anonymous memory that no entry was ever made for reads as zeros; anything else that is not present is not known. */
function why(gap: Missing, { path, permissions }: Mapping): Pick<CoreRun, 'what' | 'reason'> {
  const { reason } = gap;
  if (reason.kind === 'not-present' && reason.entry === 0n && reason.why === undefined) {
    if (permissions.startsWith('---') || KERNEL_PAGES.test(path ?? '')) return { what: 'nothing' };
    if (path !== null && ANONYMOUS.test(path)) return { what: 'zeros' };
  }
  return { what: 'missing', reason: describeMissing(gap).replace(/^[^:]*: /, '') };
}

function add(runs: CoreRun[], run: CoreRun): void {
  const before = runs.at(-1);
  const joins =
    before?.what === run.what && before.reason === run.reason && before.start + before.size === run.start;
  if (joins) runs[runs.length - 1] = { ...before, size: before.size + run.size };
  else runs.push(run);
}

/** A piece of the file. Between pieces are holes, which read as zeros: only memory that was never touched lies there. */
export interface FilePiece {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** The core's bytes in the order of the file; `size` is the whole file's. */
export function coreFile(
  space: AddressSpace,
  mappings: readonly CoreMapping[],
  notes: Uint8Array,
  about: { readonly wordSize: 4 | 8; readonly machine: number; readonly page: bigint },
): { readonly size: number; readonly pieces: () => AsyncGenerator<FilePiece> } {
  const { wordSize, page } = about;
  const wide = wordSize === 8;
  const [headerSize, stride, sectionSize] = wide ? [64, 56, 64] : [52, 32, 40];
  const runs = mappings.flatMap(({ mapping, runs: own }) => own.map((run) => ({ ...run, mapping })));
  const count = runs.length + 1;
  const many = count >= MANY;
  const notesAt = headerSize + count * stride + (many ? sectionSize : 0);
  const align = (at: number): number => Math.ceil(at / Number(page)) * Number(page);
  let at = align(notesAt + notes.length);
  const held = (what: CoreRun['what']): boolean => what === 'bytes' || what === 'zeros';
  const places = runs.map(({ size, what }) => {
    const place = at;
    if (held(what)) at += Number(size);
    return place;
  });
  const head = new Uint8Array(notesAt);
  const view = new DataView(head.buffer);
  const word = (offset: number, value: number | bigint): void => {
    if (wide) view.setBigUint64(offset, BigInt(value), true);
    else view.setUint32(offset, Number(value), true);
  };
  head.set([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, 1, 1]);
  view.setUint16(16, 4, true);
  view.setUint16(18, about.machine, true);
  view.setUint32(20, 1, true);
  word(wide ? 32 : 28, headerSize);
  const tail = wide ? 52 : 40;
  view.setUint16(tail, headerSize, true);
  view.setUint16(tail + 2, stride, true);
  view.setUint16(tail + 4, many ? MANY : count, true);
  if (many) {
    const section = headerSize + count * stride;
    word(wide ? 40 : 32, section);
    view.setUint16(tail + 6, sectionSize, true);
    view.setUint16(tail + 8, 1, true);
    view.setUint32(section + (wide ? 44 : 28), count, true);
  }
  const program = (
    index: number,
    type: number,
    flags: number,
    values: readonly (number | bigint)[],
  ): void => {
    const header = headerSize + index * stride;
    view.setUint32(header, type, true);
    view.setUint32(header + (wide ? 4 : 24), flags, true);
    // offset, vaddr, paddr, filesz, memsz, and behind the flags of 32 bits the alignment
    const offsets = wide ? [8, 16, 24, 32, 40, 48] : [4, 8, 12, 16, 20, 28];
    values.forEach((value, i) => word(header + (offsets[i] as number), value));
  };
  program(0, PT_NOTE, 0, [notesAt, 0, 0, notes.length, 0, 4]);
  runs.forEach(({ start, size, what, mapping: { permissions } }, i) => {
    const flags =
      (permissions[0] === 'r' ? 4 : 0) | (permissions[1] === 'w' ? 2 : 0) | (permissions[2] === 'x' ? 1 : 0);
    program(i + 1, PT_LOAD, flags, [places[i] as number, start, 0, held(what) ? size : 0, size, page]);
  });
  async function* pieces(): AsyncGenerator<FilePiece> {
    yield { offset: 0, bytes: head };
    yield { offset: notesAt, bytes: notes };
    for (const [i, { start, size, what }] of runs.entries()) {
      if (what !== 'bytes') continue;
      for (let done = 0; done < Number(size); done += STEP) {
        const length = Math.min(STEP, Number(size) - done);
        yield {
          offset: (places[i] as number) + done,
          bytes: (await space.readPartial(start + BigInt(done), length)).data,
        };
      }
    }
  }
  return { size: at, pieces };
}
