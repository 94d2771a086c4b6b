/** Rows of a hex view over an address space of 2^64 bytes, and the mapping of a scroll bar to it. */

/** Bytes a row. */
export const ROW_BYTES = 16n;
/** Steps of the coarse scroll bar. */
export const BAR_STEPS = 10_000;
const LAST_ROW = (1n << 64n) - ROW_BYTES;

/** Moves an address by rows, within the address space. */
export function moveRows(address: bigint, rows: number): bigint {
  const moved = address + BigInt(rows) * ROW_BYTES;
  return moved < 0n ? 0n : moved > LAST_ROW ? LAST_ROW : moved;
}

/** Address of a step of the scroll bar over `span` bytes. */
export function addressOfStep(step: number, span: bigint): bigint {
  return ((span * BigInt(Math.round(step))) / BigInt(BAR_STEPS)) & ~(ROW_BYTES - 1n);
}

/** Step of the scroll bar for an address. */
export function stepOfAddress(address: bigint, span: bigint): number {
  return span === 0n ? 0 : Number((address * BigInt(BAR_STEPS)) / span);
}

/** Addresses in groups of eight digits: `ffff8f36 0018a000`. */
export function groupedAddress(address: bigint): string {
  const digits = address.toString(16).padStart(16, '0');
  return `${digits.slice(0, 8)} ${digits.slice(8)}`;
}
