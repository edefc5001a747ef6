import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { declareModel, type Engine, latestSchema, listSignals, StoreSettings } from '../../../collector/store/store.ts'
import type { Baseline } from '../../../collector/watch/baseline.ts'
import type { Watch } from '../../../collector/watch/watch.ts'
import { defaults } from '../../../contract/index.ts'
import { dayMs } from './flights.ts'
import { openWritten, perDay, rolls, sendDay, signalsOfDay, twoDays, type Written } from './written.ts'

let collector: Written
let engine: Engine
let watch: Watch
let baseline: Baseline

const roll = rolls(11)
/** Four numbers, the first from 0.5 to 1.5, the others from -0.5 to 0.5. */
const vector = (): number[] => Array.from({ length: 4 }, (_, at) => roll(1_000_001) / 1_000_000 - (at === 0 ? -0.5 : 0.5))
const normOf = (numbers: readonly number[]): number => Math.hypot(...numbers)
const days: number[][][] = []

const pastVectors = (): number[][] => [...(days[0] ?? []), ...(days[1] ?? [])]
/** Cosines to the mean of the vectors of the baseline. */
function cosinesOf(vectors: readonly (readonly number[])[]): number[] {
  const past = pastVectors()
  const centroid = [0, 1, 2, 3].map(at => past.reduce((sum, one) => sum + (one[at] ?? 0), 0) / past.length)
  return vectors.map(vector => vector.reduce((sum, x, at) => sum + x * (centroid[at] ?? 0), 0) / (normOf(vector) * normOf(centroid)))
}

async function send(day: number, vectorOf: (row: number) => number[]): Promise<void> {
  const vectors = Array.from({ length: perDay }, (_, row) => vectorOf(row))
  days[day] = vectors
  await sendDay(collector.receiver.url, day, row => ({
    embedding: vectors[row] ?? [],
    // The same as a sender may also have it: a list of numbers as text.
    asText: JSON.stringify(vectors[row]),
    ...(day === 0 && row < 20 ? { pixels: Array<number>(4_097).fill(row) } : {}),
  }))
}

beforeAll(async () => {
  collector = await openWritten()
  engine = collector.engine
  watch = collector.watch
  for (const day of [0, 1]) await send(day, vector)
  baseline = await watch.learn({ model: 'opinions', version: '1', span: twoDays, reason: 'for the test' })
  await send(2, vector)
  // 1 in 10 comes from an encoder that failed, 1 in 10 from another one, 1 in 10 points the other way; all others are twice as long.
  await send(3, row => [() => [0, 0, 0, 0], () => [...vector(), 0.1], () => vector().map(x => -x)][row % 10]?.() ?? vector().map(x => 2 * x))
  await send(4, vector)
  await watch.tick()
}, 120_000)
afterAll(() => collector.close())

const columnOf = (name: string) => baseline.columns.find(column => column.name === name)

describe('vectors in production', () => {
  it('are stored whole where they came as lists of numbers; what is longer than an embedding is kept beside', async () => {
    const schema = await latestSchema(engine, 'opinions', '1')
    expect(schema?.columns.map(({ name, role, vectors }) => [name, role, vectors])).toEqual([
      ['embedding', 'feature', true],
      ['asText', 'feature', undefined],
      ['score', 'score', undefined],
    ])
    const [row] = await engine.read<{ text: string; pixels: string }>(`SELECT c_1 text, spill['pixels'] pixels FROM rows_1 ORDER BY ts, row LIMIT 1`)
    expect([JSON.parse(row?.text ?? ''), (JSON.parse(row?.pixels ?? '') as number[]).length]).toEqual([days[0]?.[0], 4_097])
  })

  it.each(['embedding', 'asText'])('%s has a norm, a dimension and no zero in the baseline', name => {
    expect(columnOf(name)).toMatchObject({ content: 'embedding', contentOrigin: 'inferred', rows: 2 * perDay, wrong: 0 })
    const norms = pastVectors().map(normOf)
    expect(columnOf(`${name}.norm`)?.numeric?.mean).toBeCloseTo(norms.reduce((sum, one) => sum + one, 0) / norms.length, 12)
    const cosines = cosinesOf(pastVectors())
    expect(columnOf(`${name}.cosine`)?.numeric?.mean).toBeCloseTo(cosines.reduce((sum, one) => sum + one, 0) / cosines.length, 5)
    expect(columnOf(`${name}.dimension`)?.category?.top).toEqual([['4', 2 * perDay]])
    expect(columnOf(`${name}.zero`)?.category?.top).toEqual([['no', 2 * perDay]])
  })

  it('raise no alarm on a day like those before', async () => {
    const { items } = await listSignals(engine, { verdict: 'alarm' }, { limit: 1_000 })
    expect(items.filter(({ window }) => Date.parse(window.to) <= twoDays.toMs + dayMs).map(({ series, window }) => [series, window])).toEqual([])
  })

  it.each(['embedding', 'asText'])('%s is judged by its norm, its dimension and zero vectors', async name => {
    const asked = await Promise.all(['norm', 'dimension', 'zero', 'cosine'].map(one => signalsOfDay(engine, 3, `${name}.${one}`)))
    const alarms = new Map(asked.flat().flatMap(one => (one.verdict === 'alarm' ? [[`${one.detector} ${one.subject}`, [one.n, one.value]] as const] : [])))
    // 1,920 ÷ 10 = 192 of each.
    expect(alarms.get(`quality/unseen ${name}.dimension`)).toEqual([perDay, 192 / perDay])
    expect(alarms.get(`quality/unseen ${name}.zero`)).toEqual([perDay, 192 / perDay])
    expect([...alarms.keys()]).toContain(`drift/mean-score ${name}.norm`)
    // Of those that have one: of the usual dimension, and not zero.
    const known = cosinesOf(pastVectors())
    const cosines = cosinesOf((days[3] ?? []).filter(one => one.length === 4 && normOf(one) > 0))
    const outside = cosines.filter(one => one < Math.min(...known) || one > Math.max(...known)).length
    expect(outside).toBeGreaterThanOrEqual(192)
    expect(alarms.get(`quality/range ${name}.cosine`)).toEqual([perDay - 2 * 192, outside / (perDay - 2 * 192)])
  })
})

describe('what people say of a column', () => {
  it('turns derived columns off, and on again', async () => {
    const said = async (types: Readonly<Record<string, 'ignore' | 'categorical' | 'embedding'>>) => {
      await declareModel(engine, { model: 'opinions', declaration: { types: { ...types } } }, defaults(StoreSettings), Date.now())
      await watch.tick()
      const { columns } = await watch.learn({ model: 'opinions', version: '1', span: twoDays, reason: 'said anew' })
      return columns.map(column => column.name)
    }
    expect(await said({ embedding: 'ignore', asText: 'categorical' })).toEqual(['score', 'asText'])
    const all = ['score', 'asText.norm', 'embedding', 'asText', 'asText.cosine', 'asText.dimension', 'asText.zero']
    expect((await said({ embedding: 'categorical', asText: 'embedding' })).toSorted()).toEqual(all.toSorted())
  }, 60_000)
})
