import { type Static, Type } from 'typebox'
import { AgentSettings } from '../../agent/settings.ts'
import { collectorSections } from '../../collector/config.ts'
import { environmentSource, readSettings, type SettingSource } from '../../contract/index.ts'
import { fileSource } from './file.ts'
import { flagSource } from './flags.ts'

/** The whole of plimsoll.yaml: one file serves the agent and the collector. */
const Config = Type.Object({ agent: AgentSettings, ...collectorSections }, { additionalProperties: false })
export type Config = Readonly<Static<typeof Config>>

export interface ConfigInput {
  /** Path of the file, or undefined for plimsoll.yaml where it is there. */
  readonly file: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  /** By path: `agent.listen`. */
  readonly flags: Readonly<Record<string, unknown>>
  /** Below the file: what other conventions say. */
  readonly fallback?: SettingSource
}

/** File, then environment, then flags; the last one wins. @throws Failure CONFIG naming every wrong setting with its place */
export const readConfig = ({ file, env, flags, fallback }: ConfigInput): Config =>
  readSettings(Config, [...(fallback ? [fallback] : []), fileSource(file), environmentSource(Config, env), flagSource(flags)])
