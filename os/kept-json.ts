/** Findings as bytes for a store, and back: JSON in which addresses are exact. */

const BIG = /^#(-?\d+)$/;

/** Plain records, lists, texts, numbers and bigints. A text that begins with `#` and digits would come back as a bigint. */
export function toKept(value: unknown): Uint8Array {
  const text = JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `#${part}` : part));
  return new TextEncoder().encode(text);
}

/** What {@link toKept} was given; undefined when the bytes cannot be understood. */
export function fromKept(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes), (_, part: unknown) => {
      const big = typeof part === 'string' ? BIG.exec(part)?.[1] : undefined;
      return big === undefined ? part : BigInt(big);
    });
  } catch {
    return undefined;
  }
}
