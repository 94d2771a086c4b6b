/** How long cached pages may be used: for ever over a dump, by age or by number of jobs over live memory. */
import { KIND } from '../core/exports.js';
import type { Core } from '../core/load.js';
import { wrongUse } from '../memory/checks.js';

/** The greatest age, by kind of use; absent: for ever. */
export interface Ages {
  /** What the ages count: milliseconds, or jobs of the engine (reads, translations, listings). */
  readonly unit: 'milliseconds' | 'jobs';
  /** Pages of page tables, and translations made from them. */
  readonly tables?: number;
  /** Pages that are mapped read-only. */
  readonly readOnly?: number;
  /** Pages that are mapped writable, and physical reads, of which nothing is known. */
  readonly writable?: number;
  /** Pages that are mapped executable and not writable. */
  readonly executable?: number;
}

/** Live memory without a choice of its own: what a person looking at it would not take for old. */
export const LIVE: Ages = {
  unit: 'milliseconds',
  tables: 1000,
  readOnly: 1000,
  writable: 100,
  executable: 5000,
};

const FOR_EVER = 0xffffffff;

/** Moves the core's clock on before each job. */
export class Validity {
  private readonly unit: Ages['unit'] | undefined;
  private jobs = 0;

  /** `ages` undefined: nothing ages. Throws kind `usage` for an age that is no number from 0 on. */
  constructor(
    private readonly core: Core,
    ages: Ages | undefined,
  ) {
    this.unit = ages?.unit;
    if (ages === undefined) return;
    for (const [kind, number] of Object.entries(KIND)) {
      const age = ages[kind === 'table' ? 'tables' : (kind as 'writable')] ?? FOR_EVER;
      if (!(age >= 0)) throw wrongUse(`an age of ${age} ${ages.unit}`);
      core.exports.validity(number, Math.min(age, FOR_EVER));
    }
  }

  /** To be called before a job begins. */
  tick(): void {
    if (this.unit === undefined) return;
    this.core.exports.tick(this.unit === 'jobs' ? ++this.jobs : Math.floor(performance.now()));
  }
}
