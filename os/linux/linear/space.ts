/** The kernel's memory over tables that are made anew where damage has hit its own. */
import {
  wrapConnector,
  type AddressSpace,
  type Connector,
  type ConnectorJob,
  type Engine,
  type PhysicalRead,
} from '../../../engine/index.js';
import { kernelSpace, type Root } from '../page-table-root.js';
import { entryFormat } from './entries.js';
import { linearTables, type LinearMap } from './tables.js';

/** Physical addresses where no machine known has memory: for the new tables, and for what damage hides. */
const AT = 2 ** 46;
const NOWHERE = 1n << 47n;

/**
 * The space of a root with the linear maps made anew, whatever the kernel's own tables say of them; the space of those
 * where that is not possible (modes of 32 bits, memory beyond 64 TiB).
 */
export async function repairedSpace(
  engine: Engine,
  root: Root,
  maps: readonly LinearMap[],
): Promise<AddressSpace> {
  const options = kernelSpace(root);
  const format = entryFormat(root.mode);
  const end = Math.max(...engine.connector.ranges.map(({ start, size }) => start + size));
  if (format === undefined || end > AT) return engine.space(options);
  const tables = await linearTables({
    ...root,
    format,
    maps,
    at: BigInt(AT),
    nowhere: NOWHERE,
    read: async (physical, length) => {
      if (physical >= BigInt(end)) return undefined;
      const { data, missing } = await engine.physical.readPartial(physical, length);
      return missing.length > 0 ? undefined : data;
    },
  });
  if (tables === undefined) return engine.space(options);
  const whole = await engine.withConnector(withTables(engine.connector, tables));
  return whole.space(kernelSpace({ root: BigInt(AT), mode: root.mode }));
}

/** The same memory with tables at {@link AT}. */
function withTables(connector: Connector, tables: Uint8Array): Connector {
  function* read(reads: readonly PhysicalRead[]): ConnectorJob<void> {
    for (const { phys, into } of reads)
      if (phys >= AT) into.set(tables.subarray(phys - AT, phys - AT + into.length));
    for (const read of reads)
      if (read.phys >= AT) read.got = Math.min(read.into.length, AT + tables.length - read.phys);
    yield reads.filter(({ phys }) => phys < AT);
  }
  return wrapConnector(
    connector,
    { read },
    { ranges: [...connector.ranges, { start: AT, size: tables.length }] },
  );
}
