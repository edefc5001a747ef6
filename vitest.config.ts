import { defineConfig } from 'vitest/config'

// chDB allows one data folder a process and dislikes worker threads: forks, one file each.
export default defineConfig({
  test: { include: ['test/**/*.test.ts'], pool: 'forks', maxWorkers: 2, testTimeout: 60_000, hookTimeout: 60_000 },
})
