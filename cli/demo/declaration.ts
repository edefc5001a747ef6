import type { ModelDeclaration } from '../../contract/index.ts'

export const modelName = 'flight-delay'
export const modelVersion = '1'
export const labelName = 'arrival'
export const classes = { late: 'late', onTime: 'on_time' } as const

/** What is said about the model: the same as `models:` in plimsoll.yaml. */
export const declaration: ModelDeclaration = {
  task: 'binary_classification',
  score: 'late_probability',
  class: 'late',
  positive: classes.late,
  label: labelName,
  segments: ['origin'],
  // They follow the clock and the weather: checked for quality, not for drift.
  context: ['scheduled_hour', 'weekday', 'destination_delays'],
}
