/** The machine with the lab's rootkit: each thing that it did is found, and nothing else is. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../os/index.js';
import { openDump } from '../kit/open-dump.js';
import { NAMED, isChosen, labFile } from './chosen.js';

/** A line that the guest prints, and the finding that belongs to it; `$1` is what the line's first group was. */
interface Expectation {
  readonly line: string;
  readonly kind: string;
  readonly what: string;
}

const MACHINE = 'x86_64-6.1-rootkit';
const text = (path: string) => readFileSync(path, 'latin1');

if (isChosen(MACHINE))
  describe(MACHINE, () => {
    test('every part is found, and nothing else', async () => {
      const serial = text(labFile(MACHINE, 'serial.txt')).replaceAll('\r', '');
      const rows = JSON.parse(
        text(join(import.meta.dirname, '../dumps/rootkit/expectations.json')),
      ) as Expectation[];
      const expected = rows.map(({ line, kind, what }) => {
        const match = new RegExp(line).exec(serial);
        return {
          kind,
          what: what.replaceAll(/\$(\d)/g, (_, n: string) => match?.[Number(n)] ?? `no ${line}`),
        };
      });
      const dump = await openDump(labFile(MACHINE));
      const { items, complete, reason } = await dump.os.check();
      await dump.close();
      const fits = (finding: Finding, { kind, what }: { kind: string; what: string }) =>
        finding.kind === kind && finding.what.includes(what);
      expect(expected.filter((row) => !items.some((finding) => fits(finding, row)))).toEqual([]);
      const surplus = items.filter((finding) => !expected.some((row) => fits(finding, row)));
      expect(surplus.map(({ kind, what, detail }) => `${kind}: ${what}: ${detail}`)).toEqual([]);
      expect(items.every(({ evidence }) => evidence.length > 0)).toBe(true);
      expect(items).toHaveLength(expected.length);
      expect({ complete, reason }).toEqual({ complete: true, reason: undefined });
    });
  });
else
  test(`${MACHINE} is not asked for`, () => {
    expect(NAMED ?? []).not.toContain(MACHINE);
  });
