/** A small machine for tests of views: physical memory that can be written, and an address space of scattered pages with holes. */
import type { AddressSpace, Connector, Engine } from '../../engine/index.js';
import { engineOver } from './core-module.js';
import { memoryConnector, type MemoryOptions } from './memory-connector.js';
import { PTE, seeded, TableMemory } from './page-tables.js';

/** Where the address space begins. */
export const BASE = 0xffff_8880_0000_0000n;
/** Pages of it. */
export const SPACE_PAGES = 16;
/** Pages that are not mapped. */
export const UNMAPPED = [5, 11];

/** The machine. */
export interface ViewWorld {
  readonly engine: Engine;
  readonly space: AddressSpace;
  /** Physical memory itself. */
  readonly bytes: Uint8Array;
  /** Physical address of a virtual one; undefined in a page that is not mapped. */
  readonly placeOf: (virtual: bigint) => number | undefined;
}

/** Makes the machine; `wrap` puts something around its connector. */
export async function viewWorld(
  options: MemoryOptions = {},
  wrap: (connector: Connector) => Connector = (connector) => connector,
): Promise<ViewWorld> {
  const random = seeded(77);
  const memory = new TableMemory(64, 48);
  const root = memory.table();
  for (let i = 0; i < 48 * 4096; i++) memory.bytes[i] = random(256);
  const frameOf = (page: number): number => (page * 29 + 3) % 48;
  for (let page = 0; page < SPACE_PAGES; page++) {
    if (UNMAPPED.includes(page)) continue;
    memory.map(root, 4, BASE + BigInt(page * 4096), BigInt(frameOf(page) * 4096), 1, PTE.write);
  }
  const connector = wrap(memoryConnector(memory.bytes, { writable: true, ...options }));
  const engine = await engineOver(connector, { write: true });
  return {
    engine,
    space: engine.space({ root, mode: 'x86-64-4level' }),
    bytes: memory.bytes,
    placeOf: (virtual) => {
      const page = Number((virtual - BASE) / 4096n);
      if (virtual < BASE || page >= SPACE_PAGES || UNMAPPED.includes(page)) return undefined;
      return frameOf(page) * 4096 + Number(virtual % 4096n);
    },
  };
}
