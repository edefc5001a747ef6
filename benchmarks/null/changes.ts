import { dayMs } from '../../contract/index.ts'
import type { Change, Kind } from './column.ts'

/** Something that goes wrong with one column, and how the table calls it. */
export interface Fault {
  readonly name: string
  readonly kind: Kind
  readonly change: Change
  /** Rows of the column for each of 300: a segment of its own has a tenth. */
  readonly rowsShare: number
  /** Missing and new values are what the peers' separate checks are for. */
  readonly quality: boolean
}

const steady = (name: string, kind: Kind, shift: ReturnType<Change>): Fault => ({ name, kind, change: () => shift, rowsShare: 1, quality: false })

/** The changes of the law's table, in its order. */
export const faults: readonly Fault[] = [
  steady('mean 0.1 sd', 'numeric', { level: 0.1 }),
  steady('mean 0.25 sd', 'numeric', { level: 0.25 }),
  steady('mean 0.5 sd', 'numeric', { level: 0.5 }),
  steady('sd × 1.2', 'numeric', { spread: 1.2 }),
  { ...steady('gradual', 'numeric', {}), change: afterMs => ({ level: 0.5 * Math.min(1, afterMs / dayMs) }) },
  steady('segment in its column', 'numeric', { part: 0.1, partLevel: 0.5 }),
  { ...steady('segment by itself', 'numeric', { level: 0.5 }), rowsShare: 0.1 },
  steady('share + 2 points', 'category', { share: 0.02 }),
  steady('share + 5 points', 'category', { share: 0.05 }),
  { ...steady('new category 0.5 %', 'category', { fresh: 0.005 }), quality: true },
  { ...steady('missing 1 → 3 %', 'numeric', { missing: 0.02 }), quality: true },
]
