/**
 * Machines in machines: the inner one's memory is found in the outer one's, every page is what QEMU saves of it or missing for the
 * reason that the outer kernel gives, and both machines' processes are those of their accounts.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Engine, type Connector, type PhysicalRead } from '../../engine/index.js';
import { coreBytes } from '../../host-node/index.js';
import { detectOs, type GuestMachine, type Os } from '../../os/index.js';
import { openDump, type OpenDump } from '../kit/open-dump.js';
import { NAMED, isChosen, labFile } from './chosen.js';
import { parseTruth } from './truth.js';

interface Nested {
  readonly name: string;
  readonly mode: 'kvm' | 'migrated';
  readonly swap?: number;
}
interface Range {
  readonly base: number;
  readonly size: number;
  /** Place in inner.raw. */
  readonly offset: number;
}

const PAGE = 4096;
const PAGES = 256;
/** Bit 62 of a pagemap entry: swapped out. */
const SWAPPED = 0x40000000;
const MACHINES = (
  JSON.parse(readFileSync(join(import.meta.dirname, '../dumps/nested/machines.json'), 'utf8')) as Nested[]
).filter(({ name }) => isChosen(name));

const account = (machine: string, file: string) => parseTruth(readFileSync(labFile(machine, file), 'latin1'));

/** Every process of an account is in the list, with its parent and command line. */
async function compareProcesses(os: Os, machine: string, file: string): Promise<void> {
  const { items } = await os.processes();
  const found = new Map(items.map((process) => [process.pid, process]));
  const truth = account(machine, file).processes.filter(
    // A process that ended while the account was given has no lines.
    ({ pid, name }) => !Number.isNaN(pid) && !/^(cat|sed|sh|init|sleep)$/.test(name),
  );
  const wrong = truth.filter(({ pid, ppid, command }) => {
    const process = found.get(pid);
    return process?.ppid !== ppid || process.command !== command;
  });
  expect(wrong.map(({ pid, name }) => [pid, name, found.get(pid)])).toEqual([]);
  expect(truth.length).toBeGreaterThan(40);
}

describe.each(MACHINES)('$name', ({ name, mode, swap }) => {
  let host: OpenDump;
  let guest: Connector;
  let found: readonly GuestMachine[];
  beforeAll(async () => {
    host = await openDump(labFile(name));
    found = (await host.os.guests()).items;
    guest = await host.os.guest();
  });
  afterAll(() => host.close());

  test('the machine is found, by what there is to find it by', () => {
    expect(found).toHaveLength(1);
    const best = mode === 'kvm' ? 'kvm memory slots' : 'qemu memory blocks';
    // QEMU's own data may be swapped out with all else.
    expect(swap === undefined ? [best] : [best, 'largest mapping']).toContain(found[0]?.foundBy);
  });

  test('every page', async () => {
    const layout = JSON.parse(readFileSync(labFile(name, 'inner-layout.json'), 'utf8')) as Range[];
    const truth = readFileSync(labFile(name, 'inner.raw'));
    const pagemap = readFileSync(labFile(name, 'inner.pagemap'));
    const wrong: number[] = [];
    const reasons = new Map<string, number>();
    let swapped = 0;
    for (const { base, size, offset } of layout)
      for (let at = 0; at < size; at += PAGES * PAGE) {
        const reads = Array.from({ length: PAGES }, (_, i): PhysicalRead => {
          const phys = base + at + i * PAGE;
          return { phys, into: new Uint8Array(PAGE), got: 0 };
        });
        await guest.read(reads);
        reads.forEach(({ phys, into, got, reason }) => {
          const place = offset + phys - base;
          if ((pagemap.readUInt32LE((place / PAGE) * 8 + 4) & SWAPPED) !== 0) swapped++;
          if (got < PAGE) {
            const why = (reason ?? '').replaceAll(/0x[0-9a-f.]+(x[0-9a-f]+)?/g, 'N');
            reasons.set(why, (reasons.get(why) ?? 0) + 1);
          } else if (!truth.subarray(place, place + PAGE).equals(into)) wrong.push(phys);
        });
      }
    expect(wrong).toEqual([]);
    const missing = [...reasons.values()].reduce((sum, count) => sum + count, 0);
    if (swap === undefined) expect([...reasons]).toEqual([]);
    else {
      expect([...reasons.keys()].filter((why) => !why.includes('swapped out'))).toEqual([]);
      expect(missing).toBeGreaterThan(1000);
    }
    // The kernel's own list tells of swapped pages of anonymous memory, not of a file's; some of them the swap cache still has.
    if (swapped > 0) expect(missing).toBeLessThanOrEqual(swapped);
  });

  test('processes of the outer machine', () => compareProcesses(host.os, name, 'serial.txt'));

  if (swap === undefined)
    test('processes of the inner machine', async () => {
      const engine = await Engine.create({ core: coreBytes(), connector: guest });
      await compareProcesses(await detectOs(engine), name, 'inner.txt');
    });
});

test('machines that are named are looked at', () => {
  expect(
    MACHINES.length > 0 || NAMED === undefined || !NAMED.some((name) => name.startsWith('nested-')),
  ).toBe(true);
});
