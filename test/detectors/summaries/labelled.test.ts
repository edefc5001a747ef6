import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ModelSchema, type ScoresSummary, tables } from '../../../contract/index.ts'
import { absentText } from '../../../detectors/summaries/absent.ts'
import { groupsOfLines, groupsRead, type LabelledLine, labelledRead, scoresOfLines } from '../../../detectors/summaries/labelled-read.ts'
import { labelledInsert } from '../../../detectors/summaries/labelled-select.ts'
import { scoresFromRows } from '../../../detectors/summaries/scores.ts'
import { openTemporaryStore, start } from './table.ts'

interface Row {
  readonly second: number
  readonly score: number
  /** Null: no label has come; missing: one that says nothing. */
  readonly label: '0' | '1' | 'yes' | 'missing' | null
  readonly decision: '0' | '1'
  readonly region: string
  readonly weight: number
}

const schemaOf = (number: number, weighted: boolean): ModelSchema => ({
  model: "it's",
  version: '1',
  number,
  task: 'binary_classification',
  columns: [
    { name: 'p', physical: 'f_1', type: 'numeric', side: 'output', role: 'score', reason: 'test', segment: false },
    { name: 'class', physical: 'c_2', type: 'category', side: 'output', role: 'class', reason: 'test', segment: false },
    { name: 'region', physical: 'c_3', type: 'category', side: 'segment', role: 'segment', reason: 'test', segment: true },
  ],
  positive: '1',
  label: 'truth',
  groups: [{ column: 'region', advantaged: 'north' }],
  weighted,
})

const row = fc.record({
  second: fc.integer({ min: 0, max: 2 * 3600 - 1 }),
  score: fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 0, max: 1000 }).map(cell => cell / 1000) }, fc.constantFrom(0, 1, Number.NaN)),
  label: fc.constantFrom('0' as const, '1' as const, 'yes' as const, 'missing' as const, null),
  decision: fc.constantFrom('0' as const, '1' as const),
  region: fc.constantFrom('north', 'south', 'sea'),
  weight: fc.integer({ min: 1, max: 8 }).map(quarters => quarters / 4),
})

const idOf = (at: number): string => `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`

/** The label `yes` is neither the positive class nor a number: it is a negative. */
const scored = (list: readonly Row[], weighted: boolean): ScoresSummary =>
  scoresFromRows(
    list.map(({ score, label, decision, weight }) => ({
      score,
      y: label === null || label === 'missing' ? null : label === '1',
      decision: decision === '1',
      weight: weighted ? weight : 1,
    })),
  )

/** Scores of the twin moved to the middle of their cells; 1 has a cell of its own. */
const celled = (summary: ScoresSummary): ScoresSummary => ({
  ...summary,
  scores: summary.scores.map(score => (score === 1 ? 1 : (Math.floor(score * 1000) + 0.5) / 1000)),
  resolution: summary.resolution + 1 / 1000,
})

function expectScores(got: ScoresSummary, want: ScoresSummary): void {
  expect({ ...got, logLoss: null, brier: null }).toEqual({ ...want, logLoss: null, brier: null })
  for (const at of [0, 1] as const) {
    expect(got.logLoss[at]).toBeCloseTo(want.logLoss[at], 8)
    expect(got.brier[at]).toBeCloseTo(want.brier[at], 8)
  }
}

test.each([false, true])('labelled hours are what the twin makes of the same rows (weighted: %s)', async weighted => {
  const engine = await openTemporaryStore()
  let number = 0
  const check = async (list: readonly Row[]) => {
    const schema = schemaOf(++number, weighted)
    const weight = weighted ? ', weight Float64' : ''
    await engine.write(
      `CREATE TABLE rows_${number} (id UUID, row UInt32, ts DateTime64(9, 'UTC'), f_1 Float64, c_2 LowCardinality(String), c_3 LowCardinality(String)${weight}) ENGINE = MergeTree ORDER BY ts`,
    )
    await engine.write(`TRUNCATE TABLE ${tables.labels}`)
    const nanoseconds = (one: Row) => BigInt(start + one.second) * 1_000_000_000n
    const ts = { name: 'ts', type: "DateTime64(9, 'UTC')" }
    if (list.length > 0) {
      await engine.insert(`rows_${number}`, {
        rows: list.length,
        columns: [
          { name: 'id', type: 'UUID', values: list.map((_, at) => idOf(at)) },
          { name: 'row', type: 'UInt32', values: list.map((_, at) => at % 3) },
          { ...ts, values: list.map(nanoseconds) },
          { name: 'f_1', type: 'Float64', values: Float64Array.from(list, one => one.score) },
          { name: 'c_2', type: 'LowCardinality(String)', values: list.map(one => one.decision) },
          { name: 'c_3', type: 'LowCardinality(String)', values: list.map(one => one.region) },
          ...(weighted ? [{ name: 'weight', type: 'Float64', values: Float64Array.from(list, one => one.weight) }] : []),
        ],
      })
    }
    const known = list.map((one, at) => [one, at] as const).filter(([one]) => one.label !== null)
    if (known.length > 0) {
      await engine.insert(tables.labels, {
        rows: known.length,
        columns: [
          { name: 'model', type: 'LowCardinality(String)', values: known.map(() => schema.model) },
          { name: 'label', type: 'LowCardinality(String)', values: known.map(() => 'truth') },
          { name: 'id', type: 'UUID', values: known.map(([, at]) => idOf(at)) },
          { name: 'row', type: 'UInt32', values: known.map(([, at]) => at % 3) },
          { ...ts, values: known.map(([one]) => nanoseconds(one)) },
          { name: 'text', type: 'LowCardinality(String)', values: known.map(([one]) => (one.label === 'missing' ? absentText.missing : one.label)) },
          { name: 'number', type: 'Float64', values: known.map(([one]) => Number(one.label)) },
        ],
      })
    }
    const statement = labelledInsert({ schema, panes: [start, start + 3600], segments: new Map([['c_3', ['north', 'south']]]), version: 1 })
    if (!statement) throw new Error('a score is labelled')
    await engine.write(statement.sql, statement.params)

    const span = { schema: number, spans: [{ from: start, to: start + 7200 }], sliceSeconds: null }
    const read = async (segment: { column: string; value: string } | null) => {
      const { sql, params } = labelledRead({ ...span, segment })
      return scoresOfLines(await engine.read<LabelledLine>(sql, params))
    }
    const usable = list.filter(one => !Number.isNaN(one.score))
    if (usable.length === 0) return
    expectScores(await read(null), celled(scored(list, weighted)))
    const other = usable.filter(one => one.region === 'sea')
    if (other.length > 0) expectScores(await read({ column: 'c_3', value: absentText.other }), celled(scored(other, weighted)))

    const groups = groupsRead(span, 'c_3')
    const pairs = groupsOfLines(await engine.read<{ value: string; rows: number; positives: number }>(groups.sql, groups.params), 'north')
    const sizes = (region: string) => {
      const own = usable.filter(one => one.region === region)
      return [own.length, own.filter(one => one.decision === '1').length]
    }
    const south = pairs.find(({ group }) => group === 'south')
    if (usable.some(one => one.region === 'south')) expect(south?.counts).toEqual([...sizes('north'), ...sizes('south')])
  }
  await fc.assert(fc.asyncProperty(fc.array(row, { maxLength: 40 }), check), { numRuns: 12 })
})

test('a label that changes its mind leaves nothing of the old hour behind', async () => {
  const engine = await openTemporaryStore()
  const schema = schemaOf(1, false)
  await engine.write(
    `CREATE TABLE rows_1 (id UUID, row UInt32, ts DateTime64(9, 'UTC'), f_1 Float64, c_2 LowCardinality(String), c_3 LowCardinality(String)) ENGINE = MergeTree ORDER BY ts`,
  )
  await engine.write(`INSERT INTO rows_1 SELECT '${idOf(1)}', 0, fromUnixTimestamp(${start}), 0.25, '1', 'north'`)
  const label = (text: string, knownAt: number) =>
    engine.write(`INSERT INTO ${tables.labels} (model, label, id, row, ts, text, number, known_at)
      SELECT 'it''s', 'truth', '${idOf(1)}', 0, fromUnixTimestamp(${start}), '${text}', ${text}, fromUnixTimestamp(${knownAt})`)
  const make = async (version: number) => {
    const statement = labelledInsert({ schema, panes: [start], segments: new Map(), version })
    if (statement) await engine.write(statement.sql, statement.params)
    const { sql, params } = labelledRead({ schema: 1, spans: [{ from: start, to: start + 3600 }], sliceSeconds: null, segment: null })
    return scoresOfLines(await engine.read<LabelledLine>(sql, params)).confusion
  }
  await label('1', start + 10)
  expect(await make(1)).toEqual([1, 0, 0, 0])
  await label('0', start + 20)
  expect(await make(2)).toEqual([0, 1, 0, 0])
})
