import type { TSchema } from 'typebox'
import { readProtocols } from '../../agent/registry.ts'
import { AgentSettings } from '../../agent/settings.ts'
import { readActions } from '../../collector/alert/alerting.ts'
import { collectorSections } from '../../collector/config.ts'
import { detectors } from '../../detectors/index.ts'
import type { SchemaShape } from './schema-shape.ts'

/** A schema and where it stands in the file. */
export interface Root {
  readonly path: readonly string[]
  readonly sentence: string
  readonly schema: SchemaShape
  /** Can the environment set it? Not what is read only once the file has said that it is wanted. */
  readonly environment: boolean
}

const sentences: Readonly<Record<string, string>> = {
  agent: 'The sidecar before a model server',
  store: 'Where everything is kept',
  receive: 'The port where inferences and labels come in',
  watch: 'How what came in is judged',
  alert: 'Who is told of alerts, and how',
  read: 'The port of the API and of metrics',
}

/** Every part of the configuration, each with the schema that its own folder states; then what detectors go by, which no file sets. */
export async function settingRoots(): Promise<Root[]> {
  const sections = Object.entries({ agent: AgentSettings, ...collectorSections }).map(([name, schema]) => root([name], sentences[name], schema))
  const protocols = [...(await readProtocols()).values()].map(({ name, summary, settings }) => part(['agent', 'protocols', name], summary, settings))
  const actions = [...(await readActions()).values()].map(({ name, summary, settings }) =>
    part(['alert', 'rules[]', 'with'], `Where action is ${name}: ${summary}`, settings),
  )
  const own = [...detectors.values()].filter(({ settings }) => Object.keys(settings.properties).length > 0)
  const fixed = own.map(({ name, summary, settings }) => part(['detectors', name], `${summary}; no setting of the file, its default always holds`, settings))
  const [agent, ...others] = sections
  const alert = others.findIndex(({ path }) => path[0] === 'alert') + 1
  return [...(agent ? [agent] : []), ...protocols, ...others.slice(0, alert), ...actions, ...others.slice(alert), ...fixed]
}

const root = (path: readonly string[], sentence: string | undefined, schema: TSchema): Root => {
  const shape: SchemaShape = schema
  return { path, sentence: sentence ?? shape.description ?? '', schema: shape, environment: true }
}
const part = (path: readonly string[], sentence: string, schema: TSchema): Root => ({ ...root(path, sentence, schema), environment: false })
