import { pino } from 'pino'
import { Registry } from 'prom-client'
import { Type } from 'typebox'
import { collectorSections } from '../../collector/config.ts'
import { type Collector, startCollector } from '../../collector/main.ts'
import { readSettings } from '../../contract/index.ts'
import { version } from '../command/version.ts'
import { answerCalls } from './calls.ts'

/** Child process: the collector, as `plimsoll collector` starts it. */
let collector: Collector | null = null

answerCalls(
  {
    async start(sections: Readonly<Record<string, unknown>>) {
      const config = readSettings(Type.Object(collectorSections), [{ value: sections, where: path => path.join('.') }])
      collector = await startCollector(config, { log: pino({ level: 'warn' }), registry: new Registry(), clock: Date.now, code: version() })
      return { inward: collector.inward, outward: collector.outward }
    },
    tick: async () => collector?.tick(),
  },
  async () => collector?.close(),
)
