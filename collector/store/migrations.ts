import { tables } from '../../contract/index.ts'
import type { Migration } from './migrate.ts'

/** In order, never renumbered, never changed once released. */
export const migrations: readonly Migration[] = [
  { number: 1, name: 'first format', statements: [] },
  {
    number: 2,
    name: 'signals keep what made them',
    statements: [`ALTER TABLE ${tables.signals} ADD COLUMN IF NOT EXISTS made LowCardinality(String)`],
  },
]
