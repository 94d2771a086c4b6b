/** Programs of others on the simulated PCILeech board: they are installed when missing, so this needs the network once. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/board/**/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
});
