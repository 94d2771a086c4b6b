/** Looks through memory for pages that may be top page tables: those whose entry for an address leads on into memory. */
import { pagingFacts, throwIfAborted, type Engine, type PagingMode } from '../../../engine/index.js';
import { wordIn } from '../kernel.js';
import type { ArchitectureFacts } from './architectures.js';

const PAGE = 4096;
const CHUNK = 1 << 20;
/** Tables that are handed out; more means that memory is full of look-alikes. */
const MAX_TABLES = 1 << 12;

/** How an entry of a top table says that it leads on: `value & mask` equals `is`; then the frame, shifted into place. */
interface EntryFacts {
  readonly bytes: 4 | 8;
  readonly mask: bigint;
  readonly is: readonly bigint[];
  readonly frame: bigint;
  readonly shift: bigint;
}

/**
 * Sources: Intel SDM volume 3, 4.3 to 4.5; Arm ARM D8.3 and (short descriptors) B3.5; RISC-V privileged manual 4.3.1. Sections
 * of arm's short tables and large pages of x86 may map the kernel from the top table on.
 */
const ENTRIES: readonly (readonly [prefix: string, EntryFacts])[] = [
  ['x86-64', { bytes: 8, mask: 0x81n, is: [1n], frame: 0xffffffffff000n, shift: 0n }],
  // Bit 5 should be 0 here, but QEMU marks such an entry accessed.
  ['x86-pae', { bytes: 8, mask: 0x1c7n, is: [1n], frame: 0xffffffffff000n, shift: 0n }],
  ['x86-32', { bytes: 4, mask: 1n, is: [1n], frame: 0xfffff000n, shift: 0n }],
  ['aarch64', { bytes: 8, mask: 3n, is: [3n], frame: 0xfffffffff000n, shift: 0n }],
  ['riscv64', { bytes: 8, mask: 0xfn, is: [1n], frame: 0x3ffffffffffc00n, shift: 2n }],
  ['arm-short', { bytes: 4, mask: 3n, is: [1n, 2n], frame: 0xfff00000n, shift: 0n }],
  ['arm-lpae', { bytes: 8, mask: 3n, is: [3n], frame: 0xfffffff000n, shift: 0n }],
];

/** Pages of a range whose entry for `address`, read as a top table of one of the architecture's modes, leads into memory. */
export async function* tablesWith(
  engine: Engine,
  { modes }: ArchitectureFacts,
  address: bigint,
  range: { readonly start: bigint; readonly end: bigint },
  signal: AbortSignal | undefined,
): AsyncGenerator<{ readonly root: bigint; readonly mode: PagingMode }> {
  const tests = modes.map((mode) => ({ mode, ...testOf(mode, address) }));
  const { ranges } = engine.connector;
  const inMemory = (frame: number): boolean =>
    ranges.some(({ start, size }) => frame >= start && frame < start + size);
  let found = 0;
  for (const { start, size } of ranges) {
    const from = Math.max(start, Number(range.start));
    const to = Math.min(start + size, Number(range.end));
    for (let at = from; at < to; at += CHUNK) {
      throwIfAborted(signal);
      await engine.breathe();
      const { data } = await engine.physical.readPartial(BigInt(at), Math.min(CHUNK, to - at));
      for (let page = 0; page + PAGE <= data.length; page += PAGE) {
        for (const { mode, offset, facts } of tests) {
          if (page + offset + facts.bytes > data.length) continue;
          const entry = wordIn(data, page + offset, facts.bytes);
          const frame = Number((entry & facts.frame) << facts.shift);
          if (!facts.is.includes(entry & facts.mask) || !inMemory(frame)) continue;
          if (++found > MAX_TABLES) return;
          yield { root: BigInt(at + page), mode };
        }
      }
    }
  }
}

/** Offset of an address's entry in a top table, and how the entry is read. */
function testOf(mode: PagingMode, address: bigint): { offset: number; facts: EntryFacts } {
  const { bits, shifts } = pagingFacts(mode);
  const top = shifts.at(-1) as number;
  const index = Number((address & ((1n << BigInt(bits)) - 1n)) >> BigInt(top));
  const [, facts] = ENTRIES.find(([prefix]) => mode.startsWith(prefix)) as (typeof ENTRIES)[number];
  return { offset: index * facts.bytes, facts };
}
