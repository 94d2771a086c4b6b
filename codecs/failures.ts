/** What negative results of the decoders in core-as mean (core-as/codec/layout.ts). */
export const FAILURES: Readonly<Record<number, string>> = {
  [-1]: 'the data ends too early',
  [-2]: 'there is more than the block holds',
  [-3]: 'it copies from before its first byte',
  [-4]: 'the data makes no sense',
};
