// `npm run soak:board [READS [FAULT...]]`: so many random reads (10 million) through the simulated board under each fault; every byte is compared.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';

const [reads = '10000000', ...named] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'pagewalk-soak-'));
const entries = { soak: 'soak-main.ts', trials: '../kit/board-trials.ts' };
try {
  await build({
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: {
      outDir: folder,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      lib: {
        entry: Object.fromEntries(
          Object.entries(entries).map(([name, file]) => [name, join(import.meta.dirname, file)]),
        ),
        formats: ['es'],
        fileName: (_, name) => `${name}.mjs`,
      },
      rollupOptions: { external: /^node:/ },
    },
  });
  const { FAULTS } = await import(join(folder, 'trials.mjs'));
  for (const fault of named.length > 0 ? named : Object.keys(FAULTS)) {
    const seed = String(Date.now() % 2 ** 32);
    const { status } = spawnSync(process.execPath, [join(folder, 'soak.mjs'), fault, reads, seed], {
      stdio: 'inherit',
    });
    if (status === 0) continue;
    console.log(`${fault}: failed with seed ${seed}`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
