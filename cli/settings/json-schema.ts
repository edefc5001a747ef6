import type { Root } from './roots.ts'
import type { SchemaShape } from './schema-shape.ts'

/**
 * JSON Schema (2020-12) of the configuration file, for editors and for checks before a start. What has a default, and a section, may be
 * left out, as when settings are read. Settings of protocols and of actions are put in where they stand.
 */
export function jsonSchema(roots: readonly Root[]): SchemaShape & { readonly $schema: string } {
  const inFile = roots.filter(({ path }) => path[0] !== 'detectors')
  const whole = inFile.reduce<SchemaShape>((into, { path, schema }) => put(into, path, plain(schema)), { type: 'object', properties: {} })
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...relaxed({ ...whole, additionalProperties: false }) }
}

/** Without what TypeBox keeps for itself. */
const plain = (schema: SchemaShape): SchemaShape => JSON.parse(JSON.stringify(schema)) as SchemaShape

/** Of two actions either's settings may stand there. */
function put(into: SchemaShape, [step, ...rest]: readonly string[], schema: SchemaShape): SchemaShape {
  if (step === undefined) return joined(into, schema)
  if (step.endsWith('[]')) {
    const list = into.properties?.[step.slice(0, -2)] ?? {}
    return withProperty(into, step.slice(0, -2), { ...list, items: put(list.items ?? {}, rest, schema) })
  }
  return withProperty(closed(into), step, put(into.properties?.[step] ?? {}, rest, schema))
}

const withProperty = (into: SchemaShape, name: string, schema: SchemaShape): SchemaShape => ({ ...into, properties: { ...into.properties, [name]: schema } })

/** A map of anything of which the names are known. */
function closed(schema: SchemaShape): SchemaShape {
  if (!schema.patternProperties) return schema
  const { patternProperties: _anything, ...rest } = schema
  return { ...rest, additionalProperties: false }
}

/** A map of anything gives way to what is known of it, and keeps its sentence and default. */
function joined({ patternProperties: _anything, ...before }: SchemaShape, schema: SchemaShape): SchemaShape {
  if (before.anyOf || before.properties) return { description: before.description ?? '', anyOf: [...(before.anyOf ?? [before]), schema] }
  return { ...schema, ...before }
}

function relaxed(schema: SchemaShape): SchemaShape {
  const { properties, patternProperties, items, anyOf, required } = schema
  return {
    ...schema,
    ...(properties ? { properties: relaxedEach(properties) } : {}),
    ...(patternProperties ? { patternProperties: relaxedEach(patternProperties) } : {}),
    ...(items ? { items: relaxed(items) } : {}),
    ...(anyOf ? { anyOf: anyOf.map(relaxed) } : {}),
    ...(required ? { required: required.filter(key => !isGiven(properties?.[key])) } : {}),
  }
}

const relaxedEach = (schemas: Readonly<Record<string, SchemaShape>>): Record<string, SchemaShape> =>
  Object.fromEntries(Object.entries(schemas).map(([key, schema]) => [key, relaxed(schema)]))

const isGiven = (schema: SchemaShape | undefined): boolean => schema?.default !== undefined || schema?.properties !== undefined
