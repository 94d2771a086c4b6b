/** The row model of the hex view is exact over all 2^64 bytes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressOfStep,
  BAR_STEPS,
  groupedAddress,
  moveRows,
  ROW_BYTES,
  stepOfAddress,
} from '../../../../apps/web/hex/model.js';

const END = 1n << 64n;
const row = fc.bigInt({ min: 0n, max: END / ROW_BYTES - 1n }).map((n) => n * ROW_BYTES);

describe('rows of the hex view', () => {
  it('moves down and back up to the same row, anywhere', () => {
    fc.assert(
      fc.property(row, fc.integer({ min: 0, max: 10_000 }), (address, rows) => {
        const down = moveRows(address, rows);
        const clamped = down === END - ROW_BYTES;
        expect(clamped || down - address === BigInt(rows) * ROW_BYTES).toBe(true);
        if (!clamped) expect(moveRows(down, -rows)).toBe(address);
      }),
    );
  });

  it('stops at both ends', () => {
    expect(moveRows(0n, -1)).toBe(0n);
    expect(moveRows(END - ROW_BYTES, 1)).toBe(END - ROW_BYTES);
    expect(moveRows(END - 2n * ROW_BYTES, 5)).toBe(END - ROW_BYTES);
  });

  it('puts each step of the bar on a row, in order, and finds the step again', () => {
    for (const span of [1n << 27n, 1n << 48n, (1n << 48n) + 4096n, END]) {
      let before = -1n;
      for (let step = 0; step <= BAR_STEPS; step++) {
        const address = addressOfStep(step, span);
        expect(address % ROW_BYTES).toBe(0n);
        expect(address > before).toBe(true);
        expect(Math.abs(stepOfAddress(address, span) - step)).toBeLessThanOrEqual(1);
        before = address;
      }
    }
  });

  it('groups digits by eight', () => {
    expect(groupedAddress(0n)).toBe('00000000 00000000');
    expect(groupedAddress(0xffff8f360018a000n)).toBe('ffff8f36 0018a000');
  });
});
