/** Finds the type information of the kernel proper. Sources: include/asm-generic/vmlinux.lds.h, BTF; include/uapi/linux/btf.h. */
import type { AddressSpace, Engine } from '../../../engine/index.js';
import type { SymbolTable } from '../../symbols/types.js';
import { outward } from './outward.js';

const MAX_BTF = 64 << 20;
/** A kernel's types take some MiB; a module's, which build upon them, some KiB. */
const MIN_BTF = 1 << 20;
const HEADER = 24;
const PAGE = 4096;
/** BTF_MAGIC, BTF_VERSION and no flags. */
const MAGIC = Uint8Array.of(0x9f, 0xeb, 1, 0);

/** Where a section lies: its virtual address, physically without a gap, and bytes. */
export interface Section {
  readonly start: bigint;
  readonly size: number;
}

/** The image whose types are wanted. */
export interface TypesOf {
  readonly symbols: SymbolTable;
  readonly space: AddressSpace;
  /** Virtual minus physical address. */
  readonly delta: bigint;
  /** A physical address in its read-only data. */
  readonly region: number;
  readonly wordSize: 4 | 8;
}

/** The section of the kernel, by its symbols, or by its header in the image; undefined when it has none. */
export async function btfSection(engine: Engine, image: TypesOf): Promise<Section | undefined> {
  const start = image.symbols.address('__start_BTF');
  const stop = image.symbols.address('__stop_BTF');
  if (start !== undefined && stop !== undefined && stop > start && stop - start <= BigInt(MAX_BTF))
    return { start, size: Number(stop - start) };
  return byHeader(engine, image);
}

/** Copies of the file of types lie elsewhere in memory: only what the kernel's own page table maps as part of the image counts. */
async function byHeader(
  engine: Engine,
  { space, delta, region, wordSize }: TypesOf,
): Promise<Section | undefined> {
  for (const range of outward(region))
    for await (const { address } of engine.physical.search([{ bytes: MAGIC }], { range })) {
      const { data } = await engine.physical.readPartial(address, HEADER);
      const view = new DataView(data.buffer, data.byteOffset, HEADER);
      const [header, typeOffset, typeBytes, stringOffset, stringBytes] = [4, 8, 12, 16, 20].map((at) =>
        view.getUint32(at, true),
      ) as [number, number, number, number, number];
      const size = header + stringOffset + stringBytes;
      if (header < HEADER || header > PAGE || typeOffset !== 0 || typeBytes > stringOffset) continue;
      if (size < MIN_BTF || size > MAX_BTF) continue;
      const start = BigInt.asUintN(8 * wordSize, address + delta);
      const ends = await space.translate([start, start + BigInt(size - 1)]);
      if (ends.every((end) => end.ok && end.physical === BigInt.asUintN(8 * wordSize, end.virtual - delta)))
        return { start, size };
    }
  return undefined;
}
