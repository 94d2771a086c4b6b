/** The sample with its symbol table overwritten, then without vmcoreinfo too: what is left must still lead to its processes. */
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { detectOs, type LinuxOs } from '../../os/index.js';
import { TOKEN_PATTERN } from '../../os/symbols/find-kallsyms.js';
import { engineOver } from '../kit/core-module.js';
import { DamagedMemory } from '../kit/damaged-memory.js';
import { samplePath } from '../kit/sample.js';

let whole: Buffer;
let pids: readonly number[];

beforeAll(async () => {
  whole = readFileSync(await samplePath());
  pids = await pidsOf(await open([]));
});

/** Opens the sample with all occurrences of some texts overwritten. */
async function open(texts: readonly Uint8Array[]): Promise<LinuxOs> {
  const memory = new DamagedMemory(whole);
  for (const text of texts)
    for (let at = whole.indexOf(text); at >= 0; at = whole.indexOf(text, at + 1))
      for (let i = 0; i < text.length; i++) memory.write(at + i, Uint8Array.of(0x58));
  return detectOs(await engineOver(memory.connector()));
}

const pidsOf = async (os: LinuxOs): Promise<number[]> => (await os.processes()).items.map(({ pid }) => pid);
const found = (os: LinuxOs): string[] => os.evidence.map(({ what }) => what);

test('without kallsyms: by vmcoreinfo and exported symbols', async () => {
  const os = await open([TOKEN_PATTERN]);
  expect(found(os)).toEqual(expect.arrayContaining(['ksymtab', 'vmcoreinfo', 'btf']));
  expect(os.evidence.find(({ what }) => what === 'kallsyms')?.where).toBe('none');
  expect(await pidsOf(os)).toEqual(pids);
  expect((await os.log()).items.length).toBeGreaterThan(100);
});

test('without kallsyms and vmcoreinfo: by exported symbols alone', async () => {
  const os = await open([TOKEN_PATTERN, new TextEncoder().encode('OSRELEASE=')]);
  expect(found(os)).toEqual(expect.arrayContaining(['ksymtab', 'btf']));
  expect(found(os)).not.toContain('vmcoreinfo');
  expect(await pidsOf(os)).toEqual(pids);
});
