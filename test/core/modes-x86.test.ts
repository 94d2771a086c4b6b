/** x86 paging in the core, and the made-up wide mode over its entries: ten million random translations a mode, equal to the reference's. */
import { test } from 'vitest';
import { expectNoDifference } from '../kit/differential.js';
import { TESTED_MODES } from '../kit/reference/index.js';

const modes = TESTED_MODES.filter((mode) => mode.startsWith('x86-') || mode === 'wide-128');

test.each(modes)('%s', { timeout: 1e9 }, (mode) => expectNoDifference(mode));
