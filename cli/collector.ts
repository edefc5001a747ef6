import { collectDefaultMetrics, Registry } from 'prom-client'
import type { CollectorConfig } from '../collector/config.ts'
import { type Collector, startCollector } from '../collector/main.ts'
import { paths } from '../contract/index.ts'
import { defineCommand, exitCodes } from './command/command.ts'
import { type Greeting, greet, urlOf } from './command/greet.ts'
import { buildLog } from './command/log.ts'
import { stopped } from './command/stopped.ts'
import { version } from './command/version.ts'
import { readCollectorConfig } from './config/collector-config.ts'
import { collectorFlags } from './config/collector-flags.ts'
import { fileRead } from './config/file.ts'

export default defineCommand({
  name: 'collector',
  summary: 'Takes inferences and labels in, stores and judges them, opens alerts, and answers questions about them',
  examples: ['plimsoll collector', 'plimsoll collector --data ./plimsoll-data --config plimsoll.yaml'],
  next: 'start plimsoll agent beside your model server; http://127.0.0.1:9464/api/v1/models shows what has arrived.',
  configure: program =>
    void program
      .option('--data <folder>', 'folder of the embedded store')
      .option('--store-url <url>', 'ClickHouse server instead of the embedded store')
      .option('--port <number>', 'port of OTLP/HTTP and labels', Number)
      .option('--api-port <number>', 'port of the API and of metrics', Number)
      .option('--config <file>', 'configuration file; plimsoll.yaml if it is there'),

  async run({ options, terminal }) {
    const named = options['config'] as string | undefined
    const file = fileRead(named)
    const log = buildLog(terminal)
    const config = await readCollectorConfig({
      file: named,
      env: terminal.env,
      warn: sentence => log.warn(sentence),
      flags: { 'store.data': options['data'], 'store.url': options['storeUrl'], 'receive.port': options['port'], 'read.port': options['apiPort'] },
      spelled: collectorFlags,
    })
    const registry = new Registry()
    collectDefaultMetrics({ register: registry })
    const declared = declaredIn(file, config)
    log.info({ file }, `configuration: ${declared}`)
    const collector = await startCollector(config, { log, registry, clock: terminal.clock, code: version() })
    greet(terminal, log, greetingOf(config, collector, declared))
    await stopped(terminal.stop)
    await collector.close()
    return exitCodes.done
  },
})

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

/** Which file was read, and how much it declares: a file that is not the one that was meant shows here. */
const declaredIn = (file: string | null, { models, alert }: CollectorConfig): string =>
  `${file ?? 'no file, as there is no plimsoll.yaml here'} (${counted(Object.keys(models).length, 'model')}, ${counted(alert.rules.length, 'alert rule')})`

function greetingOf({ receive, read, store }: CollectorConfig, { inward, outward }: Collector, declared: string): Greeting {
  const [sendTo, ask] = [urlOf(receive.host, inward), urlOf(read.host, outward)]
  return {
    service: 'collector',
    places: [
      ['inferences come in', `${sendTo}${paths.logs} (OTLP/HTTP)`],
      ['labels come in', `${sendTo}${paths.labels}`],
      ['what it knows', `${ask}${paths.models} and ${paths.alerts}`],
      ['metrics', `${ask}${paths.metrics}`],
      ['configuration', declared],
      ['data', store.url === '' ? store.data : store.url],
    ],
    next: `plimsoll agent --upstream ADDRESS-OF-THE-MODEL-SERVER --collector ${sendTo}`,
    end: 'what has come in is stored.',
  }
}
