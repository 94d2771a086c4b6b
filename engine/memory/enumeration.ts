/** Listing of mappings through the core, which has room for the state of one listing: they take turns. */
import { coreJob, type IoJob } from '../core/drain.js';
import type { Core } from '../core/load.js';

/** A listing to be made: calls the core's export that begins it. */
export type Begin = () => number;

/** One enumeration under way; its state while another one is in the core. */
export interface Enumeration {
  saved?: Uint8Array | undefined;
}

/** Knows whose state is in the core. */
export class EnumerationTurns {
  private owner: Enumeration | undefined;

  constructor(private readonly core: Core) {}

  /** Puts this enumeration's state in place; the state of the one that was there is set aside. */
  take(enumeration: Enumeration): void {
    if (this.owner === enumeration) return;
    const { at, count } = this.core.layout.enumeration;
    if (this.owner !== undefined) this.owner.saved = this.core.bytes.slice(at, at + count);
    if (enumeration.saved !== undefined) this.core.bytes.set(enumeration.saved, at);
    enumeration.saved = undefined;
    this.owner = enumeration;
  }

  /** Forgets an enumeration that has ended. */
  end(enumeration: Enumeration): void {
    if (this.owner === enumeration) this.owner = undefined;
  }

  /**
   * The job of one listing. `take` gets each step's runs, which are in the core's columns; none is given twice, even when
   * another job came between.
   */
  job(enumeration: Enumeration, begin: Begin, slot: () => number, take: () => void): IoJob<void> {
    let begun = false;
    return coreJob(this.core, {
      begin: () => {
        this.take(enumeration);
        if (begun) return this.core.exports.enumerateAgain(slot());
        begun = true;
        return begin();
      },
      take,
    });
  }
}
