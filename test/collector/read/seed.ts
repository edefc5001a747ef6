import {
  appendAlerts,
  declareModel,
  type Engine,
  ensureSchema,
  insertLabels,
  insertRows,
  insertSignals,
  type JudgedSignal,
} from '../../../collector/store/store.ts'
import type { Alert } from '../../../contract/index.ts'
import { alarmAt, hourMs, minuteMs, noonMs, signalOf, type Wish } from '../alert/signals.ts'
import { sampleBlock } from '../store/sample.ts'

/** Names that break what treats names as code. */
export const hostile = ['__proto__', 'a"b', "x'; DROP TABLE alerts; --", 'zoë\n', '{x:String}']

const uuid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

export function judged(number: number, wish: Wish, change: Partial<JudgedSignal> = {}): JudgedSignal {
  const signal = signalOf({ ...wish, id: uuid(number) })
  const length = { [5 * minuteMs]: '5m', [hourMs]: '1h', [24 * hourMs]: '24h' }[wish.lengthMs ?? 5 * minuteMs] as string
  const series = `${signal.detector}|${signal.subject}|${signal.segment}`
  const made = { settings: 'a1b2', seed: null, code: '0.1.0', engine: '26.7.2' }
  return { ...signal, made, schema: 1, series, length, deciding: true, budget: 'columns', T: 1, v: 1, nu: 1, phi: 1, digest: BigInt(number), ...change }
}

const alertOf = (id: string, change: Partial<Alert> = {}): Alert => ({
  id,
  state: 'open',
  severity: 'warning',
  title: 'distance of delays 3: distribution moved',
  model: 'delays',
  version: '3',
  openedAt: new Date(noonMs).toISOString(),
  onsetAt: new Date(noonMs - hourMs).toISOString(),
  resolvedAt: null,
  revision: 1,
  signals: [alarmAt(noonMs)],
  links: {},
  ...change,
})

/** Two models with rows, labels, signals and alerts. */
export async function seed(engine: Engine): Promise<void> {
  const settings = { columnsMax: 100, schemasMax: 10, durability: 'page-cache' as const }
  for (const model of ['delays', hostile[2] as string]) {
    const columns = [
      { name: 'distance', side: 'input' as const, values: [1] },
      { name: '__proto__', side: 'input' as const, values: ['a'] },
      { name: 'score', side: 'output' as const, values: [0.5] },
    ]
    const schema = await ensureSchema(engine, { model, version: '3', columns, task: null, weighted: false }, settings, noonMs)
    const rows = Array.from({ length: 25 }, (_, index) => ({
      id: `request ${index}`,
      atNs: BigInt(noonMs + index * minuteMs) * 1_000_000n,
      values: new Map<string, number | string>([
        ['distance', index === 3 ? Number.POSITIVE_INFINITY : index],
        ['__proto__', `kind ${index % 2}`],
        ['score', index / 25],
      ]),
    }))
    await insertRows(engine, schema, sampleBlock(schema, rows))
  }
  const label = { row: 0, entityId: null, label: '', value: true, knownAtNs: BigInt(noonMs) * 1_000_000n, eventTimeNs: null, model: 'delays' }
  await insertLabels(
    engine,
    [0, 1, 2].map(index => ({ ...label, inferenceId: `request ${index}` })),
    noonMs,
  )
  await seedSplit(engine, settings)
  await insertSignals(engine, signals(), 1n)
  await insertSignals(engine, [judged(102, { toMs: noonMs, subject: 'late', revision: 2, verdict: 'calm' })], 90n)
  const records = [
    { kind: 'opened' as const, alert: alertOf('a1') },
    { kind: 'opened' as const, alert: alertOf('a2', { model: 'other', severity: 'critical', openedAt: new Date(noonMs + hourMs).toISOString() }) },
    {
      kind: 'resolved' as const,
      alert: alertOf('a2', { model: 'other', severity: 'critical', state: 'resolved', revision: 2, openedAt: new Date(noonMs + hourMs).toISOString() }),
    },
  ]
  await appendAlerts(engine, { sequence: 1n, cursor: '0', folds: [], records })
}

/** A model that is split by a column of its declaration and by a segment that its sender names. */
async function seedSplit(engine: Engine, settings: Parameters<typeof declareModel>[2]): Promise<void> {
  await declareModel(engine, { model: 'split', declaration: { segments: ['origin'], context: ['distance'], score: 'p_late' } }, settings, noonMs)
  const values = new Map<string, number | string>([
    ['origin', 'ORD'],
    ['distance', 7],
    ['region', 'north'],
  ])
  const columns = [...values].map(([name, value]) => ({ name, side: name === 'region' ? ('segment' as const) : ('input' as const), values: [value] }))
  const schema = await ensureSchema(engine, { model: 'split', version: '1', columns, task: null, weighted: false }, settings, noonMs)
  await insertRows(engine, schema, sampleBlock(schema, [{ id: 'one', atNs: BigInt(noonMs) * 1_000_000n, values }]))
}

const signals = (): JudgedSignal[] => [
  ...Array.from({ length: 30 }, (_, index) => judged(index, { toMs: noonMs + index * 5 * minuteMs })),
  judged(100, { toMs: noonMs, verdict: 'alarm', subject: 'carrier', segment: 'origin=ORD', lengthMs: hourMs }),
  judged(101, { toMs: noonMs, subject: 'carrier', detector: 'drift/psi', verdict: 'unsure', value: null, threshold: null }, { deciding: false }),
  judged(102, { toMs: noonMs, subject: 'late', revision: 1, verdict: 'alarm' }),
  ...hostile.map((subject, index) => judged(200 + index, { toMs: noonMs, subject, model: hostile[2] as string })),
]
