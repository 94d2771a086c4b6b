/**
 * Where the memory of a machine starts: a flat file of an Arm or RISC-V machine begins with its first byte of memory,
 * whose physical address the file does not say.
 */
import { movedBy, type Engine } from '../../../engine/index.js';
import { wordIn } from '../kernel.js';
import type { ArchitectureFacts } from './architectures.js';
import type { Image } from './types.js';

/** Memory starts on a multiple of this many bytes. */
const ALIGNMENT = 1 << 20;
const MAX_BASE = 2 ** 48;

/** Physical addresses of the file's first byte that are worth a trial, likely ones first; only 0 where the source says it. */
export async function ramBases(engine: Engine, image: Image, facts: ArchitectureFacts): Promise<number[]> {
  const { connector } = engine;
  if (connector.format !== 'raw' || connector.ranges[0]?.start !== 0 || facts.bases.length === 1) return [0];
  const bases = new Set<number>();
  const bits = 8 * facts.wordSize;
  for (const { name, words, negated } of facts.offsets) {
    const address = image.symbols.address(name);
    if (address === undefined) continue;
    const { data } = await engine.physical.readPartial(
      BigInt.asUintN(bits, address - image.delta),
      words * facts.wordSize,
    );
    for (let i = 0; i < words; i++) {
      const word = wordIn(data, i * facts.wordSize, facts.wordSize);
      const base = Number(BigInt.asUintN(bits, negated === true ? image.delta + word : image.delta - word));
      if (base % ALIGNMENT === 0 && base < MAX_BASE) bases.add(base);
    }
  }
  for (const base of facts.bases) bases.add(base);
  return [...bases];
}

/** The same engine over memory that starts at `base`. */
export function withBase(engine: Engine, base: number): Promise<Engine> {
  return base === 0 ? Promise.resolve(engine) : engine.withConnector(movedBy(engine.connector, base));
}
