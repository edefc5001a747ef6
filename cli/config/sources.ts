import type { TObject } from 'typebox'
import { environmentSource, type SettingSource } from '../../contract/index.ts'
import type { ConfigInput } from './config-input.ts'
import { fileSource } from './file.ts'
import { flagSource } from './flags.ts'

/** All sources of a command's settings, the weakest first. @throws Failure CONFIG when the file cannot be read */
export const settingSources = (schema: TObject, { file, env, flags, spelled, fallback }: ConfigInput): SettingSource[] => [
  ...(fallback ? [fallback] : []),
  fileSource(file),
  environmentSource(schema, env),
  flagSource(flags, spelled),
]

/** A part whose schema is known only by what the settings say: its errors stand where the part stands in the source that gave it. */
export function partSource(sources: readonly SettingSource[], path: readonly string[], part: unknown): SettingSource {
  const source = sources.findLast(({ value }) => path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], value) !== undefined)
  return { value: (part ?? {}) as Record<string, unknown>, where: keys => source?.where([...path, ...keys]) ?? path.join('.') }
}
