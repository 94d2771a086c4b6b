/** JSON records of terminals. */
import { completeness, hexAddress, type JsonRecord } from '../records.js';
import type { TerminalDriver } from '../types.js';

/** Record of `tty`. */
export function terminalDriverRecord(driver: TerminalDriver): JsonRecord {
  return {
    driver: driver.driver,
    device: driver.device,
    major: driver.major,
    minor: driver.minor,
    lines: driver.lines,
    terminals: driver.terminals.map(({ name, index, session, foreground, address }) => ({
      name,
      index,
      session,
      foreground,
      address: hexAddress(address),
    })),
    address: hexAddress(driver.address),
    ...completeness(driver),
  };
}
