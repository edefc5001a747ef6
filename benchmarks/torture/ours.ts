import type { Reading } from '../../contract/index.ts'
import { detectors } from '../../detectors/index.ts'
import type { Said } from './verdict.ts'

/** What `plimsoll compare --json` said, of columns: whole rows are told apart. */
export function saidOf(readings: readonly Reading[]): Said {
  const deciding = readings.filter(({ detector, subject }) => subject !== '*' && detectors.get(detector)?.deciding)
  const subjects = (verdict: Reading['verdict']) => [...new Set(deciding.filter(one => one.verdict === verdict).map(({ subject }) => subject))]
  return { alarms: subjects('alarm'), silent: subjects('unsure') }
}
