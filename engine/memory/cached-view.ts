/** Views that find their bytes in the core's page cache: short reads of what is there need no job. */
import { BaseView } from './base-view.js';
import type { Scalar } from './scalars.js';

const PAGE = 4096;

/** A view that knows what is cached. */
export abstract class CachedView extends BaseView {
  private readonly words = this.engine.core.words;
  private readonly little = this.byteOrder === 'little';

  /**
   * Where the byte lies in linear memory when all that it takes to know it is cached; else 0. The bytes behind it, up to the
   * next multiple of 4096, are the view's next bytes.
   */
  abstract locate(address: bigint): number;

  override scalarAtHand<V extends number | bigint>(
    address: bigint,
    scalar: Scalar<V>,
    little = this.little,
  ): V | undefined {
    const at = typeof address === 'bigint' ? this.locate(address) : 0;
    if (at === 0 || (at & (PAGE - 1)) > PAGE - scalar.size) return undefined;
    return scalar.get(this.words, at, little);
  }

  /** A short read that needs no request, as a copy; undefined when it does. */
  override bytesAtHand(address: bigint, length: number): Uint8Array | undefined {
    if (!(Number.isInteger(length) && length > 0 && length <= PAGE && typeof address === 'bigint'))
      return undefined;
    const at = this.locate(address);
    if (at === 0) return undefined;
    if (length <= PAGE - (at % PAGE)) return this.engine.core.bytes.slice(at, at + length);
    const data = new Uint8Array(length);
    return this.intoAtHand(address, data) ? data : undefined;
  }

  /** Fills a short buffer when that needs no request. */
  override intoAtHand(address: bigint, into: Uint8Array): boolean {
    const { length } = into;
    if (length === 0 || length > PAGE || typeof address !== 'bigint') return false;
    const at = this.locate(address);
    if (at === 0) return false;
    const { bytes } = this.engine.core;
    const room = PAGE - (at % PAGE);
    if (length <= room) {
      into.set(bytes.subarray(at, at + length));
      return true;
    }
    const next = this.locate(address + BigInt(room));
    if (next === 0 || PAGE - (next % PAGE) < length - room) return false;
    into.set(bytes.subarray(at, at + room));
    into.set(bytes.subarray(next, next + length - room), room);
    return true;
  }
}
