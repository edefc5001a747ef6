import { pino } from 'pino'
import { Registry } from 'prom-client'
import { Type } from 'typebox'
import { startAgent } from '../agent/agent.ts'
import { AgentSettings } from '../agent/settings.ts'
import { environmentSource, readSettings } from '../contract/index.ts'
import { type CommandInput, defineCommand, exitCodes } from './command/command.ts'
import { version } from './command/version.ts'
import { fileSource } from './config/file.ts'
import { flagSource } from './config/flags.ts'

const schema = Type.Object({ agent: AgentSettings })

export default defineCommand({
  name: 'agent',
  summary: 'Stands before a model server, passes its traffic and sends a copy of every inference to the collector',
  examples: [
    'plimsoll agent --upstream http://127.0.0.1:8080',
    'plimsoll agent --upstream http://127.0.0.1:8080 --listen 127.0.0.1:9000 --collector http://127.0.0.1:4318 --model churn --model-version 3',
  ],
  next: 'send the traffic of the model to the address after --listen; what is captured is counted at http://127.0.0.1:9465/metrics.',

  configure: program =>
    void program
      .option('--upstream <url>', 'the model server')
      .option('--listen <host:port>', 'where clients of the model connect')
      .option('--collector <url>', 'where inferences are sent')
      .option('--model <name>', 'name of the model, where the protocol does not carry it')
      .option('--model-version <version>', 'version of the model, where the protocol does not carry it')
      .option('--admin-listen <host:port>', 'health and metrics')
      .option('--insecure', 'let health and metrics listen on other addresses than loopback')
      .option('--config <file>', 'configuration file; plimsoll.yaml if it is there'),

  async run({ options, terminal }) {
    const registry = new Registry()
    const agent = await startAgent(settingsOf(options, terminal), { log: pino(), clock: terminal.clock, registry, version: version() })
    await stopped(terminal.stop)
    await agent.close()
    return exitCodes.done
  },
})

function settingsOf({ config, ...flags }: CommandInput['options'], { env }: CommandInput['terminal']): AgentSettings {
  const known = Object.fromEntries(Object.entries(flags).map(([name, value]) => [`agent.${name}`, value]))
  const ours = flagSource({ 'agent.telemetryEndpoint': env['OTEL_EXPORTER_OTLP_ENDPOINT'] || undefined })
  return readSettings(schema, [ours, fileSource(config as string | undefined), environmentSource(schema, env), flagSource(known)]).agent
}

const stopped = (stop: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (stop.aborted) resolve()
    stop.addEventListener('abort', () => resolve(), { once: true })
  })
