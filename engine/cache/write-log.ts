/** Remembers the last writes, so that what was read meanwhile is not kept as what memory holds. */
import type { PhysicalRead, PhysicalWrite } from '../connector.js';

/** Writes remembered; of older ones it is assumed that they touched everything. */
const KEEP = 64;

/** A written range. */
interface Written {
  readonly start: number;
  readonly end: number;
}

/** The writes of one memory, in order. */
export class WriteLog {
  private readonly last: Written[] = [];
  /** Writes so far: a moment to compare with. */
  moment = 0;

  /** Notes writes: before they are carried out, and again when they have been. */
  wrote(writes: readonly PhysicalWrite[]): void {
    for (const { phys, from } of writes) {
      this.last[this.moment++ % KEEP] = { start: phys, end: phys + from.length };
    }
  }

  /** Whether one of the reads may have met a write since `moment`. */
  touched(moment: number, reads: readonly PhysicalRead[]): boolean {
    if (moment === this.moment) return false;
    if (this.moment - moment > KEEP) return true;
    for (let i = moment; i < this.moment; i++) {
      const { start, end } = this.last[i % KEEP] as Written;
      if (reads.some(({ phys, into }) => phys < end && phys + into.length > start)) return true;
    }
    return false;
  }
}
