import { Type } from 'typebox'
import { readProtocols } from '../../agent/registry.ts'
import { AgentSettings } from '../../agent/settings.ts'
import { Failure, readSettings, type SettingSource } from '../../contract/index.ts'
import type { ConfigInput } from './config-input.ts'
import { warnOfUnknown } from './environment.ts'
import { partSource, settingSources } from './sources.ts'

/** Sections of the same file that are the collector's: known here by name alone, so that a sidecar need not load a collector. */
const unread = Type.Optional(Type.Unknown())
const schema = Type.Object(
  { agent: AgentSettings, store: unread, receive: unread, watch: unread, alert: unread, read: unread, models: unread },
  { additionalProperties: false },
)

/** The agent's section of plimsoll.yaml, with the settings of protocols. @throws Failure CONFIG naming every wrong setting with its place */
export async function readAgentConfig(input: ConfigInput): Promise<AgentSettings> {
  warnOfUnknown(schema, input)
  const sources = settingSources(schema, input)
  const { agent } = readSettings(schema, sources)
  await checkProtocols(agent.protocols, sources)
  return agent
}

async function checkProtocols(given: AgentSettings['protocols'], sources: readonly SettingSource[]): Promise<void> {
  const known = await readProtocols()
  for (const [name, value] of Object.entries(given)) {
    const part = partSource(sources, ['agent', 'protocols', name], value)
    const protocol = known.get(name)
    if (!protocol) throw new Failure('CONFIG', `${part.where([])}: there is no protocol ${name}; there are ${[...known.keys()].join(', ')}`)
    readSettings(protocol.settings, [part])
  }
}
