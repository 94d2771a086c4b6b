/** 32-bit ARM and RISC-V in the core: ten million random translations a mode, equal to the reference's. */
import { test } from 'vitest';
import { expectNoDifference } from '../kit/differential.js';
import { TESTED_MODES } from '../kit/reference/index.js';

const modes = TESTED_MODES.filter((mode) => mode.startsWith('arm-') || mode.startsWith('riscv'));

test.each(modes)('%s', { timeout: 1e9 }, (mode) => expectNoDifference(mode));
