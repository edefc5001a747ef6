import { expect, test } from 'vitest'
import { categoryFromArray } from '../../../detectors/summaries/category.ts'
import { embeddingFromArray, vectorPlan } from '../../../detectors/summaries/vectors.ts'
import { ask, expectAlike, knownOf, onTables, text, weightsOf } from './asked.ts'
import { insertRows, openTemporaryStore, schemaOf } from './table.ts'

test.each([false, true])('vectors (weighted: %s)', weighted =>
  onTables(weighted, text, async (engine, rows, request) => {
    const texts = rows.map(row => row.text)
    const baseline = new Map([['category', new Map([['__proto__', categoryFromArray(['[1,2]', '[2,-1]'])]])]])
    const found = await ask(engine, 'embedding', { request, known: knownOf(request.columns, baseline) })
    // By hand: the mean of (1, 2) and (2, −1).
    const plan = { dimension: 2, centroid: [1.5, 0.5] }
    expect(vectorPlan(categoryFromArray(['[1,2]', '[2,-1]', 'none']).counts)).toEqual(plan)
    if (rows.length === 0) {
      expect(found.size).toBe(0)
      return
    }
    expectAlike(found.get('c_2'), embeddingFromArray(texts, plan, weightsOf(rows, weighted)))
  }),
)

test('vectors of many dimensions have squares only', async () => {
  const engine = await openTemporaryStore()
  const schema = schemaOf(1, false)
  const long = (from: number): string => JSON.stringify(Array.from({ length: 70 }, (_, at) => (from + at) / 8))
  const texts = [long(0), long(-30), '[1]']
  await insertRows(
    engine,
    schema,
    texts.map((one, second) => ({ second, x: 0, text: one, segment: 'north', weight: 1 })),
  )
  const request = { table: 'rows_1', columns: schema.columns, weighted: false, span: null, segment: null }
  const counts = categoryFromArray([long(0)])
  const found = await ask(engine, 'embedding', { request, known: knownOf(schema.columns, new Map([['category', new Map([['__proto__', counts]])]])) })
  expect(found.get('c_2')).toMatchObject({ dimension: 70, diagonal: true, wrongDimension: 1 })
  expectAlike(found.get('c_2'), embeddingFromArray(texts, vectorPlan(counts.counts) ?? { dimension: 0, centroid: [] }))
})
