/** Typed lint for the TypeScript projects and tests; the core is AssemblyScript, which its compiler checks. */
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'core-as/**', '**/*.js', '**/*.d.ts'] },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        project: [
          './engine/tsconfig.json',
          './codecs/tsconfig.json',
          './connectors/tsconfig.json',
          './os/tsconfig.json',
          './host-node/tsconfig.json',
          './host-browser/tsconfig.json',
          './apps/cli/tsconfig.json',
          './apps/web/tsconfig.json',
          './test/tsconfig.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
);
