/** The memory of this very process as the OS layer sees one: what /proc/self has, read through the same interface. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import type { AddressSpace, PartialRead, ReadRange } from '../../engine/index.js';
import type { Mapping } from '../../os/index.js';

/** Mappings of this process. */
export function liveMappings(): Mapping[] {
  return readFileSync('/proc/self/maps', 'latin1')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [, start, end, permissions, offset, device, inode, path] =
        /^(\w+)-(\w+) (\S+) (\w+) (\S+) (\d+)\s*(.*)$/.exec(line) ?? ([] as string[]);
      return {
        start: BigInt(`0x${start}`),
        end: BigInt(`0x${end}`),
        permissions: permissions ?? '',
        offset: BigInt(`0x${offset}`),
        path: path ?? '',
        device: device ?? '',
        inode: BigInt(inode ?? 0),
        complete: true,
      };
    });
}

/** Opens the memory; `lost` is a page that cannot be read. */
export function liveMemory(lost?: bigint): { space: AddressSpace; close: () => void } {
  const file = openSync('/proc/self/mem', 'r');
  const readOne = ({ address, length }: ReadRange): PartialRead => {
    const data = new Uint8Array(length);
    const missing: { start: bigint; size: bigint }[] = [];
    for (let at = 0; at < length;) {
      const here = address + BigInt(at);
      const part = Math.min(length - at, 4096 - Number(here % 4096n));
      let got = 0;
      try {
        if (here / 4096n !== (lost ?? -1n) / 4096n) got = readSync(file, data, at, part, here);
      } catch {
        got = 0;
      }
      if (got !== part) missing.push({ start: here, size: BigInt(part) });
      at += part;
    }
    const reason = { kind: 'not-present', level: 1, entry: 0n } as const;
    return { data, missing: missing.map((gap) => ({ ...gap, reason })) };
  };
  const part: Partial<AddressSpace> = {
    readPartial: (address, length) => Promise.resolve(readOne({ address, length })),
    readMany: (ranges) => Promise.resolve(ranges.map(readOne)),
  };
  return { space: part as AddressSpace, close: () => closeSync(file) };
}
