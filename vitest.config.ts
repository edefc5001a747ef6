import { defineConfig } from 'vitest/config'

// chDB allows one data folder a process and dislikes worker threads: forks, one test file each.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    setupFiles: ['test/setup/seed.ts'],
    globalSetup: process.env['PLIMSOLL_SKIP_BUILD'] ? [] : ['test/setup/build.ts'],
    reporters: ['default', './test/setup/count-reporter.ts'],
  },
})
