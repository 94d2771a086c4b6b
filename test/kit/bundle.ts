/** Makes one file of a TypeScript program and all that it imports: workers of browsers, programs of their own. */
import { join } from 'node:path';
import { build } from 'vite';

/**
 * Writes the program `file` into `folder` and gives its path.
 * @param node for Node, whose modules and these packages are left outside; else for browsers.
 */
export async function bundle(
  folder: string,
  entry: string,
  file = 'worker.js',
  node?: { readonly packages: readonly string[] },
): Promise<string> {
  await build({
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: {
      outDir: folder,
      emptyOutDir: false,
      target: node === undefined ? 'es2023' : 'node20',
      minify: false,
      lib: { entry, formats: ['es'], fileName: () => file },
      rollupOptions: {
        ...(node && { external: [/^node:/, ...node.packages] }),
        output: { codeSplitting: false },
      },
    },
  });
  return join(folder, file);
}
