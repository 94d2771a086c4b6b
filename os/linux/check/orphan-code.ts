/** Executable kernel memory that belongs to nobody, with what leads there. */
import type { Check } from './check.js';
import { orphanRegions } from './orphan-regions.js';
import { hex } from './report.js';

const SHOWN_BYTES = 16;
const SHOWN_POINTERS = 8;

/** Reports what the map of code leaves over. */
export const orphanCode: Check = {
  name: 'code without an owner',
  async run(facts, report, signal) {
    const { kernel } = facts;
    const { regions, reasons, pointers } = await orphanRegions(facts, signal);
    for (const reason of reasons) report.unchecked(`code without an owner: ${reason}`);
    for (const { start, end } of regions) {
      const { data } = await kernel.space.readPartial(start, SHOWN_BYTES);
      report.found({
        kind: 'orphan-code',
        what: `${end - start} bytes of code`,
        address: start,
        detail: 'executable kernel memory that no module, BPF program, trampoline or probe owns',
        evidence: [
          {
            what: 'bytes',
            where: hex(start),
            value: Array.from(data, (byte) => byte.toString(16).padStart(2, '0')).join(' '),
          },
          ...pointers
            .filter(({ value }) => value >= start && value < end)
            .slice(0, SHOWN_POINTERS)
            .map(({ address, value }) => {
              const symbol = kernel.symbols.at(address);
              const where = symbol === undefined ? hex(address) : `${symbol.name}+${hex(symbol.offset)}`;
              return { what: 'pointer', where, value: hex(value) };
            }),
        ],
      });
    }
  },
};
