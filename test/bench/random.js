// Random numbers of the benchmark: the same sequence on every machine, so that one dump always gives the same lists.

const WORD = 0xffffffffffffffffn;

/**
 * xorshift64*: Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled".
 * @param {number} seed not 0
 */
export function xorshift(seed) {
  let state = BigInt(seed);
  const next = () => {
    state ^= state >> 12n;
    state ^= (state << 25n) & WORD;
    state ^= state >> 27n;
    return Number(((state * 0x2545f4914f6cdd1dn) & WORD) >> 32n);
  };
  /** @returns {number} 0 to limit - 1 */
  const below = (limit) => Math.floor((next() * limit) / 2 ** 32);
  /** Shuffles an array or typed array in place and gives it back. */
  const shuffled = (list) => {
    for (let i = list.length - 1; i > 0; i--) {
      const j = below(i + 1);
      [list[i], list[j]] = [list[j], list[i]];
    }
    return list;
  };
  return { below, shuffled };
}
