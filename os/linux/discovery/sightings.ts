/**
 * Every kernel in physical memory as it is met: the running one, those of guests in virtual machines, and copies that
 * never ran (in file caches) or no longer run.
 */
import { throwIfAborted, type Engine } from '../../../engine/index.js';
import type { SeenKernel } from '../../types/kernels.js';
import { namedBanner, readBanner } from './banner.js';
import { imagesByIdleTask } from './idle-task.js';
import { imagesAt } from './image.js';
import { imagesWithoutKallsyms } from './images-without-kallsyms.js';
import { liesElsewhere } from './own-place.js';
import { byDirectMap, byName, bySearch, prove } from './prove.js';
import { tokenTables } from './token-tables.js';
import { hex, type Findings, type FindOptions, type Image } from './types.js';

/** Images of one table whose root is looked for in all memory, those with the most list heads. */
const MAX_SEARCHES = 2;

/** A kernel that was met, with what opens it. */
export interface Sighting extends SeenKernel {
  /** For a running one. */
  readonly findings?: Findings;
}

/**
 * Kernels in the order in which they are met. One that seems a guest's is tried again as the machine's own when nothing
 * else runs: damage may have hit what it says of itself. The return value says what was looked at.
 */
export async function* sightings(engine: Engine, options: FindOptions): AsyncGenerator<Sighting, string> {
  const guests: number[] = [];
  let running = 0;
  const tables = tokenTables(engine, options);
  let step = await tables.next();
  for (; step.done !== true; step = await tables.next()) {
    const seen = await look(engine, step.value, options, true);
    if (seen === undefined) continue;
    if (seen.state === 'guest') guests.push(step.value);
    if (seen.state === 'running') running++;
    yield seen;
  }
  for (const hit of running > 0 ? [] : guests) {
    const seen = await look(engine, hit, options, false);
    if (seen?.state !== 'running') continue;
    running++;
    yield seen;
  }
  for (const images of [imagesWithoutKallsyms, imagesByIdleTask]) {
    if (running > 0 || !step.value.anything) break;
    const seen = await judge(engine, images(engine, options), options, false);
    if (seen?.state !== 'running') continue;
    running++;
    yield seen;
  }
  return step.value.text;
}

/** What the tables around a hit of the token pattern belong to; undefined when they are no kernel's. */
const look = (
  engine: Engine,
  hit: number,
  options: FindOptions,
  believe: boolean,
): Promise<Sighting | undefined> => judge(engine, likelyImages(engine, hit, options), options, believe);

/** The first of some images that runs, or what else they are. `believe`: what they say of their own place counts. */
async function judge(
  engine: Engine,
  images: AsyncIterable<Image>,
  options: FindOptions,
  believe: boolean,
): Promise<Sighting | undefined> {
  let best: { image: Image; elsewhere: string | undefined } | undefined;
  const open: Image[] = [];
  for await (const image of images) {
    throwIfAborted(options.signal);
    const elsewhere = believe ? await liesElsewhere(engine, image) : undefined;
    best ??= { image, elsewhere };
    if (elsewhere !== undefined) continue;
    const findings = await prove(engine, image, byName, options);
    if (findings !== undefined) return running(image, findings);
    open.push(image);
  }
  for (const way of [bySearch, byDirectMap])
    for (const image of open.slice(0, MAX_SEARCHES)) {
      const findings = await prove(engine, image, way, options);
      if (findings !== undefined) return running(image, findings);
    }
  if (best === undefined) return undefined;
  const { image, elsewhere } = best;
  return {
    address: image.foundAt,
    state: elsewhere === undefined ? 'copy' : 'guest',
    banner: (await readBanner(engine, image.symbols, image))?.text ?? null,
    why: elsewhere ?? 'no page table maps it',
  };
}

function running(image: Image, findings: Findings): Sighting {
  const { banner, root } = findings;
  const why = `the page table at ${hex(root)} maps it where it lies`;
  return { address: image.foundAt, state: 'running', banner, why, findings };
}

/**
 * Images of a table: those whose banner is where its symbol says, or all where that holds for none. One without such a
 * symbol comes in its turn: what else names its addresses takes long to find, and the first is mostly the right one.
 */
async function* likelyImages(engine: Engine, hit: number, options: FindOptions): AsyncGenerator<Image, void> {
  const unlikely: Image[] = [];
  let right = 0;
  for await (const image of imagesAt(engine, hit, options)) {
    const named = image.symbols.address('linux_banner') !== undefined;
    if (named && (await namedBanner(engine, image.symbols, image.delta)) === undefined) unlikely.push(image);
    else {
      right++;
      yield image;
    }
  }
  if (right === 0) yield* unlikely;
}
