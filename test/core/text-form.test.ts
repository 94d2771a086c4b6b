/** The committed text form of the core is the one that the sources give, and where they lie makes no difference to the module. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { coreWasm } from '../kit/core-module.js';

const root = resolve(import.meta.dirname, '../..');

test('built in another folder: the same bytes, and the text that is committed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pagewalk-core-'));
  try {
    for (const part of ['core-as', 'asconfig.json'])
      cpSync(join(root, part), join(folder, part), { recursive: true });
    const asc = join(root, 'node_modules/assemblyscript/bin/asc.js');
    const out = ['--outFile', 'other.wasm', '--textFile', 'other.wat'];
    execFileSync(process.execPath, [asc, '--config', 'asconfig.json', '--target', 'release', ...out], {
      cwd: folder,
      stdio: 'pipe',
    });
    expect(Buffer.compare(readFileSync(join(folder, 'other.wasm')), coreWasm)).toBe(0);
    const text = (path: string): string => readFileSync(path, 'utf8');
    const same = text(join(folder, 'other.wat')) === text(join(root, 'core-as/core.wat'));
    expect(same ? 'as committed' : 'core-as/core.wat is old: commit what `npm run build:core` writes').toBe(
      'as committed',
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 600_000);
