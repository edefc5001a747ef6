import type { Migration } from './migrate.ts'

/** In order, never renumbered, never changed once released. */
export const migrations: readonly Migration[] = [{ number: 1, name: 'first format', statements: [] }]
