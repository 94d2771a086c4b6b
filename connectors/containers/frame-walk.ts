/** Going once through a packed file of frames: where it has come to, what was found, and why it went no further. */
import type { Parsed } from '../source-bytes.js';
import { SourceWindow } from '../source-window.js';
import { SpanTable } from './span-table.js';

/** What the walks through formats of frames share. */
export abstract class FrameWalk {
  protected readonly spans = new SpanTable();
  protected readonly notes: string[] = [];
  protected readonly window: SourceWindow;
  /** Offset in the file. */
  protected at = 0;

  constructor(
    protected readonly parsed: Parsed,
    private readonly progress: (done: number) => void,
  ) {
    this.window = new SourceWindow(parsed, true);
  }

  /** Loads bytes from where the walk is; false when the file has fewer. */
  protected async has(length: number): Promise<boolean> {
    if (this.at + length > this.parsed.source.size) return false;
    if (!this.window.has(this.at, length)) {
      await this.window.load(this.at, length);
      this.progress(this.at);
    }
    return true;
  }

  /** Notes that what is packed from here on is missing. */
  protected stop(why: string): false {
    this.notes.push(
      `${this.parsed.source.name}: offset 0x${this.at.toString(16)}: ${why}: what is packed from there on is missing, ${this.spans.end} bytes come before it`,
    );
    return false;
  }
}
