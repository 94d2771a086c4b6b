/** Where QEMU's own process has the guest's memory. Source: qemu monitor/misc.c (hmp_gpa2hva). */
import type { Connector, PhysicalRead } from '../../engine/index.js';
import { notHere, type PathContext } from './path.js';
import type { RamPart } from './layout.js';

const ANSWER = /^Host virtual address for 0x[0-9a-f]+ \((\S+)\) is 0x([0-9a-f]{1,14})/m;
const PAGE = 4096;

/** The address in QEMU's process of the first byte of each block that has parts. Rejects with kind `unsupported` where that is not one. */
export async function blockAddresses({
  qmp,
  machine,
  signal,
}: PathContext): Promise<ReadonlyMap<string, number>> {
  const bases = new Map<string, number>();
  for (const { start, size, block, offset } of machine.parts)
    for (const at of [0, size - PAGE]) {
      const text = await qmp.monitor(`gpa2hva 0x${(start + at).toString(16)}`, undefined, { signal });
      const [, named, host] = ANSWER.exec(text) ?? [];
      const base = Number(`0x${host}`) - offset - at;
      if (named !== block || !(base > 0) || (bases.get(block) ?? base) !== base)
        throw notHere(
          `QEMU does not say where block '${block}' lies in its memory: ${text.trim().slice(0, 80)}`,
        );
      bases.set(block, base);
    }
  return bases;
}

/** The descriptor of the file that a block is mapped from, by what the process has mapped at the block's address. */
export async function blockDescriptor(
  context: PathContext,
  address: number,
): Promise<{ readonly descriptor: number; readonly offset: number } | undefined> {
  const { host, pid } = context;
  if (host.processes === undefined || pid === undefined) return undefined;
  const mapping = (await host.processes.mappings(pid)).find(
    ({ start, end }) => start <= address && address < end,
  );
  if (mapping === undefined || mapping.path === '') return undefined;
  for (const [descriptor, path] of await host.processes.files(pid))
    if (path === mapping.path) return { descriptor, offset: mapping.offset + address - mapping.start };
  return undefined;
}

/** Samples of a part: eight bytes at places spread over it. */
const SAMPLES = 8;
/** A running guest may write between two looks: so often is looked again. */
const LOOKS = 5;

/**
 * Compares what a way reads with what QEMU's monitor prints, at places of every part. Rejects with kind `unsupported` when a place stays
 * different: the way leads to other memory.
 */
export async function checkSamples(
  { qmp, machine, signal }: PathContext,
  connector: Connector,
): Promise<void> {
  for (const part of machine.parts)
    for (const address of placesIn(part)) {
      let same = false;
      for (let look = 0; look < LOOKS && !same; look++) {
        const text = await qmp.monitor(`xp /1gx 0x${address.toString(16)}`, undefined, { signal });
        const word = /: 0x([0-9a-f]{16})/.exec(text)?.[1];
        same = word !== undefined && BigInt(`0x${word}`) === (await wordAt(connector, address));
      }
      if (!same) throw notHere(`it differs from what QEMU prints of address 0x${address.toString(16)}`);
    }
}

/** Eight bytes; -1 when they cannot be read. */
async function wordAt(connector: Connector, phys: number): Promise<bigint> {
  const bytes = new Uint8Array(8);
  const read: PhysicalRead = { phys, into: bytes, got: 0 };
  await connector.read([read]);
  return read.got === 8 ? new DataView(bytes.buffer).getBigUint64(0, true) : -1n;
}

function placesIn({ start, size }: RamPart): number[] {
  const step = Math.floor(size / SAMPLES / 8) * 8;
  return Array.from({ length: SAMPLES }, (_, i) => start + i * step);
}
