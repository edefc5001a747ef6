import { type ColumnContent, Failure } from '../../../contract/index.ts'
import type { Constraints } from '../constraints.ts'
import { asTree, defineImport, field, type ImportedColumn, jsonOf, jsonTree, list, number, text } from '../define-import.ts'

const origin = 'imported' as const
const contents = new Map<string, ColumnContent>([
  ['Fractional', 'numeric'],
  ['Integral', 'integer'],
  ['String', 'categorical'],
])
/** As the tool has it where the file says nothing. */
const thresholdDefault = 0.1

interface Thresholds {
  /** Share of values that may be of another type, and outside the domain. */
  readonly wrong: number
  readonly outside: number
}

/**
 * The `constraints.json` of SageMaker Model Monitor: completeness, domains, not negative, and the shares that its checks allow. What of a
 * feature has its own `monitoring_config_overrides` is held to those.
 * Source: SageMaker developer guide, Schema for Constraints (constraints.json file).
 */
export default defineImport({
  name: 'sagemaker-constraints',
  summary: 'constraints.json of SageMaker Model Monitor',
  recognises(source) {
    const tree = jsonTree(source)
    return (
      tree !== null && list(tree['features']).some(one => ['completeness', 'num_constraints', 'string_constraints'].some(key => field(one, key) !== undefined))
    )
  },
  read(source) {
    const tree = jsonOf(source)
    const config = asTree(tree['monitoring_config'])
    const features = list(tree['features'])
    if (features.length === 0) throw new Failure('BAD_REQUEST', 'The file has no features')
    return { columns: features.flatMap(one => columnOf(one, config) ?? []), notes: notesOf(config) }
  },
})

function columnOf(feature: unknown, config: unknown): ImportedColumn | null {
  const name = text(field(feature, 'name'))
  if (name === null) return null
  const own = { ...asTree(config), ...asTree(field(feature, 'monitoring_config_overrides')) }
  const thresholds = {
    wrong: number(own['datatype_check_threshold']) ?? thresholdDefault,
    outside: number(own['domain_content_threshold']) ?? thresholdDefault,
  }
  const type = text(field(feature, 'inferred_type')) ?? ''
  return { name, content: contents.get(type) ?? null, constraints: constraintsOf(feature, contents.has(type), thresholds) }
}

function constraintsOf(feature: unknown, typed: boolean, { wrong, outside }: Thresholds): Constraints {
  const completeness = number(field(feature, 'completeness'))
  const values = list(field(feature, 'string_constraints', 'domains')).filter(value => typeof value === 'string')
  const positive = field(feature, 'num_constraints', 'is_non_negative') === true
  return {
    ...(completeness === null ? {} : { completeness: { minimum: completeness, origin } }),
    ...(typed ? { type: { wrong, origin } } : {}),
    ...(positive ? { range: { minimum: 0, maximum: null, outside: 0, origin } } : {}),
    ...(values.length > 0 ? { domain: { values, outside, origin } } : {}),
  }
}

function notesOf(config: unknown): string[] {
  const threshold = number(field(config, 'distribution_constraints', 'comparison_threshold'))
  return threshold === null ? [] : [`its drift threshold ${threshold} is not taken over: drift is judged within the budget of false alarms`]
}
