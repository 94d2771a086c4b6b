/** `doctor`: what this host offers. */
import { access, constants, mkdir } from 'node:fs/promises';
import { cacheFolder } from '../../../host-node/index.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit.js';
import { OUTPUT_OPTIONS } from '../options.js';
import type { Row } from '../row.js';
import { coreHash, packageVersion } from '../version.js';

declare const WebAssembly: { validate(bytes: Uint8Array): boolean };

/** The smallest module with a 128-bit constant: (func (result v128) v128.const). Source: WebAssembly core specification 2.0, 5.4.8. */
const SIMD_MODULE = Uint8Array.of(
  0,
  0x61,
  0x73,
  0x6d,
  1,
  0,
  0,
  0,
  1,
  5,
  1,
  0x60,
  0,
  1,
  0x7b,
  3,
  2,
  1,
  0,
  10,
  22,
  1,
  20,
  0,
  0xfd,
  12,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0x0b,
);

/** The command. */
export const command: Command = {
  name: 'doctor',
  about: 'what this host offers',
  positionals: [],
  options: OUTPUT_OPTIONS,
  async run(session) {
    session.arguments(0, 0, '');
    const rows = await findings();
    await session.print(rows, [{ field: 'name' }, { field: 'ok' }, { field: 'value' }]);
    if (rows.some(({ ok }) => ok === false)) process.exitCode = EXIT.failed;
  },
};

async function findings(): Promise<Row[]> {
  const folder = cacheFolder();
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const hash = coreHash();
  const writable = await mkdir(folder, { recursive: true, mode: 0o700 })
    .then(() => access(folder, constants.W_OK))
    .then(
      () => true,
      () => false,
    );
  return [
    { name: 'pagewalk', value: packageVersion(), ok: true },
    {
      name: 'node',
      value: `${process.version}, 20.19 or later is needed`,
      ok: major > 20 || (major === 20 && minor >= 19),
    },
    {
      name: 'core',
      value: hash === undefined ? 'core.wasm is missing: npm run build' : `sha256 ${hash}`,
      ok: hash !== undefined,
    },
    {
      name: 'wasm simd',
      value: WebAssembly.validate(SIMD_MODULE) ? 'yes' : 'no',
      ok: WebAssembly.validate(SIMD_MODULE),
    },
    {
      name: 'cache',
      value: `${folder}${writable ? '' : ' cannot be written: every command finds everything anew'}`,
      ok: writable,
    },
    {
      name: 'terminal',
      value: process.stdout.isTTY ? `${process.stdout.columns} columns` : 'no: output goes to a file or pipe',
      ok: true,
    },
  ];
}
