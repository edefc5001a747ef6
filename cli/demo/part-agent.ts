import { pino } from 'pino'
import { Registry } from 'prom-client'
import { type Agent, startAgent } from '../../agent/agent.ts'
import { AgentSettings } from '../../agent/settings.ts'
import { readSettings } from '../../contract/index.ts'
import { version } from '../command/version.ts'
import { answerCalls } from './calls.ts'

/** Child process: the agent, as `plimsoll agent` starts it. */
let agent: Agent | null = null

answerCalls(
  {
    async start(settings: Readonly<Record<string, unknown>>) {
      const read = readSettings(AgentSettings, [{ value: settings, where: path => path.join('.') }])
      agent = await startAgent(read, { log: pino({ level: 'warn' }), clock: Date.now, registry: new Registry(), version: version() })
      return { port: agent.port, adminPort: agent.adminPort }
    },
  },
  async () => agent?.close(),
)
