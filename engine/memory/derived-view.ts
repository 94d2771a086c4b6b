/** Views made over another view: what is at hand there is at hand here, where the bytes are the same. */
import { BaseView } from './base-view.js';
import { MAX_LENGTH } from './checks.js';
import type { Architecture, Scalar } from './scalars.js';

/** A view that knows where its bytes lie in the view below. */
export abstract class DerivedView extends BaseView {
  constructor(
    protected readonly inner: BaseView,
    architecture: Architecture = inner,
  ) {
    super(inner.engine, architecture);
  }

  /** Address in the view below when all of `length` bytes lie there one behind the other, unchanged; else undefined. */
  protected abstract below(address: bigint, length: number): bigint | undefined;

  override get writesAtOnce(): boolean {
    return this.inner.writesAtOnce;
  }

  override scalarAtHand<V extends number | bigint>(
    address: bigint,
    scalar: Scalar<V>,
    little = this.byteOrder === 'little',
  ): V | undefined {
    const at = typeof address === 'bigint' ? this.below(address, scalar.size) : undefined;
    return at === undefined ? undefined : this.inner.scalarAtHand(at, scalar, little);
  }

  override bytesAtHand(address: bigint, length: number): Uint8Array | undefined {
    const usable =
      typeof address === 'bigint' && Number.isInteger(length) && length > 0 && length <= MAX_LENGTH;
    const at = usable ? this.below(address, length) : undefined;
    return at === undefined ? undefined : this.inner.bytesAtHand(at, length);
  }

  override intoAtHand(address: bigint, into: Uint8Array): boolean {
    const at = typeof address === 'bigint' ? this.below(address, into.length) : undefined;
    return at !== undefined && this.inner.intoAtHand(at, into);
  }
}
