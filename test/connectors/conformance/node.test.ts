/** The suite in Node, over real files. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openConnector } from '../../../connectors/index.js';
import { openBeside, openFile } from '../../../host-node/index.js';
import { memorySource } from '../../kit/memory-source.js';
import { CHECKS } from './checks.js';
import { SAMPLES, type Sample } from './samples.js';

const folder = mkdtempSync(join(tmpdir(), 'pagewalk-conformance-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Ways to open a sample: as files, and as a source that answers only later. */
function waysOf(sample: Sample, number: number) {
  const { files, gaps } = sample;
  const names = Object.keys(files);
  const first = names[0] as string;
  const options = gaps && ({ format: 'raw', args: { gaps } } as const);
  mkdirSync(join(folder, String(number)));
  for (const name of names) writeFileSync(join(folder, String(number), name), files[name] as Uint8Array);
  const later = (name: string) => memorySource(files[name] as Uint8Array, { name, asyncOnly: true });
  return {
    files: () =>
      openConnector(openFile(join(folder, String(number), first)), { beside: openBeside, ...options }),
    'a slow source': () =>
      openConnector(later(first), {
        beside: (name) => (name in files ? later(name) : undefined),
        ...options,
      }),
  };
}

for (const [number, [name, sample]] of Object.entries(SAMPLES).entries())
  for (const [way, open] of Object.entries(waysOf(sample, number)))
    describe(`${name}, ${way}`, () => {
      it(`is recognised as ${sample.format}`, async () => {
        const connector = await open();
        expect(connector.format).toBe(sample.format);
        await connector.close();
      });
      for (const [what, check] of Object.entries(CHECKS))
        it(what, () => check({ open, memory: sample.memory }));
    });
