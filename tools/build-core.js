// Compiles core-as to dist/core.wasm and holds it to its size budget and to having no imports. Its text form, core-as/core.wat, is
// committed, so that a change of the code that is made shows in review. The page decoders become a module of their own, which
// codecs/page-codec-bytes.ts carries as text, since it cannot load files.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const BUDGET = 48 * 1024;
const root = fileURLToPath(new URL('..', import.meta.url));
mkdirSync(`${root}/dist`, { recursive: true });
execFileSync(
  process.execPath,
  [
    `${root}/node_modules/assemblyscript/bin/asc.js`,
    ...['--config', 'asconfig.json', '--target', 'release', '--textFile', 'core-as/core.wat'],
  ],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
const bytes = readFileSync(`${root}/dist/core.wasm`);
const imports = WebAssembly.Module.imports(new WebAssembly.Module(bytes));
if (imports.length > 0)
  throw new Error(`core.wasm imports ${imports.map((i) => `${i.module}.${i.name}`).join(', ')}`);
if (bytes.length > BUDGET) throw new Error(`core.wasm has ${bytes.length} bytes, more than ${BUDGET}`);
console.log(`core.wasm ${bytes.length} bytes, no imports`);

execFileSync(
  process.execPath,
  [
    `${root}/node_modules/assemblyscript/bin/asc.js`,
    ...['index.ts', '--outFile', '../../dist/codec.wasm', '--runtime', 'stub', '--use', 'abort='],
    ...['--initialMemory', '6', '--maximumMemory', '6', '-O3', '--noAssert'],
  ],
  { cwd: `${root}/core-as/codec`, stdio: 'inherit' },
);
const codec = readFileSync(`${root}/dist/codec.wasm`);
writeFileSync(
  `${root}/codecs/page-codec-bytes.ts`,
  `/** The compiled page decoders (core-as/codec) in base64. Written by tools/build-core.js. */
export const PAGE_CODEC =
  '${codec.toString('base64')}';
`,
);
console.log(`codec.wasm ${codec.length} bytes`);
