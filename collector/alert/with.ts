import { type Action, Failure, readSettings } from '../../contract/index.ts'
import type { Rule } from './settings.ts'

/** A rule with its place among the rules, and, where the caller knows it, the place in a file of a setting under its `with`. */
export interface PlacedRule {
  readonly rule: Rule
  readonly index: number
  readonly place?: (path: readonly string[]) => string
}

/**
 * The settings of a rule's action, complete and checked.
 *
 * @throws Failure CONFIG that names the rule, and each wrong setting by its whole path
 */
export function readWith(action: Action, { rule, index, place }: PlacedRule): unknown {
  const where = (path: readonly string[]): string => {
    const setting = ['alert', 'rules', index, 'with', ...path].join('.')
    return `${place ? `${place(path)}: ` : ''}rule ${rule.name}, ${setting}`
  }
  const settings = readSettings(action.settings, [{ value: rule.with, where }])
  const refusal = action.refusal?.(settings)
  if (refusal) throw new Failure('CONFIG', `${where([refusal.setting])}: ${refusal.setting} ${refusal.sentence}`)
  return settings
}
