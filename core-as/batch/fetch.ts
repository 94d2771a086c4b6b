// Brings physical pages into the page cache for small reads.
import { Input } from '../abi';
import { pageAt } from '../cache/page-cache';
import { input } from '../layout';

/** Asks for those of the first `count` input pages that are not cached. True when all are there or known to be missing. */
export function fetchPages(count: u32): bool {
  let all = true;
  for (let i: u32 = 0; i < count; i++) {
    if (pageAt(changetype<Input>(input + <usize>i * offsetof<Input>()).address) == 0) all = false;
  }
  return all;
}
