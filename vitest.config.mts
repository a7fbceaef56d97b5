import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
          exclude: ['test/e2e/**', 'test/process/**', 'test/agentRuns/**', 'test/real/**'],
          testTimeout: 15_000,
        },
      },
      {
        // Starts real hook, launcher and gate processes; one file at a time, since they share two cores.
        extends: true,
        test: { name: 'process', include: ['test/process/**/*.test.ts'], testTimeout: 60_000, fileParallelism: false },
      },
      {
        // Runs the agents themselves against a scripted model; two at once, since each waits for much.
        extends: true,
        test: {
          name: 'agents',
          include: ['test/agentRuns/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 600_000,
          maxWorkers: 2,
        },
      },
      {
        // Runs real tools against real servers of its own, where the machine has them or may install them.
        extends: true,
        test: {
          name: 'real',
          include: ['test/real/**/*.test.ts'],
          globalSetup: ['test/support/real/setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          maxWorkers: 1,
        },
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
