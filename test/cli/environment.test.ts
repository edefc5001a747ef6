import { expect, it } from 'vitest'
import { readAgentConfig } from '../../cli/config/agent-config.ts'
import { readCollectorConfig } from '../../cli/config/collector-config.ts'

const warnings = async (read: typeof readAgentConfig | typeof readCollectorConfig, env: Readonly<Record<string, string>>): Promise<string[]> => {
  const said: string[] = []
  await read({ file: undefined, env, flags: {}, warn: sentence => said.push(sentence) })
  return said
}

it('a variable that sets nothing is told, with the nearest one, and is no failure', async () => {
  expect(await warnings(readCollectorConfig, { PLIMSOLL_RECIEVE_PORT: '1' })).toEqual([
    'PLIMSOLL_RECIEVE_PORT: no setting has this variable; did you mean PLIMSOLL_RECEIVE_PORT?',
  ])
  expect(await warnings(readAgentConfig, { PLIMSOLL_AGENT_UPSTEAM: 'http://x' })).toEqual([
    'PLIMSOLL_AGENT_UPSTEAM: no setting has this variable; did you mean PLIMSOLL_AGENT_UPSTREAM?',
  ])
})

it('either service leaves the sections of the other to it', async () => {
  expect(await warnings(readAgentConfig, { PLIMSOLL_STORE_DATA: 'x', PLIMSOLL_ALERT_ANYTHING: 'x' })).toEqual([])
  expect(await warnings(readCollectorConfig, { PLIMSOLL_AGENT_LISTEN: 'x' })).toEqual([])
})

// What Kubernetes sets for a Service "plimsoll" with port 9464: kubernetes.io, "Service", environment variables.
it.each([
  'PLIMSOLL_SERVICE_HOST',
  'PLIMSOLL_SERVICE_PORT',
  'PLIMSOLL_SERVICE_PORT_HTTP',
  'PLIMSOLL_PORT',
  'PLIMSOLL_PORT_9464_TCP',
  'PLIMSOLL_PORT_9464_TCP_ADDR',
  'PLIMSOLL_COLLECTOR_SERVICE_HOST',
  'PLIMSOLL_REEXECUTED',
  'PLIMSOLL_FROM',
  'PLIMSOLL_TEST_CLICKHOUSE_URL',
])('%s is of others', async name => {
  expect(await warnings(readCollectorConfig, { [name]: '1' })).toEqual([])
})
