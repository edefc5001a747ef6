import { rmSync } from 'node:fs'
import { type Engine, ensureSchema, makePanes, openStore, quoted, readSlices, StoreSettings } from '../../collector/store/store.ts'
import { type Detector, dayMs, defaults, hourMs, type ModelSchema, rowTable, type Summary } from '../../contract/index.ts'
import { judge, levelsOf } from '../../detectors/calibration/judge.ts'
import { independentNoise } from '../../detectors/calibration/noise.ts'
import { detectors } from '../../detectors/index.ts'

const startMs = Date.UTC(2026, 0, 5)

/** CPU seconds of what a collector does with a stored day beside a stored baseline. */
export interface PaneFigures {
  /** The day's panes read and judged by every detector that decides; the baseline is held. */
  readonly verdict: number
  /** The day's rows made into hour panes, distinct states included. */
  readonly profile: number
  /** The same with panes for every value of three segment columns. */
  readonly segmented: number
  /** Verdicts reached, so that nobody times nothing. */
  readonly verdicts: number
}

/** @param files  Parquet: the baseline's day, and the day that is judged, `n…` numbers and `c…` categories @param data  a folder that is made and removed */
export async function measurePanes(files: readonly string[], data: string, rounds: number): Promise<PaneFigures> {
  const settings = { ...defaults(StoreSettings), data, durability: 'page-cache' as const, readMemoryBytesMax: 2 ** 31 }
  const engine = await openStore(settings, Date.now)
  try {
    const schema = await schemaOf(engine, files[0] ?? '', settings)
    for (const [day, file] of files.entries()) await loadDay(engine, schema, file, startMs + day * dayMs)
    return await figuresOf(engine, schema, rounds)
  } finally {
    await engine.close()
    rmSync(data, { recursive: true, force: true })
  }
}

async function schemaOf(engine: Engine, file: string, settings: StoreSettings): Promise<ModelSchema> {
  await engine.write(`CREATE TABLE bench_fields ENGINE = Memory EMPTY AS SELECT * FROM file(${quoted(file)}, 'Parquet')`)
  const fields = await engine.read<{ name: string }>(`SELECT name FROM system.columns WHERE table = 'bench_fields' ORDER BY position`)
  const columns = fields.map(({ name }) => ({ name, side: 'input' as const, values: [name.startsWith('n') ? 0.5 : 'v1'] }))
  return ensureSchema(engine, { model: 'speed', version: '1', columns, task: null, weighted: false }, settings, 0)
}

/** The rows of a file, spread evenly over a day. */
const loadDay = (engine: Engine, schema: ModelSchema, file: string, fromMs: number): Promise<void> => {
  const into = schema.columns.map(({ physical }) => physical).join(', ')
  const values = schema.columns.map(({ name, type }) => (type === 'numeric' ? `assumeNotNull(${name})` : `toString(assumeNotNull(${name}))`)).join(', ')
  const from = `file(${quoted(file)}, 'Parquet')`
  return engine.write(
    `INSERT INTO ${rowTable(schema)} (id, ts, ${into}) SELECT generateUUIDv4(), fromUnixTimestamp64Milli(${fromMs} + intDiv(rowNumberInAllBlocks() * ${dayMs}, (SELECT count() FROM ${from}))), ${values} FROM ${from}`,
  )
}

async function figuresOf(engine: Engine, schema: ModelSchema, rounds: number): Promise<PaneFigures> {
  const grids = await gridsOf(engine, schema)
  const segments = new Map(schema.columns.filter(({ type }) => type === 'category').map(({ physical }) => [physical, ['v0', 'v1', 'v2', 'v3', 'v4']] as const))
  const whole = { number: 1, grids, segments: new Map<string, readonly string[]>() }
  const cut = { ...whole, number: 2, segments: new Map([...segments].slice(0, 3)) }
  const day = (at: number) => Array.from({ length: 24 }, (_, hour) => startMs + at * dayMs + hour * hourMs)
  let version = 0
  const make = (of: typeof whole, at: number) => makePanes(engine, schema, of, { stepSeconds: 3600, startsMs: day(at), version: ++version })
  await make(whole, 0)
  const profile = await cpuSeconds(rounds, () => make(whole, 1))
  const segmented = await cpuSeconds(rounds, () => make(cut, 1))
  const read = (at: number) =>
    readSlices(
      engine,
      schema,
      { ...whole, names: new Map() },
      { stepSeconds: 3600, spans: [{ fromMs: startMs + at * dayMs, toMs: startMs + (at + 1) * dayMs }], sliceMs: null, segments: false },
    )
  const baseline = (await read(0))[0]?.columns ?? new Map<string, Summary>()
  const verdictsOf = judgeBy([...detectors.values()], baseline)
  let verdicts = 0
  const verdict = await cpuSeconds(rounds, async () => {
    verdicts = verdictsOf((await read(1))[0]?.columns ?? new Map())
  })
  return { verdict, profile, segmented, verdicts }
}

/** Centre and scale by the baseline, as a collector learns them: median, and quartiles over 1.349. */
async function gridsOf(engine: Engine, schema: ModelSchema): Promise<Map<string, { center: number; scale: number }>> {
  const numeric = schema.columns.filter(({ type }) => type === 'numeric').map(({ physical }) => physical)
  const quantiles = numeric.map(physical => `quantiles(0.25, 0.5, 0.75)(${physical})`).join(', ')
  const [found] = await engine.read<{ all: [number, number, number][] }>(`SELECT [${quantiles}] AS all FROM ${rowTable(schema)}`)
  return new Map(numeric.map((physical, at) => [physical, gridOf(found?.all[at] ?? [0, 0, 0])]))
}

const gridOf = ([first, center, third]: readonly [number, number, number]) => ({ center, scale: (third - first) / 1.349 || 1 })

/** What the baseline teaches is worked out once, as in the collector. @returns a function that counts the verdicts it has reached */
function judgeBy(all: readonly Detector[], baseline: ReadonlyMap<string, Summary>): (window: ReadonlyMap<string, Summary>) => number {
  const levels = levelsOf(independentNoise, 1e-4)
  const series = Array.from(baseline, ([physical, before]) =>
    all.flatMap(({ deciding, reads, roles }) => {
      if (!deciding || !roles.includes('feature') || !reads.includes(before.kind)) return []
      const frame = deciding.frame(before)
      return [{ physical, deciding, frame, tally: deciding.tally(frame, before) }]
    }),
  ).flat()
  return window =>
    series.filter(({ physical, deciding, frame, tally }) => {
      const now = window.get(physical)
      if (!now) return false
      const decision = deciding.decide(frame, tally, deciding.tally(frame, now), 1)
      const base = decision.rate ? decision.rate.baselineHits / decision.rate.baselineRows : 0
      return judge(decision, levels, { matters: deciding.matters(base), limit: deciding.limit(base) }).verdict !== undefined
    }).length
}

/** Median of rounds, after one that warms. */
async function cpuSeconds(rounds: number, work: () => Promise<void>): Promise<number> {
  await work()
  const found: number[] = []
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage()
    await work()
    const { user, system } = process.cpuUsage(before)
    found.push((user + system) / 1e6)
  }
  return found.sort((a, b) => a - b)[rounds >> 1] ?? Number.NaN
}
