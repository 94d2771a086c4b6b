/** One line on a terminal's stderr: what is being done, how far, how fast, how long still. */

/** Redraws at most this often, and shows nothing in the first of these spans. */
const EVERY_MS = 200;

/** Shows progress; `clear` must be called before anything else is written to the terminal. */
export interface Progress {
  update(what: string, done: bigint, total: bigint): void;
  clear(): void;
}

/** Bytes in a short form: `12.3 MiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let unit = 0;
  let value = bytes;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** One line of progress. `seconds` since the step began. */
export function progressLine(what: string, done: bigint, total: bigint, seconds: number): string {
  const rate = seconds > 0 ? Number(done) / seconds : 0;
  const share = total > 0n ? ` ${Number((done * 100n) / total)}%` : '';
  const left = rate > 0 && total > done ? `, ${Math.ceil(Number(total - done) / rate)} s left` : '';
  return `${what}${share}, ${formatBytes(Number(done))}, ${formatBytes(Math.round(rate))}/s${left}`;
}

/** Progress on a stream, or nothing when it is no terminal. */
export function terminalProgress(stream: NodeJS.WriteStream, quiet: boolean): Progress {
  if (quiet || !stream.isTTY) return { update: () => undefined, clear: () => undefined };
  let step = '';
  let since = 0;
  let drawn = 0;
  let shown = false;
  return {
    update(what, done, total) {
      const now = performance.now();
      if (what !== step) {
        step = what;
        since = now;
        drawn = now;
      }
      if (now - drawn < EVERY_MS) return;
      drawn = now;
      shown = true;
      const line = progressLine(what, done, total, (now - since) / 1000);
      stream.write(`\r\x1b[K${line.slice(0, Math.max(20, (stream.columns || 80) - 1))}`);
    },
    clear() {
      if (shown) stream.write('\r\x1b[K');
      shown = false;
    },
  };
}
