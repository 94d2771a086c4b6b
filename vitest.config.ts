/** Which tests vitest runs: everything under test/ except what boots virtual machines, needs programs of others or measures speed. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/lab/**', 'test/bench/**', 'test/board/**'],
    testTimeout: 90_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
