import { Registry } from 'prom-client'
import { type Agent, startAgent } from '../agent/agent.ts'
import { addressOf } from '../agent/listen.ts'
import type { AgentSettings } from '../agent/settings.ts'
import { paths } from '../contract/index.ts'
import { defineCommand, exitCodes } from './command/command.ts'
import { type Greeting, greet, urlOf } from './command/greet.ts'
import { buildLog } from './command/log.ts'
import { stopped } from './command/stopped.ts'
import { version } from './command/version.ts'
import { readAgentConfig } from './config/agent-config.ts'
import { flagSource } from './config/flags.ts'

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

  async run({ options: { config, ...flags }, terminal }) {
    const log = buildLog(terminal)
    const settings = await readAgentConfig({
      file: config as string | undefined,
      env: terminal.env,
      warn: sentence => log.warn(sentence),
      flags: Object.fromEntries(Object.entries(flags).map(([name, value]) => [`agent.${name}`, value])),
      fallback: flagSource({ 'agent.telemetryEndpoint': terminal.env['OTEL_EXPORTER_OTLP_ENDPOINT'] || undefined }),
    })
    const agent = await startAgent(settings, { log, clock: terminal.clock, registry: new Registry(), version: version() })
    greet(terminal, log, greetingOf(settings, agent))
    await stopped(terminal.stop)
    await agent.close()
    return exitCodes.done
  },
})

function greetingOf({ listen, adminListen, upstream, collector }: AgentSettings, { port, adminPort }: Agent): Greeting {
  const proxy = urlOf(addressOf(listen).host, port)
  return {
    service: 'agent',
    places: [
      ['clients connect to', proxy],
      ['the model server is', upstream],
      ['copies are sent to', collector],
      ['health and metrics', urlOf(addressOf(adminListen).host, adminPort) + paths.metrics],
    ],
    next: `send the traffic of the model to ${proxy} instead of ${upstream}`,
    end: 'requests under way are answered first.',
  }
}
