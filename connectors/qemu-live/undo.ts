/** What was added to somebody else's QEMU, and how to take it away again. */
import { PagewalkError } from '../../engine/index.js';

interface Step {
  readonly what: string;
  readonly undo: () => Promise<void> | void;
}

/** Steps that are taken back in the opposite order, each once. */
export class Undo {
  private steps: Step[] = [];

  /** `what` is what stays behind when `undo` rejects. */
  add(what: string, undo: Step['undo']): void {
    this.steps.push({ what, undo });
  }

  /**
   * Does what adds something, and notes how to take it away: before it is done, for an answer that does not come says nothing of whether it
   * was done. What was refused is not taken away.
   */
  async adding(
    what: string,
    work: () => Promise<unknown>,
    undo: Step['undo'],
    refused: (error: unknown) => boolean,
  ): Promise<void> {
    const step = { what, undo };
    this.steps.push(step);
    try {
      await work();
    } catch (error) {
      if (refused(error)) this.steps = this.steps.filter((other) => other !== step);
      throw error;
    }
  }

  /** A mark for {@link all}: what was added later. */
  get mark(): number {
    return this.steps.length;
  }

  /** Takes back all that was added since a mark. Rejects with kind `io`, naming what could not be taken back; the rest was. */
  async all(since = 0): Promise<void> {
    const left: string[] = [];
    for (const { what, undo } of this.steps.splice(since).reverse()) {
      try {
        await undo();
      } catch (error) {
        left.push(`${what} (${error instanceof Error ? error.message : String(error)})`);
      }
    }
    if (left.length > 0)
      throw new PagewalkError(
        'connector',
        'io',
        `what was added to QEMU could not be removed: ${left.join(', ')}`,
      );
  }
}
