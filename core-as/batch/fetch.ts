// Brings physical pages into the page cache for small reads.
import { KINDS } from '../abi';
import { pageFor } from '../cache/page-cache';
import { addresses, lengths } from '../layout';

/** Asks for those of the first `count` pages that are not cached, or too old for their use, whose kind is in `lengths`. True when all are there or known to be missing. */
export function fetchPages(count: u32): bool {
  let all = true;
  for (let i: u32 = 0; i < count; i++) {
    const kind = (<u32>load<u64>(lengths + ((<usize>i) << 3))) & (KINDS - 1);
    if (pageFor(load<u64>(addresses + ((<usize>i) << 3)), kind) == 0) all = false;
  }
  return all;
}
