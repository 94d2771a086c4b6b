// Brings physical pages into the page cache for small reads.
import { pageFor } from '../cache/page-cache';
import { addresses } from '../layout';

/** Asks for those of the first `count` pages that are not cached. True when all are there or known to be missing. */
export function fetchPages(count: u32, kind: u32): bool {
  let all = true;
  for (let i: u32 = 0; i < count; i++) {
    if (pageFor(load<u64>(addresses + ((<usize>i) << 3)), kind) == 0) all = false;
  }
  return all;
}
