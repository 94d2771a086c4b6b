/**
 * Where a running QEMU has its guest's memory, by its own flat view: the text of `info mtree -f`. Source: qemu softmmu/memory.c
 * (mtree_print_flatview); names of blocks by hw/core/machine.c (machine_consume_memdev) and backends/hostmem.c.
 */
import { PagewalkError } from '../../engine/index.js';

/** A part of a block of RAM at its place. */
export interface RamPart {
  /** First physical address. */
  readonly start: number;
  /** Bytes. */
  readonly size: number;
  /** Name of the block. */
  readonly block: string;
  /** Offset in the block. */
  readonly offset: number;
}

/** What QEMU says elsewhere of the memory that the view must show. */
export interface ExpectedMemory {
  /** Bytes of the machine's memory, with what was plugged. */
  readonly size: number;
  /** Memory backends by name, each with its size. */
  readonly backends: ReadonlyMap<string, number>;
}

/** The line of a range; `rom` is memory that the guest cannot write now, as its firmware has set. */
const LINE =
  /^ +([0-9a-f]{16})-([0-9a-f]{16}) \(prio -?\d+, (ram|rom)\): (\S.*?)(?: @([0-9a-f]{1,16}))?(?: KVM)?$/gm;
/** What PCs take away of their first megabyte: 0xa0000 to 0xfffff. Source: qemu hw/i386/pc.c (pc_memory_init). */
const LOST_TO_DEVICES = 0x60000;
/** Memory of devices and firmware that is RAM to QEMU, where no backend names the machine's own. */
const DEVICES = /\.(m?rom|bios|vram|flash\d?)$|^(pc\.bios|isa-bios|ivshmem)/;
const MAX_ADDRESS = 2 ** 52;

/** A backend's name as the view has it: its id, or its path with machine types before 4.0. */
export function backendOf(block: string): string {
  return block.replace(/^\/objects\//, '');
}

/**
 * The parts of RAM, sorted. Throws kind `malformed` for a text that is no flat view, or shows another amount of memory than there is:
 * nothing is read through a layout that is not understood.
 */
export function parseFlatView(
  text: string,
  expected: ExpectedMemory,
  source: string,
): { readonly parts: readonly RamPart[]; readonly notes: readonly string[] } {
  const wrong = (why: string): PagewalkError =>
    new PagewalkError('connector', 'malformed', `${source}: the memory layout is not understood: ${why}`, {
      source,
    });
  const view = text.split('FlatView #').find((part) => part.includes('AS "memory"'));
  if (view === undefined) throw wrong("'info mtree -f' shows no view of the address space 'memory'");
  const all = [...view.matchAll(LINE)].map(([, first, last, kind, block = '', offset = '0']) => {
    const start = Number(`0x${first}`);
    return { start, size: Number(`0x${last}`) + 1 - start, kind, block, offset: Number(`0x${offset}`) };
  });
  const named = all.filter(({ block }) => expected.backends.has(backendOf(block)));
  const ram =
    named.length > 0 ? named : all.filter(({ kind, block }) => kind === 'ram' && !DEVICES.test(block));
  const parts = merged(ram.sort((a, b) => a.start - b.start));
  let end = 0;
  for (const part of parts) {
    const there = `0x${part.start.toString(16)} + 0x${part.size.toString(16)}`;
    if (!(part.size > 0 && part.start >= end && part.start + part.size <= MAX_ADDRESS))
      throw wrong(`RAM at ${there} overlaps, or lies above 2^52`);
    const size = expected.backends.get(backendOf(part.block));
    if (size !== undefined && part.offset + part.size > size)
      throw wrong(`RAM at ${there} ends behind its block '${part.block}' of 0x${size.toString(16)} bytes`);
    end = part.start + part.size;
  }
  const seen = parts.reduce((sum, { size }) => sum + size, 0);
  const backends = [...expected.backends.values()].reduce((sum, size) => sum + size, 0);
  const figures = `the view has ${seen} bytes of RAM, the machine ${expected.size}`;
  // More than the machine has are backends of devices: shared memory between guests, memory that is not plugged yet.
  if (seen < expected.size - LOST_TO_DEVICES || seen > Math.max(expected.size, backends))
    throw wrong(figures);
  return { parts, notes: seen > expected.size ? [`${figures}: some of it belongs to devices`] : [] };
}

/** Neighbours that follow each other in their block as well become one. */
function merged(sorted: readonly RamPart[]): RamPart[] {
  const parts: RamPart[] = [];
  for (const { start, size, block, offset } of sorted) {
    const last = parts.at(-1);
    if (last?.block === block && last.start + last.size === start && last.offset + last.size === offset)
      parts[parts.length - 1] = { ...last, size: last.size + size };
    else parts.push({ start, size, block, offset });
  }
  return parts;
}
