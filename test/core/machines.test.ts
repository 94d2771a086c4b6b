/** Page tables of real machines of every architecture: the core and the reference against what the guests and QEMU said. */
import { describe, expect, test } from 'vitest';
import type { PagingMode } from '../../engine/index.js';
import { engineOver } from '../kit/core-module.js';
import { memoryConnector } from '../kit/memory-connector.js';
import { referenceWalk } from '../kit/reference/index.js';
import { fixtureNames, readFixture, type TableFixture } from '../kit/table-fixture.js';

/** Modes that the machines run in, by their registers: CR4 and EFER, TCR_EL1 (T0SZ, T1SZ, TG0, TG1, DS), TTBCR.EAE, satp. */
const MODES: Record<string, PagingMode> = {
  'i386-6.1-nopae': 'x86-32',
  'i386-6.1-pae': 'x86-pae',
  'x86_64-6.1-la48': 'x86-64-4level',
  'x86_64-6.1-la57': 'x86-64-5level',
  'arm64-6.1': 'aarch64-4k-48',
  'arm64-6.12': 'aarch64-4k-52',
  'arm64-6.12-16k': 'aarch64-16k-52',
  'armhf-6.1': 'arm-short',
  'armhf-6.1-lpae': 'arm-lpae',
  'riscv64-7.2-sv39': 'riscv64-sv39',
  'riscv64-7.2-sv57': 'riscv64-sv57',
};

/** Physical memory of a fixture, by entries. */
function entriesOf({ ranges, bytes }: TableFixture): (phys: bigint, size: 4 | 8) => bigint | undefined {
  const offsets = new Map(ranges.map(({ start }, i) => [start, i * 4096]));
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return (phys, size) => {
    const inPage = Number(phys % 4096n);
    const offset = offsets.get(Number(phys) - inPage);
    if (offset === undefined) return undefined;
    return size === 8
      ? view.getBigUint64(offset + inPage, true)
      : BigInt(view.getUint32(offset + inPage, true));
  };
}

test('there is a fixture for every machine', () => {
  expect(fixtureNames().sort()).toEqual(Object.keys(MODES).sort());
});

describe.each(fixtureNames())('%s', (name) => {
  const fixture = readFixture(name);

  test('runs in the mode that is wanted, and says enough', () => {
    for (const { mode } of fixture.sources) expect(mode).toBe(MODES[name]);
    const rows = fixture.sources.flatMap((source) => source.rows);
    expect(rows.filter(([, physical]) => physical !== undefined).length).toBeGreaterThan(100);
    expect(rows.filter(([, physical]) => physical === undefined).length).toBeGreaterThan(20);
  });

  test.each(fixture.sources)('$said', async ({ mode, root, highRoot, rows }) => {
    const roots = { ...(root !== undefined && { root }), ...(highRoot !== undefined && { highRoot }) };
    const read = entriesOf(fixture);
    const engine = await engineOver(memoryConnector(fixture.bytes, { ranges: fixture.ranges }));
    const answers = await engine.space({ ...roots, mode }).translate(rows.map(([virtual]) => virtual));
    const told = rows.map(([virtual], i) => {
      const walked = referenceWalk(mode, read, roots, virtual);
      const answer = answers[i];
      expect(walked.kind).not.toBe('missing');
      return [
        virtual,
        walked.kind === 'page' ? walked.physical : undefined,
        answer?.ok === true ? answer.physical : undefined,
      ];
    });
    expect(told).toEqual(rows.map(([virtual, physical]) => [virtual, physical, physical]));
  });
});
