/**
 * Images of kernels that name nothing, neither in kallsyms nor by exported symbols or vmcoreinfo: by the idle task, which
 * lies in the image's data and points at itself where other tasks point at their parents. Sources: init/init_task.c
 * (init_task), include/linux/sched.h (the order of real_parent, parent, children, sibling, group_leader).
 */
import { throwIfAborted, type Engine } from '../../../engine/index.js';
import { LayeredSymbols } from '../../symbols/layered.js';
import { RememberedSymbols } from '../../symbols/remembered.js';
import { wordIn } from '../kernel.js';
import { PROBES } from './probes.js';
import type { FindOptions, Image } from './types.js';

/** The idle task's name, with one processor and with more: init/init_task.c, INIT_TASK_COMM; kernel/sched/core.c, init_idle. */
const NAMES = ['swapper/0\0', 'swapper\0'].map((text) => Uint8Array.from(text, (c) => c.charCodeAt(0)));
/** A task's name lies within this distance of its start; sizes of tasks are below it. */
const MAX_TASK = 0x4000;
/** Names that are looked at: logs and images of disks hold some. */
const MAX_NAMES = 1 << 12;
const PAGE = 4096;
/**
 * Words from real_parent on: the parents, the list of children, the list that it is on as a child (as nobody's child:
 * alone), the leader of its group.
 */
const PARENT = 1;
const SIBLING = 4;
const LEADER = 6;
/**
 * How far from the idle task other places lie, in bytes, that a right page table maps as well: of the image's data; with 32
 * bits, of the low memory that the image is a part of. Tables of early boot map some.
 */
const MIB = 1 << 20;
const AROUND = {
  8: [-2 * PAGE, -PAGE, PAGE, 2 * PAGE],
  4: [PAGE, 16 * MIB, 24 * MIB, 32 * MIB, 48 * MIB, 64 * MIB, 72 * MIB, 80 * MIB],
} as const;

/** An idle task. */
export interface IdleTask {
  readonly virtual: bigint;
  readonly physical: number;
  readonly wordSize: 4 | 8;
}

/** Possible images around idle tasks, each a kernel's only when a page table maps it. Looks through all memory. */
export async function* imagesByIdleTask(engine: Engine, options: FindOptions): AsyncGenerator<Image> {
  const { signal } = options;
  const told = new Set<number>();
  let names = 0;
  const patterns = NAMES.map((bytes) => ({ bytes }));
  for await (const { address } of engine.physical.search(patterns, { ...(signal && { signal }) })) {
    throwIfAborted(signal);
    if (++names > MAX_NAMES) return;
    const task = await idleTaskBefore(engine, Number(address));
    if (task === undefined || told.has(task.physical)) continue;
    told.add(task.physical);
    yield imageOf(task);
  }
}

/** The idle task whose name lies at a physical address; undefined when what lies there is no idle task's. */
async function idleTaskBefore(engine: Engine, name: number): Promise<IdleTask | undefined> {
  const start = Math.max(0, name - (name % 8) - MAX_TASK);
  const { data } = await engine.physical.readPartial(BigInt(start), name - start);
  const words = new Uint32Array(data.buffer, data.byteOffset, data.length >> 2);
  for (const wordSize of [8, 4] as const) {
    const step = wordSize / 4;
    for (let i = 0; i + step * (LEADER + 1) <= words.length; i += step) {
      // A look at the low halves first: few words are the same as the next but one, six places on.
      if (words[i] === 0 || words[i] !== words[i + step] || words[i] !== words[i + step * LEADER]) continue;
      const physical = alone(data, 4 * i, wordSize, start);
      if (physical === undefined) continue;
      return { virtual: wordIn(data, 4 * i, wordSize), physical, wordSize };
    }
  }
  return undefined;
}

/**
 * Physical address of the task whose real_parent lies at an offset of some bytes at `start`, when that is itself; the list
 * of siblings, which is empty, says what virtual addresses are there.
 */
function alone(data: Uint8Array, offset: number, wordSize: 4 | 8, start: number): number | undefined {
  const word = (i: number): bigint => wordIn(data, offset + i * wordSize, wordSize);
  const task = word(0);
  if (task !== word(PARENT) || task !== word(LEADER) || word(SIBLING) !== word(SIBLING + 1)) return undefined;
  const before = Number(BigInt.asUintN(8 * wordSize, word(SIBLING) - task)) - SIBLING * wordSize;
  const physical = start + offset - before;
  return before >= 0 && before <= MAX_TASK && physical >= 0 ? physical : undefined;
}

function imageOf({ virtual, physical, wordSize }: IdleTask): Image {
  const bits = 8 * wordSize;
  const none = new LayeredSymbols([]);
  const symbols = new RememberedSymbols({ init_task: virtual }, () => none);
  symbols.find(PROBES);
  return {
    region: physical - (physical % PAGE),
    foundAt: physical,
    place: undefined,
    delta: BigInt.asUintN(bits, virtual - BigInt(physical)),
    wordSize,
    others: {},
    table: virtual,
    around: AROUND[wordSize].map((distance) => BigInt.asUintN(bits, virtual + BigInt(distance))),
    symbols,
  };
}
