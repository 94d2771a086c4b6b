// Unpacks the shipped sample once and gives its path.
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ZSTDDecoder } from 'zstddec';

const PACKED = fileURLToPath(new URL('../sample/linux-6.1.raw.zst', import.meta.url));
/** Size of the sample's memory, bytes: the decoder wants it beforehand. */
const SIZE = 128 * 1024 * 1024;

/** @returns {Promise<string>} path of the sample's raw dump, unpacked into the temporary folder and kept there */
export async function unpackSample() {
  const folder = join(tmpdir(), `pagewalk-sample-${userInfo().uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `linux-6.1-${Math.trunc(statSync(PACKED).mtimeMs)}.raw`);
  if (existsSync(path)) return path;
  const decoder = new ZSTDDecoder();
  await decoder.init();
  // Written aside and renamed, so that two runs at once never see half a file.
  const aside = `${path}.${process.pid}`;
  writeFileSync(aside, decoder.decode(readFileSync(PACKED), SIZE));
  renameSync(aside, path);
  return path;
}
