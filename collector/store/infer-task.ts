import type { ModelDeclaration, Values } from '../../contract/index.ts'

/** What is known of the outputs when the task is asked for. */
export interface OutputEvidence {
  /** First values of the score and of the class; empty when there is no such column. */
  readonly scores: Values
  readonly classes: Values
}

/** Texts that mean yes, the likeliest first. A model whose positive class is not declared has one of these. */
const positiveTexts = ['1', 'true', 'yes', 'y', 'positive', 'pos', 'True', 'TRUE', 'Yes', 'YES'] as const

const present = (values: Values): readonly unknown[] => values.filter(value => value !== null && value !== undefined)

/** The task as the outputs suggest it; null when they hold nothing yet. */
export function inferTask({ scores, classes }: OutputEvidence): string | null {
  const numbers = present(scores)
  const texts = new Set(present(classes).map(String))
  if (texts.size > 2) return 'multiclass_classification'
  if (numbers.length > 0) return texts.size > 0 || numbers.every(isShare) ? 'binary_classification' : 'regression'
  if (texts.size === 0) return null
  return [...texts].some(isPositive) ? 'binary_classification' : 'multiclass_classification'
}

const isShare = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 1
const isPositive = (text: string): boolean => (positiveTexts as readonly string[]).includes(text)

/** The class that the score is the probability of; null when nobody said and no class seen means yes. */
export function inferPositive(declaration: ModelDeclaration, before: string | null, { classes }: OutputEvidence): string | null {
  if (declaration.positive !== undefined) return declaration.positive
  const seen = new Set(present(classes).map(String))
  return before ?? positiveTexts.find(text => seen.has(text)) ?? null
}
