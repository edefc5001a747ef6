import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'

interface SettingError {
  readonly path: readonly string[]
  /** What the setting must be; it follows the setting's name. Never its value, which may be a secret. */
  readonly sentence: string
}

type SchemaError = ReturnType<typeof Value.Errors>[number]

/** What is wrong with a value, one sentence for each place in it, with the setting's own description. */
export function settingErrors(schema: TSchema, value: unknown): SettingError[] {
  const byPlace = Map.groupBy(Value.Errors(schema, value), error => error.instancePath)
  return [...byPlace].map(([place, errors]) => {
    const path = place.split('/').slice(1).map(unescapePointer)
    // Of a choice, its parts come first and the choice as a whole last.
    const description = descriptionOf(schema, errors.at(-1)?.schemaPath ?? '')
    return { path, sentence: `${wanted(errors)}${description === '' ? '' : ` (${description})`}` }
  })
}

function wanted(errors: readonly SchemaError[]): string {
  const choices = errors.flatMap(allowed)
  if (choices.length > 0) return `must be ${choices.length > 1 ? 'one of ' : ''}${choices.join(', ')}`
  return errors[0]?.keyword === 'pattern' ? 'has not the form that is asked for' : (errors[0]?.message ?? 'is wrong')
}

function allowed(error: SchemaError): string[] {
  if (error.keyword === 'const') return [String(error.params.allowedValue)]
  return error.keyword === 'enum' ? error.params.allowedValues.map(String) : []
}

/** The description of the schema that a path such as `#/properties/agent/properties/listen` leads to. */
function descriptionOf(schema: TSchema, schemaPath: string): string {
  const keys = schemaPath.split('/').slice(1).map(unescapePointer)
  const found = keys.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], schema)
  const description = (found as { readonly description?: unknown } | undefined)?.description
  return typeof description === 'string' ? description : ''
}

/** RFC 6901, section 4. */
const unescapePointer = (key: string): string => key.replaceAll('~1', '/').replaceAll('~0', '~')
