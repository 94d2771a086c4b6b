/** Holds the import walls, file sizes and file manners that the folders promise. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = normalize(join(import.meta.dirname, '..'));
const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root })
  .toString()
  .trim()
  .split('\n');
const files = listed.filter((path) => existsSync(join(root, path)));
const sources = files.filter((path) => /\.(ts|tsx|js|c|css)$/.test(path));
const text = (path: string) => readFileSync(join(root, path), 'utf8');

/** Folder: the other top folders it may import from. `apps/cli` and `apps/web` are folders of their own. */
const WALLS: Record<string, readonly string[]> = {
  'core-as': [],
  engine: [],
  codecs: [],
  connectors: ['engine', 'codecs'],
  os: ['engine', 'codecs'],
  'host-node': ['engine', 'connectors', 'os'],
  'host-browser': ['engine', 'connectors', 'os'],
  'apps/cli': ['engine', 'connectors', 'os', 'host-node'],
  'apps/web': ['engine', 'connectors', 'os', 'host-browser'],
};
const NEUTRAL = ['core-as', 'engine', 'codecs', 'connectors', 'os'];

/** What a neutral folder may import beside itself: decoders in plain script or WebAssembly, which both hosts run. */
const NEUTRAL_PACKAGES: readonly string[] = ['fflate', 'fzstd', 'zstddec'];

const folderOf = (path: string) =>
  Object.keys(WALLS).find((folder) => path.startsWith(`${folder}/`)) ?? path.split('/')[0] ?? '';

/** Module specifiers of static and dynamic imports and of re-exports. */
function imports(source: string): string[] {
  const code = source.replace(/^\s*(\*|\/\/|\/\*).*$/gm, '');
  const found = code.matchAll(/(?:\bfrom\s+|\bimport\s+|\bimport\(\s*)['"]([^'"]+)['"]/g);
  return [...found].map((match) => match[1] ?? '');
}

describe('import walls', () => {
  for (const folder of Object.keys(WALLS)) {
    test(`${folder} imports only what lies below it`, () => {
      const wrong: string[] = [];
      for (const path of sources.filter(
        (file) => folderOf(file) === folder && !file.endsWith('.config.ts'),
      )) {
        for (const specifier of imports(text(path))) {
          if (specifier.startsWith('.')) {
            const target = folderOf(normalize(join(dirname(path), specifier)));
            const allowed =
              target === folder ||
              (WALLS[folder] ?? []).includes(target) ||
              target === 'dist' ||
              target === 'sample';
            if (!allowed) wrong.push(`${path}: ${specifier}`);
          } else if (NEUTRAL.includes(folder) && !NEUTRAL_PACKAGES.includes(specifier)) {
            wrong.push(`${path}: ${specifier}`);
          } else if (folder === 'host-browser' || folder === 'apps/web') {
            if (specifier.startsWith('node:')) wrong.push(`${path}: ${specifier}`);
          }
        }
      }
      expect(wrong).toEqual([]);
    });
  }

  test('neutral folders compile without the types of any host', () => {
    for (const folder of NEUTRAL.filter((name) => name !== 'core-as')) {
      const options = (
        JSON.parse(text(`${folder}/tsconfig.json`)) as {
          compilerOptions: { types?: string[]; lib?: string[] };
        }
      ).compilerOptions;
      expect(options.types ?? []).toEqual([]);
      expect(options.lib ?? ['ES2023']).toEqual(['ES2023']);
    }
  });
});

describe('file manners', () => {
  test('no hand-written file has more than 500 lines', () => {
    expect(sources.filter((path) => text(path).split('\n').length > 501)).toEqual([]);
  });

  test('every source opens with a comment that says what it is for', () => {
    const opening = /^(#!.*\n)?(\/\*|\/\/)/;
    expect(sources.filter((path) => !opening.test(text(path)))).toEqual([]);
  });

  test('names are kebab-case', () => {
    const name = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)+$/;
    expect(sources.filter((path) => !name.test(path.split('/').at(-1) ?? ''))).toEqual([]);
  });

  test('no path of one machine and no unfinished mark', () => {
    const marks = ['/wo' + 'rk/', '/home' + '/', 'TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'];
    const texts = files.filter(
      (path) => /\.(ts|tsx|js|c|css|md|html|json|sh)$/.test(path) && path !== 'package-lock.json',
    );
    const wrong = texts.flatMap((path) =>
      marks.filter((mark) => text(path).includes(mark)).map((mark) => `${path}: ${mark}`),
    );
    expect(wrong).toEqual([]);
  });
});
