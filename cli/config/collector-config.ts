import { Type } from 'typebox'
import { type CollectorConfig, collectorSections } from '../../collector/config.ts'
import { environmentSource, readSettings } from '../../contract/index.ts'
import type { ConfigInput } from './config-input.ts'
import { fileSource } from './file.ts'
import { flagSource } from './flags.ts'

/** The agent's section may stand in the same file; the agent checks it. */
const schema = Type.Object({ ...collectorSections, agent: Type.Optional(Type.Unknown()) }, { additionalProperties: false })

/** The collector's sections of plimsoll.yaml. @throws Failure CONFIG naming every wrong setting with its place */
export const readCollectorConfig = ({ file, env, flags, fallback }: ConfigInput): CollectorConfig =>
  readSettings(schema, [...(fallback ? [fallback] : []), fileSource(file), environmentSource(schema, env), flagSource(flags)])
