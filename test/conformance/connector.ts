/** What every connector must do; a connector's test calls it with a source of known content. */
import { describe, expect, it } from 'vitest';
import type { Connector, PhysicalRead } from '../../engine/index.js';

/** A connector under test and the memory that it must show. */
export interface ConnectorCase {
  readonly name: string;
  readonly open: () => Promise<Connector>;
  /** Stretches of memory with their content; everything else is a hole. Sorted. */
  readonly memory: readonly { readonly start: number; readonly data: Uint8Array }[];
}

function readAt(phys: number, length: number): PhysicalRead {
  return { phys, into: new Uint8Array(length), got: 0 };
}

/** Bytes that a read at `phys` must deliver before the first missing one. */
function expected({ memory }: ConnectorCase, phys: number, length: number): Uint8Array {
  const bytes: number[] = [];
  while (bytes.length < length) {
    const at = phys + bytes.length;
    const stretch = memory.find(({ start, data }) => at >= start && at < start + data.length);
    if (stretch === undefined) break;
    const from = at - stretch.start;
    bytes.push(...stretch.data.subarray(from, from + length - bytes.length));
  }
  return Uint8Array.from(bytes);
}

/** Runs the suite. */
export function connectorConformance(subject: ConnectorCase): void {
  describe(`${subject.name}: conformance`, () => {
    const [first] = subject.memory;
    const last = subject.memory.at(-1);
    if (first === undefined || last === undefined) throw new Error('a case needs memory');
    const starts = subject.memory.flatMap(({ start, data }) => [start, start + data.length]);

    it('has ranges that are sorted, merged and as large as the memory', async () => {
      const connector = await subject.open();
      for (const [i, range] of connector.ranges.entries()) {
        const before = connector.ranges[i - 1];
        expect(range.size).toBeGreaterThan(0);
        if (before !== undefined) expect(before.start + before.size).toBeLessThan(range.start);
      }
      const total = connector.ranges.reduce((sum, { size }) => sum + size, 0);
      expect(total).toBe(subject.memory.reduce((sum, { data }) => sum + data.length, 0));
      await connector.close();
    });

    it('delivers the right bytes around every border, and says why it stops', async () => {
      const connector = await subject.open();
      const reads = starts.flatMap((border) =>
        [-4097, -1, 0, 1, 4095].flatMap((off) =>
          [1, 8, 4096, 5000].filter(() => border + off >= 0).map((length) => readAt(border + off, length)),
        ),
      );
      await connector.read(reads);
      for (const read of reads) {
        const want = expected(subject, read.phys, read.into.length);
        expect(read.got).toBe(want.length);
        expect(read.into.subarray(0, read.got)).toEqual(want);
        if (read.got < read.into.length) expect(read.reason).toMatch(/\S/);
        else expect(read.reason).toBeUndefined();
      }
      await connector.close();
    });

    it('reads the same synchronously', async () => {
      const connector = await subject.open();
      if (connector.readSync !== undefined) {
        const whole = readAt(first.start, first.data.length);
        const beyond = readAt(last.start + last.data.length, 16);
        connector.readSync([whole, beyond]);
        expect(whole.got).toBe(first.data.length);
        expect(whole.into).toEqual(first.data);
        expect(beyond.got).toBe(0);
        expect(beyond.reason).toMatch(/\S/);
      }
      await connector.close();
    });

    it('serves nothing, and empty reads, and far addresses', async () => {
      const connector = await subject.open();
      await connector.read([]);
      const reads = [readAt(first.start, 0), readAt(2 ** 52 - 4096, 4096)];
      await connector.read(reads);
      expect(reads.map(({ got }) => got)).toEqual([0, 0]);
      expect(reads[1]?.reason).toMatch(/\S/);
      await connector.close();
    });

    it('can be closed twice', async () => {
      const connector = await subject.open();
      await connector.close();
      await connector.close();
    });
  });
}
