// Builds the page into dist/web: a static folder that works from any path of any server, and offline.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  // Both are inlined, so that the page makes no request.
  assetsInclude: ['**/*.wasm', '**/*.zst'],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: fileURLToPath(new URL('../../dist/web', import.meta.url)),
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: false,
    chunkSizeWarningLimit: 20_000,
  },
  worker: { format: 'iife' },
});
