import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'

interface SettingError {
  readonly path: readonly string[]
  /** The same, or where it should stand when it is missing. */
  readonly place: readonly string[]
  /** What the setting must be; it follows the setting's name. Never its value, which may be a secret. */
  readonly sentence: string
}

type SchemaError = ReturnType<typeof Value.Errors>[number]

/** What is wrong with a value, one sentence for each place in it, with the setting's own description. */
export function settingErrors(schema: TSchema, value: unknown): SettingError[] {
  const byPlace = Map.groupBy(Value.Errors(schema, value), error => error.instancePath)
  return [...byPlace].flatMap(([pointer, errors]) => {
    const place = pointer.split('/').slice(1).map(unescapePointer)
    const missing = missingOf(errors)
    if (missing.length > 0) return missing.map(({ name, schemaPath }) => ({ path: [...place, name], place, sentence: `is missing${told(schema, schemaPath)}` }))
    // Of a choice, its parts come first and the choice as a whole last.
    return [{ path: place, place, sentence: `${wanted(errors)}${told(schema, errors.at(-1)?.schemaPath ?? '')}` }]
  })
}

/** Settings that one place lacks; of a choice it is not known which of its parts was meant. */
function missingOf(errors: readonly SchemaError[]): { name: string; schemaPath: string }[] {
  if (!errors.every(error => error.keyword === 'required')) return []
  return errors.flatMap(({ schemaPath, params }) =>
    params.requiredProperties.map(name => ({ name, schemaPath: `${schemaPath}/properties/${name.replaceAll('~', '~0').replaceAll('/', '~1')}` })),
  )
}

function told(schema: TSchema, schemaPath: string): string {
  const description = descriptionOf(schema, schemaPath)
  return description === '' ? '' : ` (${description})`
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
