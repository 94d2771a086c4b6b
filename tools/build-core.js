// Compiles core-as to dist/core.wasm and holds it to its size budget and to having no imports. Its text form, core-as/core.wat, is
// committed, so that a change of the code that is made shows in review. The page decoders and packers become modules of their
// own, which files in codecs/ carry as text, since neutral code cannot load files.
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

/** Compiles a module that neutral code carries as text. */
function carried(folder, pages, name, about, most = pages) {
  const out = `${root}/dist/${folder}.wasm`;
  execFileSync(
    process.execPath,
    [
      `${root}/node_modules/assemblyscript/bin/asc.js`,
      ...['index.ts', '--outFile', out, '--runtime', 'stub', '--use', 'abort='],
      ...['--initialMemory', `${pages}`, '--maximumMemory', `${most}`, '-O3', '--noAssert'],
    ],
    { cwd: `${root}/core-as/${folder}`, stdio: 'inherit' },
  );
  const wasm = readFileSync(out);
  writeFileSync(
    `${root}/codecs/page-${folder}-bytes.ts`,
    `/** The compiled ${about} (core-as/${folder}) in base64. Written by tools/build-core.js. */
export const ${name} =
  '${wasm.toString('base64')}';
`,
  );
  console.log(`${folder}.wasm ${wasm.length} bytes`);
}
carried('codec', 136, 'PAGE_CODEC', 'page decoders');
carried('packer', 8, 'PAGE_PACKER', 'page packers');
// Windows of 128 MiB, half as much again to slide in.
carried('unzstd', 16, 'UNZSTD', 'zstd decoder', 3200);
