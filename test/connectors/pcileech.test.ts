/** The PCILeech connector over the simulated board, under each fault: every byte is the memory's, or missing with a reason. */
import { describe, expect, it } from 'vitest';
import { openPcileech } from '../../connectors/pcileech.js';
import { boardOf, checkRandomReads, FAULTS, MEMORY_RANGES } from '../kit/board-trials.js';

const ROUNDS = Number(process.env['PAGEWALK_SOAK'] ?? 1);

describe('pcileech', () => {
  it.each(Object.keys(FAULTS))('reads right or says what is missing: %s', async (name) => {
    const fault = FAULTS[name] as (typeof FAULTS)[string];
    const board = boardOf(fault.options(1));
    const connector = await openPcileech(board, { ranges: MEMORY_RANGES });
    const counts = await checkRandomReads(connector, 1, 2000 * ROUNDS, fault.options(1));
    await connector.close();
    expect(counts.wrong).toBe(0);
    fault.expect(counts);
  });
});
