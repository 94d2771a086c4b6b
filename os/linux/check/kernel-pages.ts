/** What is mapped executable in the kernel's half beside the kernel's own image. */
import type { LinuxKernel } from '../kernel.js';
import type { Region } from './loaded-modules.js';

/** More runs than any kernel maps executable. */
const MAX_RUNS = 1 << 16;

/** Executable runs, merged where they touch, and why some may be missing. */
export interface ExecutableRuns {
  readonly runs: Region[];
  readonly reason?: string;
}

/**
 * Executable memory of the kernel half. User pages (the vsyscall page) are left out. A kernel without a no-execute bit
 * maps all of its data executable: then this says nothing, and the caller must look at `init_task`'s page first.
 */
export async function executableRuns(kernel: LinuxKernel, signal?: AbortSignal): Promise<ExecutableRuns> {
  const range = { start: kernel.kernelStart, end: 1n << BigInt(8 * kernel.wordSize) };
  const runs: { start: bigint; end: bigint }[] = [];
  let lost = 0;
  for await (const run of kernel.space.pages({
    range,
    ...(signal && { signal }),
    onMissing: () => lost++,
  })) {
    if (!run.permissions.kernelExecute || run.permissions.user) continue;
    const end = run.virtual + run.size;
    const last = runs.at(-1);
    if (last?.end === run.virtual) last.end = end;
    else if (runs.length < MAX_RUNS) runs.push({ start: run.virtual, end });
    else return { runs, reason: 'the kernel maps more executable runs than make sense' };
  }
  return lost === 0 ? { runs } : { runs, reason: `${lost} page tables of the kernel cannot be read` };
}

/** What of some regions no other regions cover. Both in any order. */
export function uncovered(regions: readonly Region[], cover: readonly Region[]): Region[] {
  const sorted = [...cover].sort((a, b) => (a.start < b.start ? -1 : 1));
  const left: Region[] = [];
  for (const { start, end } of regions) {
    let at = start;
    for (const piece of sorted) {
      if (piece.end <= at || piece.start >= end) continue;
      if (piece.start > at) left.push({ start: at, end: piece.start });
      at = piece.end;
      if (at >= end) break;
    }
    if (at < end) left.push({ start: at, end });
  }
  return left;
}
