/** A view as a machine of another architecture sees it: the same bytes, other pointers or byte order. */
import type { ConnectorJob } from '../connector-jobs.js';
import type { IoJob } from '../core/drain.js';
import { baseOf, type BaseView } from './base-view.js';
import { wrongUse } from './checks.js';
import { DerivedView } from './derived-view.js';
import type { Missing, ReadPiece, WritePiece } from './partial.js';
import type { Architecture } from './scalars.js';
import type { AddressRange, MemoryView, SearchOptions } from './view.js';

class ArchitectureView extends DerivedView {
  override readonly sync = this.valueFace;
  override readonly ranges: readonly AddressRange[];

  constructor(inner: BaseView, architecture: Architecture) {
    super(inner, architecture);
    this.ranges = inner.ranges;
  }

  override get writable(): boolean {
    return this.inner.writable;
  }
  override readJob(pieces: readonly ReadPiece[]): IoJob<readonly (readonly Missing[])[]> {
    return this.inner.readJob(pieces);
  }
  override writeJob(pieces: readonly WritePiece[]): ConnectorJob<(readonly Missing[])[]> {
    return this.inner.writeJob(pieces);
  }
  protected override below(address: bigint): bigint {
    return address;
  }
  override stretches(options: SearchOptions): AsyncIterable<AddressRange> {
    return this.inner.stretches(options);
  }
}

/**
 * The same memory with pointers of another width, or numbers in another byte order: a 32-bit program on a 64-bit machine. What is
 * not named stays as it is. Throws kind `usage` for an architecture that there is not.
 */
export function withArchitecture(view: MemoryView, architecture: Partial<Architecture>): MemoryView {
  const { pointerSize, byteOrder } = architecture;
  if (pointerSize !== undefined && ![4, 8].includes(pointerSize))
    throw wrongUse(`pointers of ${pointerSize} bytes`);
  if (byteOrder !== undefined && !['little', 'big'].includes(byteOrder))
    throw wrongUse(`byte order ${byteOrder}`);
  const inner = baseOf(view);
  return new ArchitectureView(inner, {
    pointerSize: pointerSize ?? inner.pointerSize,
    byteOrder: byteOrder ?? inner.byteOrder,
  });
}
