/** Memory as offset, hex and text columns; missing bytes as `??`. */
import type { Missing } from '../../engine/index.js';

const WIDTH = 16;

/** For each byte of a read at `address`: 1 when it is missing. */
export function missingMap(address: bigint, length: number, missing: readonly Missing[]): Uint8Array {
  const map = new Uint8Array(length);
  for (const gap of missing) {
    const from = Number(gap.start - address);
    map.fill(1, Math.max(0, from), Math.min(length, from + Number(gap.size)));
  }
  return map;
}

/** Lines of a dump of `data`, whose first byte lies at `address`. `absent` marks missing bytes. */
export function* hexLines(address: bigint, data: Uint8Array, absent: Uint8Array): Generator<string> {
  const digits = (address + BigInt(Math.max(0, data.length - 1))).toString(16).length;
  for (let at = 0; at < data.length; at += WIDTH) {
    const bytes: string[] = [];
    let text = '';
    for (let i = at; i < Math.min(at + WIDTH, data.length); i++) {
      const value = data[i] ?? 0;
      bytes.push(absent[i] === 1 ? '??' : value.toString(16).padStart(2, '0'));
      text += absent[i] === 1 ? '?' : value >= 0x20 && value < 0x7f ? String.fromCharCode(value) : '.';
    }
    const left = bytes.slice(0, 8).join(' ');
    const right = bytes.slice(8).join(' ');
    const where = (address + BigInt(at)).toString(16).padStart(digits, '0');
    yield `0x${where}  ${`${left}  ${right}`.padEnd(3 * WIDTH)}  |${text}|`;
  }
}

/** Bytes as hex pairs with `??` for missing ones. */
export function hexText(data: Uint8Array, absent?: Uint8Array): string {
  return Array.from(data, (value, i) =>
    absent?.[i] === 1 ? '??' : value.toString(16).padStart(2, '0'),
  ).join(' ');
}
