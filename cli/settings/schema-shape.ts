/** The keywords of JSON Schema that our settings use, as plain data. */
export interface SchemaShape {
  readonly type?: string
  readonly description?: string
  readonly default?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly SchemaShape[]
  readonly properties?: Readonly<Record<string, SchemaShape>>
  readonly patternProperties?: Readonly<Record<string, SchemaShape>>
  readonly additionalProperties?: boolean
  readonly required?: readonly string[]
  readonly items?: SchemaShape
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
}

/** What each entry of a map holds. */
export const entryOf = ({ patternProperties }: SchemaShape): SchemaShape | undefined => Object.values(patternProperties ?? {})[0]
