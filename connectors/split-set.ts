/** Files that were cut into numbered parts (`memory.raw.001`, `.002`, …) as one source, as imagers and `split -d` write them. */
import { PagewalkError, type ByteSource } from '../engine/index.js';
import { piecedSource } from './pieced-source.js';
import { lastFrom } from './sorted.js';

/** Opens a file that lies beside another one, by the other's name with its end changed; undefined when there is none. */
export type OpenBeside = (name: string) => ByteSource | undefined;

/** Parts that a set may have: what three digits count. */
const MAX_PARTS = 1000;
const NUMBERED = /^(.*\.)(\d{2,3})$/s;

/**
 * The whole set that a part belongs to, and notes on it; the source itself when its name has no number or it is alone.
 * The first part is the lowest that is there without a gap, at most 001. Closing the result closes all parts.
 * Throws kind `too-short` when the set's first part is not there; takes the source for itself then when `alone` is set.
 */
export function wholeSet(
  source: ByteSource,
  beside: OpenBeside,
  alone = false,
): { readonly source: ByteSource; readonly notes: readonly string[] } {
  const [, stem, digits] = NUMBERED.exec(source.name) ?? [];
  if (stem === undefined || digits === undefined) return { source, notes: [] };
  const own = Number(digits);
  const nameOf = (number: number): string => stem + String(number).padStart(digits.length, '0');
  const parts = [source];
  for (let number = own + 1; parts.length < MAX_PARTS; number++) {
    const next = beside(nameOf(number));
    if (next === undefined) break;
    parts.push(next);
  }
  let first = own;
  for (; first > 0; first--) {
    const before = beside(nameOf(first - 1));
    if (before === undefined) break;
    parts.unshift(before);
  }
  const closeOthers = (): void => {
    for (const part of parts) if (part !== source) void part.close();
  };
  // A lone file whose name ends in digits is no part of anything.
  if (parts.length === 1 && own > 1) return { source, notes: [] };
  if (first > 1) {
    closeOthers();
    if (alone) return { source, notes: [] };
    throw new PagewalkError(
      'connector',
      'too-short',
      `${source.name} is a part of a split set whose part ${nameOf(first - 1)} is not there`,
      {
        source: source.name,
        hint: 'put all parts into one folder; or -c raw:FILE, if it is a file of its own',
      },
    );
  }
  const [{ size }] = parts as [ByteSource, ...ByteSource[]];
  const odd = parts.find((part, i) => (i < parts.length - 1 ? part.size !== size : part.size > size));
  if (parts.length === 1 || odd !== undefined) {
    closeOthers();
    return {
      source,
      notes:
        odd === undefined ? [] : [`no part of a split set: ${odd.name} has another size than its neighbours`],
    };
  }
  const last = first + parts.length - 1;
  const after = beside(nameOf(last + 2));
  void after?.close();
  return {
    source: joinedSource(parts),
    notes: [
      `${parts.length} parts of a split set, ${nameOf(first)} to ${nameOf(last)}`,
      ...(after === undefined
        ? []
        : [`${source.name}: the set ends at part ${nameOf(last + 1)}, which is not there; later parts are`]),
    ],
  };
}

/** Sources one after the other as one; it bears the first one's name. */
export function joinedSource(parts: readonly ByteSource[]): ByteSource {
  const [head] = parts as readonly [ByteSource, ...ByteSource[]];
  let size = 0;
  const placed = parts.map((part) => {
    const start = size;
    size += part.size;
    return { start, part };
  });

  const identities = parts.map(({ identity }) => identity);
  return piecedSource({
    name: head.name,
    size,
    identity: identities.includes(undefined) ? undefined : identities.join('+'),
    cost: head.cost,
    sources: parts,
    pieceAt: (at) => {
      const number = lastFrom(placed, at);
      const { start, part } = placed[number] as (typeof placed)[number];
      // Where the file ends the last part says itself.
      const left = number === placed.length - 1 ? Infinity : start + part.size - at;
      return { source: part, offset: at - start, size: left };
    },
  });
}
