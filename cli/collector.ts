import { pino } from 'pino'
import { collectDefaultMetrics, Registry } from 'prom-client'
import { startCollector } from '../collector/main.ts'
import { defineCommand, exitCodes } from './command/command.ts'
import { stopped } from './command/stopped.ts'
import { readCollectorConfig } from './config/collector-config.ts'

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
    const config = await readCollectorConfig({
      file: options['config'] as string | undefined,
      env: terminal.env,
      flags: { 'store.data': options['data'], 'store.url': options['storeUrl'], 'receive.port': options['port'], 'read.port': options['apiPort'] },
      spelled: { 'store.url': '--store-url', 'read.port': '--api-port' },
    })
    const registry = new Registry()
    collectDefaultMetrics({ register: registry })
    const collector = await startCollector(config, { log: pino(), registry, clock: terminal.clock })
    await stopped(terminal.stop)
    await collector.close()
    return exitCodes.done
  },
})
