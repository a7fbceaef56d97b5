import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
          exclude: ['test/e2e/**', 'test/process/**'],
          testTimeout: 15_000,
        },
      },
      {
        // Starts real hook, launcher and gate processes; one file at a time, since they share two cores.
        extends: true,
        test: { name: 'process', include: ['test/process/**/*.test.ts'], testTimeout: 60_000, fileParallelism: false },
      },
      {
        // Drives a real editor in a real browser.
        extends: true,
        test: {
          name: 'editor',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          maxWorkers: 1,
        },
      },
    ],
  },
});
