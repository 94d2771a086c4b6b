/** The core alone, through its exports and buffers, over a memory with holes: no engine between the test and the ABI. */
import { RESUME } from '../../engine/core/exports.js';
import { Core } from '../../engine/core/load.js';
import { pagingFacts, type PagingMode } from '../../engine/memory/paging-modes.js';
import { coreWasm } from './core-module.js';
import type { Answers, Memory } from './reference/compiled.js';
import type { Roots } from './reference/index.js';
import type { Run } from './reference/list.js';

const compiled = new WebAssembly.Module(coreWasm);
/** A root that is not there. */
const NONE = -1n;

/** A core over one memory. */
export class RawCore {
  readonly core = new Core(compiled, [], true);

  constructor(private memory: Memory) {}

  /** Another memory; nothing of the old one stays cached. */
  replace(memory: Memory): void {
    this.memory = memory;
    this.core.exports.flush();
  }

  /** Sets a slot; false when the core refuses. */
  setSpace(slot: number, mode: PagingMode, { root = NONE, highRoot = NONE }: Roots): boolean {
    const { walker, bits } = pagingFacts(mode);
    return this.core.exports.setSpace(slot, walker, root, highRoot, bits, bits) === 1;
  }

  /** Answers the first `count` addresses of `width` words, the lowest first: 2, or 4 for 128 bits. */
  translate(slot: number, addresses: Uint32Array, width: 2 | 4, count: number, into: Answers): void {
    const { exports, layout, bytes } = this.core;
    const buffer = (at: number, words: number): Uint32Array => new Uint32Array(bytes.buffer, at, words);
    const low = buffer(layout.addresses.at, 2 * count);
    if (width === 2) low.set(addresses.subarray(0, 2 * count));
    else {
      const high = buffer(layout.highs.at, 2 * count);
      for (let i = 0; i < 2 * count; i++) {
        const at = 4 * (i >> 1) + (i & 1);
        low[i] = addresses[at] as number;
        high[i] = addresses[at + 2] as number;
      }
    }
    this.run(exports.translate(slot, count));
    into.values.set(buffer(layout.values.at, 2 * count));
    into.infos.set(buffer(layout.infos.at, count));
  }

  /** The runs of a job that was begun (read, enumerate, aliases). */
  runs(code: number, steps?: number): Run[] {
    const { exports, runVirtual, runPhysical, runSize, runValue, runInfo } = this.core;
    const runs: Run[] = [];
    const take = (): void => {
      const count = exports.outputs();
      for (let i = 0; i < count; i++) {
        runs.push({
          virtual: runVirtual[i] as bigint,
          physical: runPhysical[i] as bigint,
          size: runSize[i] as bigint,
          value: runValue[i] as bigint,
          info: runInfo[i] as number,
        });
      }
    };
    this.run(code, take, steps);
    return runs;
  }

  /** Resumes a job that was begun until it is done; `take` is called after each step. Fails when it takes more than `steps`. */
  run(code: number, take: () => void = () => undefined, steps = 10_000): number {
    let taken = 1;
    for (; code !== RESUME.done; taken++) {
      if (code === RESUME.bad) throw new Error('the core refuses the job');
      if (taken > steps) throw new Error(`not done after ${steps} steps`);
      take();
      this.serve();
      code = this.core.exports.resume();
    }
    take();
    return taken;
  }

  /** Serves the open requests. */
  serve(): void {
    const { exports, layout, bytes, words } = this.core;
    const { bytes: source, holes } = this.memory;
    const count = exports.requests();
    for (let i = 0; i < count; i++) {
      const at = layout.ring.at + i * layout.ring.size;
      const phys = words.getUint32(at, true) + words.getUint32(at + 4, true) * 2 ** 32;
      const there = phys < source.length && holes?.[phys / 4096] !== 1;
      if (there) bytes.set(source.subarray(phys, phys + 4096), words.getUint32(at + 12, true));
      words.setUint32(at + 16, there ? 1 : 2, true);
    }
  }
}
