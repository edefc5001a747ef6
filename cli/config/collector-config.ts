import { Type } from 'typebox'
import { readActions } from '../../collector/alert/alerting.ts'
import { readWith } from '../../collector/alert/with.ts'
import { type CollectorConfig, collectorSections } from '../../collector/config.ts'
import { Failure, readSettings, type SettingSource } from '../../contract/index.ts'
import type { ConfigInput } from './config-input.ts'
import { warnOfUnknown } from './environment.ts'
import { partSource, settingSources } from './sources.ts'

/** The agent's section may stand in the same file; the agent checks it. */
const schema = Type.Object({ ...collectorSections, agent: Type.Optional(Type.Unknown()) }, { additionalProperties: false })

/** The collector's sections of plimsoll.yaml, with the settings of actions. @throws Failure CONFIG naming every wrong setting with its place */
export async function readCollectorConfig(input: ConfigInput): Promise<CollectorConfig> {
  warnOfUnknown(schema, input)
  const sources = settingSources(schema, input)
  const config: CollectorConfig = readSettings(schema, sources)
  await checkRules(config.alert.rules, sources)
  return config
}

async function checkRules(rules: CollectorConfig['alert']['rules'], sources: readonly SettingSource[]): Promise<void> {
  const actions = await readActions()
  for (const [index, rule] of rules.entries()) {
    const path = ['alert', 'rules', String(index)]
    const action = actions.get(rule.action)
    if (!action) {
      const place = partSource(sources, path, rule).where(['action'])
      throw new Failure('CONFIG', `${place}: there is no action ${rule.action}; there is ${[...actions.keys()].join(', ')}`)
    }
    const source = partSource(sources, path, rule)
    readWith(action, { rule, index, place: setting => source.where(['with', ...setting]) })
  }
}
