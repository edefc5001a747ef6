import { type Detector, defaults, type Reading, type SchemaSummary } from '../../contract/index.ts'

/**
 * The reading on the columns of two sides: any change of them is an alarm, which no budget pays for.
 *
 * @param detector  `quality/schema`, or one that reads the same
 */
export function columnsReading(before: SchemaSummary, after: SchemaSummary, detector: Detector): Reading {
  const measure = detector.read(before, after, defaults(detector.settings))
  const changed = (measure.value ?? 0) > 0
  return {
    detector: detector.name,
    subject: '*',
    segment: '',
    ...measure,
    threshold: 0,
    smallest: 1,
    verdict: changed ? 'alarm' : 'calm',
    reason: changed ? 'the columns are not those of the reference' : '',
    notes: [...measure.notes],
    unit: detector.unit,
  }
}
