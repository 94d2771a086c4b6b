/** AArch64 in the core, all granules and descriptor formats, both halves: ten million random translations a mode, equal to the reference's. */
import { test } from 'vitest';
import { expectNoDifference } from '../kit/differential.js';
import { TESTED_MODES } from '../kit/reference/index.js';

const modes = TESTED_MODES.filter((mode) => mode.startsWith('aarch64-'));

test.each(modes)('%s', { timeout: 1e9 }, (mode) => expectNoDifference(mode));
