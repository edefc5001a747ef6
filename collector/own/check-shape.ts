import type { ColumnRole } from '../../contract/index.ts'
import { ownSamples } from './own-samples.ts'

const roles: readonly ColumnRole[] = ['feature', 'score', 'class', 'output', 'entity', 'segment', 'context', 'ignore']
const groups = ['columns', 'performance']

type Fields = Readonly<Record<string, unknown>>
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null
const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== ''
const isFunction = (value: unknown): boolean => typeof value === 'function'
const listOf = (value: unknown, known: readonly string[]): boolean => Array.isArray(value) && value.every(one => known.includes(String(one)))

/** Family and file: `own/above` in above.ts. SQL metrics have the family custom. */
const isName = (value: unknown, file: string): boolean =>
  typeof value === 'string' && /^(?!custom\/)[a-z][a-z0-9-]*\/[a-z0-9][a-z0-9-]*$/.test(value) && value.endsWith(`/${file}`)

function isSettings(value: unknown): boolean {
  if (!isFields(value) || value['type'] !== 'object' || value['additionalProperties'] !== false || !isFields(value['properties'])) return false
  return Object.values(value['properties']).every(one => isFields(one) && isText(one['description']) && 'default' in one)
}

/**
 * What is wrong with how a detector is written, each with what to write instead; nothing of what it does.
 *
 * @param file  name of its file, without the ending
 */
export function shapeErrors(detector: unknown, file: string): string[] {
  if (!isFields(detector)) return ['must export by default what defineDetector of plimsoll/contract returns']
  const kinds = [...ownSamples.keys()]
  const rules: readonly (readonly [boolean, string])[] = [
    [
      isName(detector['name'], file),
      `name must be a family and the name of the file, such as own/${file}, in small letters; custom is the family of watch.metrics`,
    ],
    [isText(detector['summary']), 'summary must say in one sentence what it measures'],
    [isText(detector['unit']), "unit must be a text; '1' for a plain number, 'share' for 0 to 1"],
    [listOf(detector['reads'], kinds) && (detector['reads'] as unknown[]).length > 0, `reads must list one or more of ${kinds.join(', ')}`],
    [listOf(detector['roles'], roles), `roles must list roles of columns: ${roles.join(', ')}; empty where it reads no column`],
    [
      isSettings(detector['settings']),
      'settings must be Type.Object({ … }, { additionalProperties: false }), each with a default and a description; noSettings for none',
    ],
    [isFunction(detector['read']), 'read must be a function of (baseline, window, settings)'],
  ]
  return [...rules.flatMap(([holds, sentence]) => (holds ? [] : [sentence])), ...decidingErrors(detector['deciding'])]
}

function decidingErrors(deciding: unknown): string[] {
  if (deciding === undefined) return []
  if (!isFields(deciding)) return ['deciding must hold frame, tally, decide, matters, limit, exact and group, or be left out']
  const missing = ['frame', 'tally', 'decide', 'matters', 'limit'].filter(name => !isFunction(deciding[name]))
  return [
    ...missing.map(name => `deciding.${name} must be a function`),
    ...(typeof deciding['exact'] === 'boolean' ? [] : ['deciding.exact must be true or false']),
    ...(groups.includes(String(deciding['group'])) ? [] : [`deciding.group must be one of ${groups.join(', ')}`]),
  ]
}
