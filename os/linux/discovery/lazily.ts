/** Tables of physical memory that are read when they are first needed. */
import type { Engine } from '../../../engine/index.js';

/** Makes something of a range of physical memory when it is first needed; at once where memory can only be awaited. */
export async function lazily<T>(
  engine: Engine,
  phys: number,
  length: number,
  make: (data: Uint8Array) => T,
): Promise<() => T> {
  const { sync } = engine.physical;
  let made: T | undefined;
  if (sync === undefined) made = make((await engine.physical.readPartial(BigInt(phys), length)).data);
  return () => (made ??= make((sync as NonNullable<typeof sync>).readPartial(BigInt(phys), length).data));
}
