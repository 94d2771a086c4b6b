// What the benchmark gives our engine: the plan's values and lists, and a dump in memory as a source.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

function bytesOf(path) {
  const { buffer, byteOffset, length } = readFileSync(path);
  return new Uint8Array(buffer, byteOffset, length);
}

/** Reads plan.txt of a folder that set-up.js made. */
export function loadPlan(folder) {
  const lines = readFileSync(join(folder, 'plan.txt'), 'utf8').trim().split('\n');
  const values = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]),
  );
  const number = (key) => BigInt(`0x${values.get(key)}`);
  const mask = Number(number('signature-mask'));
  const signature = Uint8Array.from(Buffer.from(values.get('signature'), 'hex'));
  return {
    dump: values.get('dump'),
    ram: bytesOf(values.get('dump')),
    synthetic: bytesOf(values.get('synthetic')),
    roots: { user: number('user-root'), dmap: number('dmap-root'), synthetic: number('synthetic-root') },
    blocksAt: number('blocks-at'),
    blocks: Number(number('blocks')),
    values: { u32: number('search-u32'), u64: number('search-u64') },
    signature: { bytes: signature, mask: signature.map((_, i) => ((mask >> i) & 1) * 0xff) },
    windowAt: Number(number('window-at')),
    window: Number(number('window')),
    /** A list's virtual addresses. */
    list: (name) => {
      const bytes = bytesOf(join(folder, `${name}.bin`));
      return { virtual: new BigUint64Array(bytes.slice(0, bytes.length / 2).buffer) };
    },
  };
}

/** A connector over bytes in this process's memory, from physical address 0. */
export function memorySource(bytes) {
  const readSync = (reads) => {
    for (const read of reads) {
      read.got = Math.max(0, Math.min(read.into.length, bytes.length - read.phys));
      if (read.got < read.into.length) read.reason = 'the memory ends';
      read.into.set(bytes.subarray(read.phys, read.phys + read.got));
    }
  };
  return {
    format: 'memory',
    name: 'benchmark',
    identity: undefined,
    ranges: [{ start: 0, size: bytes.length }],
    cost: { block: 4096, parallel: 1 },
    live: false,
    notes: [],
    direct: [{ start: 0, bytes }],
    readSync,
    read: (reads) => Promise.resolve(readSync(reads)),
    close: () => Promise.resolve(),
  };
}
