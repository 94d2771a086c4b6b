/** What is mapped executable in the kernel's half beside the kernel's own image. */
import type { LinuxKernel } from '../kernel.js';
import type { Region } from './loaded-modules.js';

/** More runs than any kernel maps executable. */
const MAX_RUNS = 1 << 16;

/** A range of virtual addresses over contiguous physical memory. */
export interface MappedRegion extends Region {
  /** Physical address of its start. */
  readonly physical: bigint;
}

/** Executable runs, merged where they touch, and why some may be missing. */
export interface ExecutableRuns {
  readonly runs: MappedRegion[];
  readonly reason?: string;
}

/**
 * Executable memory of the kernel half. User pages (the vsyscall page) are left out. A kernel without a no-execute bit
 * maps all of its data executable: then this says nothing, and the caller must look at `init_task`'s page first.
 */
export async function executableRuns(kernel: LinuxKernel, signal?: AbortSignal): Promise<ExecutableRuns> {
  const range = { start: kernel.kernelStart, end: 1n << BigInt(8 * kernel.wordSize) };
  const runs: { start: bigint; end: bigint; physical: bigint }[] = [];
  let lost = 0;
  for await (const run of kernel.space.pages({
    range,
    ...(signal && { signal }),
    onMissing: () => lost++,
  })) {
    if (!run.permissions.kernelExecute || run.permissions.user) continue;
    const end = run.virtual + run.size;
    const last = runs.at(-1);
    const follows = last !== undefined && last.physical + (last.end - last.start) === run.physical;
    if (follows && last.end === run.virtual) last.end = end;
    else if (runs.length < MAX_RUNS) runs.push({ start: run.virtual, end, physical: run.physical });
    else return { runs, reason: 'the kernel maps more executable runs than make sense' };
  }
  return lost === 0 ? { runs } : { runs, reason: `${lost} page tables of the kernel cannot be read` };
}

/** What of some runs no regions cover, neither there nor where else the same physical
 * memory is mapped among the runs, nor the physical memory `aliases`. */
export function uncovered(
  runs: readonly MappedRegion[],
  cover: readonly Region[],
  aliases: readonly Region[],
): MappedRegion[] {
  const left = subtract(runs, cover);
  const owned = subtract(runs, left).map(({ physical, start, end }) => ({
    start: physical,
    end: physical + (end - start),
  }));
  return subtract(
    left.map(({ start, end, physical }) => ({
      start: physical,
      end: physical + (end - start),
      physical: start,
    })),
    [...owned, ...aliases],
  )
    .map(({ start, end, physical }) => ({ start: physical, end: physical + (end - start), physical: start }))
    .sort((a, b) => (a.start < b.start ? -1 : 1));
}

/** What of some regions no other regions cover. Both in any order. */
function subtract(regions: readonly MappedRegion[], cover: readonly Region[]): MappedRegion[] {
  const sorted = [...cover].sort((a, b) => (a.start < b.start ? -1 : 1));
  const left: MappedRegion[] = [];
  for (const { start, end, physical } of regions) {
    const part = (from: bigint, to: bigint): void => {
      left.push({ start: from, end: to, physical: physical + (from - start) });
    };
    let at = start;
    for (const piece of sorted) {
      if (piece.end <= at) continue;
      if (piece.start >= end) break;
      if (piece.start > at) part(at, piece.start);
      at = piece.end;
      if (at >= end) break;
    }
    if (at < end) part(at, end);
  }
  return left;
}
