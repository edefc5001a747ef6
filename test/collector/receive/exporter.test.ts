import { SeverityNumber } from '@opentelemetry/api'
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto'
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base'
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs'
import { expect, it } from 'vitest'
import { findRows, latestSchema } from '../../../collector/store/store.ts'
import { metricOf, openForFile } from './receiver.ts'

const opened = openForFile()

it('stores what the JavaScript SDK and its exporter send', async () => {
  const exporter = new OTLPLogExporter({ url: `${opened.url}/v1/logs`, compression: CompressionAlgorithm.GZIP })
  const provider = new LoggerProvider({ processors: [new BatchLogRecordProcessor({ exporter })] })
  const logger = provider.getLogger('test')
  for (let index = 0; index < 100; index++) {
    logger.emit({
      eventName: 'ml.inference',
      timestamp: new Date(Date.UTC(2026, 10, 1) + index * 1000),
      severityNumber: SeverityNumber.INFO,
      attributes: {
        'ml.model.name': 'sdk',
        'ml.model.version': '1',
        'ml.inference.id': `sdk-${index}`,
        'ml.inference.batch.size': 2,
        // The exporter writes 1.0 as an integer and 1.5 as a double: one column all the same.
        'ml.inputs': { x: [index, index + 0.5], 'null or nan': [null, Number.NaN], word: ['ä', ''] },
        'ml.outputs': { score: [index / 100, Number.POSITIVE_INFINITY] },
      },
    })
  }
  await provider.shutdown()
  expect(await metricOf(opened.registry, 'plimsoll_received_rows_total')).toBe(200)
  const schema = await latestSchema(opened.engine, 'sdk', '1')
  if (!schema) throw new Error('no schema')
  const [first, second] = await findRows(opened.engine, schema, ['sdk-42'])
  expect(first?.atNs).toBe(BigInt(Date.UTC(2026, 10, 1) + 42_000) * 1_000_000n)
  expect([first?.inputs, second?.inputs]).toEqual([
    new Map<string, unknown>([
      ['x', 42],
      ['null or nan', null],
      ['word', 'ä'],
    ]),
    new Map<string, unknown>([
      ['x', 42.5],
      ['null or nan', Number.NaN],
      ['word', ''],
    ]),
  ])
  expect([first?.outputs.get('score'), second?.outputs.get('score')]).toEqual([0.42, Number.POSITIVE_INFINITY])
})
