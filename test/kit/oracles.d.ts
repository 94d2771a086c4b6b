/** Types of the packages that tests take as oracles for our decoders. */
declare module 'snappyjs' {
  export function compress(data: Uint8Array): Uint8Array;
  /** The bytes of a block. */
  export function uncompress(block: Uint8Array): Uint8Array;
}
declare module 'lz4js' {
  export function makeBuffer(size: number): Uint8Array;
  export function compressBound(size: number): number;
  export function compressBlock(
    source: Uint8Array,
    target: Uint8Array,
    start: number,
    length: number,
    hashTable: Uint32Array,
  ): number;
}
