import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** Folders below `test/` by what they cost: quick ones on save, the others before a push, engines on their own. */
const PROJECTS = {
  unit: ['unit', 'property', 'architecture'],
  slow: ['golden', 'statistical', 'conformance'],
  services: ['integration', 'fault', 'e2e'],
  engines: ['engines'],
} as const;

/** Tests start services of their own: addresses of the shell, perhaps of real data, never reach them. */
const ADDRESSES = /^(DATABASE_URL|REDIS_URL|S3_[A-Z_]+|TABULAR_(DATABASE|REDIS|STORAGE)_[A-Z_]+)$/;
for (const name of Object.keys(process.env).filter((key) => ADDRESSES.test(key))) delete process.env[name];

export default defineConfig({
  test: {
    projects: Object.entries(PROJECTS).map(([name, folders]) => ({
      extends: true as const,
      test: { name, include: folders.map((folder) => `test/${folder}/**/*.test.ts`) },
    })),
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Reference data beside the checkout, read by tests only; what needs it and misses it is skipped by name.
    env: { TABULAR_SHARED: process.env['TABULAR_SHARED'] ?? path.resolve('../shared') },
    coverage: {
      provider: 'v8',
      include: ['functions/**/*.ts', 'shared/**/*.ts', 'scripts/tabular/**/*.ts'],
      exclude: ['shared/kernels/assembly/**', '**/generated/**'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: { lines: 85 },
      reportOnFailure: true,
    },
  },
});
