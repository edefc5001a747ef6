import { Type } from 'typebox'
import { AgentSettings } from '../../agent/settings.ts'
import { environmentSource, readSettings } from '../../contract/index.ts'
import { type ConfigInput } from './config-input.ts'
import { fileSource } from './file.ts'
import { flagSource } from './flags.ts'

/** Sections of the same file that are the collector's: known here by name alone, so that a sidecar need not load a collector. */
const unread = Type.Optional(Type.Unknown())
const schema = Type.Object(
  { agent: AgentSettings, store: unread, receive: unread, watch: unread, alert: unread, read: unread, models: unread },
  { additionalProperties: false },
)

/** The agent's section of plimsoll.yaml. @throws Failure CONFIG naming every wrong setting with its place */
export const readAgentConfig = ({ file, env, flags, fallback }: ConfigInput): AgentSettings =>
  readSettings(schema, [...(fallback ? [fallback] : []), fileSource(file), environmentSource(schema, env), flagSource(flags)]).agent
