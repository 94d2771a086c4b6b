/** The shipped sample, unpacked, with its machine's own account. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTruth, type Truth } from '../lab/truth.js';
import { unpackSample } from '../../tools/sample.js';

/** Path of the sample's raw dump; unpacks it the first time. */
export const samplePath = (): Promise<string> => unpackSample();

/** What the sample's machine said of itself. */
export const sampleTruth = (): Truth =>
  parseTruth(readFileSync(join(import.meta.dirname, '../../sample/truth.txt'), 'latin1'));
