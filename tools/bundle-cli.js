/** Bundles the compiled command line into dist/bin: a dozen files instead of eighty, which saves a third of a short command's time. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '..');
const outDir = join(root, 'dist/bin');

rmSync(outDir, { recursive: true, force: true });
await build({
  root,
  configFile: false,
  publicDir: false,
  logLevel: 'warn',
  ssr: { noExternal: true, external: ['usb', 'ws'], target: 'node' },
  build: {
    ssr: join(root, 'dist/apps/cli/main.js'),
    outDir,
    emptyOutDir: false,
    target: 'node20',
    minify: false,
    sourcemap: true,
    rollupOptions: {
      external: ['usb', 'ws'],
      output: { entryFileNames: 'pagewalk.js', chunkFileNames: '[name].js' },
    },
  },
});
