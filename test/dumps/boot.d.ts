/** Types of boot.js for tests. */

/** Memory of a guest, and where it lies in the memory file. */
export interface GuestRange {
  readonly base: number;
  readonly size: number;
  readonly offset: number;
}

export function parseLayout(mtree: string): GuestRange[];
