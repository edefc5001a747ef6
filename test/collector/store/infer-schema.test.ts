import { describe, expect, it } from 'vitest'
import { inferSchema, type ObservedColumn } from '../../../collector/store/infer-schema.ts'
import type { ColumnSide, ModelDeclaration, ModelSchema } from '../../../contract/index.ts'

const column = (side: ColumnSide, name: string, ...values: unknown[]): ObservedColumn => ({ side, name, values })
const bounds = { columnsMax: 100, mayGrow: true }
const infer = (columns: readonly ObservedColumn[], declaration: ModelDeclaration = {}, before: ModelSchema | null = null, task: string | null = null) =>
  inferSchema({ model: 'm', version: '1', columns, task, weighted: false }, declaration, before, bounds)
const one = (side: ColumnSide, name: string, ...values: unknown[]) => infer([column(side, name, ...values)]).schema.columns[0]

describe('type of a column', () => {
  it.each([
    ['numbers', [1, 2.5], 'numeric'],
    ['texts', ['a'], 'category'],
    ['truth', [true], 'category'],
    ['numbers among nulls', [null, undefined, 3], 'numeric'],
    ['a stray text among numbers', [1, 'N/A', 2], 'numeric'],
    ['as many texts as numbers', [1, 'a'], 'category'],
    ['NaN', [Number.NaN], 'numeric'],
    ['whole numbers that a double holds', [2n ** 53n], 'numeric'],
    ['whole numbers that a double rounds', [2n ** 53n + 1n], 'category'],
  ])('of %s', (_, values, type) => expect(one('input', 'x', ...values)).toMatchObject({ type, physical: type === 'numeric' ? 'f_1' : 'c_1' }))

  it('is open while there is no value', () => expect(one('input', 'x', null, null)).toMatchObject({ pending: true }))
  it.each([
    ['lists of lists', [[1, 2]]],
    ['lists of texts', ['a', 'b']],
    ['empty lists', []],
    ['lists of nothing', [null]],
    ['lists that are too long for an embedding', Array(4_097).fill(1)],
    ['objects', new Map()],
  ])('of %s does not exist', (_, value) => expect(infer([column('input', 'x', value)]).schema.columns).toEqual([]))
  it('of vectors is a category, marked as such, and stays so', () => {
    const { schema } = infer([column('input', 'x', null, [1, 2.5], [3, null])])
    expect(schema.columns).toMatchObject([
      { type: 'category', vectors: true, physical: 'c_1', reason: 'first values are lists of numbers; an input, so a feature' },
    ])
    expect(infer([column('input', 'x', 'text')], {}, schema)).toMatchObject({ schema: { columns: schema.columns }, change: 'none' })
    // A person's word is the last, and then a list is no number.
    expect(infer([], { types: { x: 'numeric' } }, schema).schema.columns[0]).not.toHaveProperty('vectors')
  })
  it('of vectors that come after no value at all is found then', () => {
    const { schema } = infer([column('input', 'x', null)])
    expect(infer([column('input', 'x', [1, 2])], {}, schema).schema.columns).toMatchObject([{ type: 'category', vectors: true, physical: 'c_1' }])
  })
  it('of a declared column is the declared one', () => {
    const { schema } = infer([column('input', '__proto__', 1), column('input', 'x', 1)], { types: { ['__proto__']: 'category' } })
    expect(schema.columns.map(({ type }) => type)).toEqual(['category', 'numeric'])
  })
})

describe('declared contents', () => {
  it.each([
    // What hardly repeats is judged by no value; how numbers and texts are stored is left as it came.
    ['timestamp', 1, 'numeric', 'context'],
    ['timestamp', '2026-01-31', 'category', 'context'],
    ['identifier', 7, 'numeric', 'ignore'],
    ['ignore', 1, 'numeric', 'ignore'],
    ['text', 'a', 'category', 'feature'],
    ['embedding', '[1, 2]', 'category', 'feature'],
    ['boolean', 1, 'numeric', 'feature'],
    ['integer', 'a', 'numeric', 'feature'],
    ['categorical', 1, 'category', 'feature'],
    ['category', 1, 'category', 'feature'],
  ] as const)('%s, sent as %j, is stored as %s with the role %s', (content, value, type, role) => {
    const { schema } = infer([column('input', 'x', value)], { types: { x: content } })
    expect(schema.columns[0]).toMatchObject({ type, role })
  })

  it('give way to what the column is declared to be for', () => {
    const { schema } = infer([column('input', 'x', 'a')], { entity: 'x', types: { x: 'identifier' } })
    expect(schema.columns[0]?.role).toBe('entity')
  })
})

describe('role of a column', () => {
  it.each([
    ['input', 'age', 1, 'feature'],
    ['input', 'hour', 1, 'context'],
    ['input', 'dayOfWeek', 'Mon', 'context'],
    ['input', 'is_weekend', true, 'context'],
    ['input', 'customer_id', 'c1', 'ignore'],
    ['input', 'humidity', 1, 'feature'],
    ['output', 'score', 0.5, 'score'],
    ['output', 'churnProbability', 0.5, 'score'],
    ['output', 'prediction', 0.5, 'score'],
    ['output', 'prediction', 'yes', 'class'],
    ['output', 'predicted_class', 1, 'class'],
    ['output', 'anything', 0.5, 'score'],
    ['segment', 'region', 'eu', 'segment'],
  ] as const)('%s %s of %j is %s', (side, name, value, role) => expect(one(side, name, value)).toMatchObject({ role }))

  it('score and class go to one output each, by name before company', () => {
    const outputs = [column('output', 'margin', 3), column('output', 'p_score', 0.3), column('output', 'why', 'rule 7'), column('output', 'label', 'yes')]
    const { schema } = infer(outputs)
    expect(schema.columns.map(({ role }) => role)).toEqual(['output', 'score', 'output', 'class'])
  })

  it('goes by declaration first, and says so', () => {
    const declaration = { score: 'a', class: 'c', entity: 'customer_id', context: ['age'], ignore: ['note'] }
    const names = [
      column('output', 'a', 1),
      column('output', 'score', 1),
      column('output', 'c', 1),
      column('input', 'customer_id', 1),
      column('input', 'age', 1),
      column('input', 'note', 1),
    ]
    const { schema } = infer(names, declaration)
    expect(schema.columns.map(({ role }) => role)).toEqual(['score', 'output', 'class', 'entity', 'context', 'ignore'])
    expect(schema.columns[0]?.reason).toBe('first values are numbers; declared')
    expect(schema.columns[2]).toMatchObject({ type: 'category' })
  })

  it('splits by eight columns at most, the declared ones first', () => {
    const sent = Array.from({ length: 9 }, (_, at) => column('segment', `s${at}`, 'x'))
    const { schema } = infer([...sent, column('input', 'declared', 1)], { segments: ['declared'] })
    expect(schema.columns.filter(({ segment }) => segment).map(({ name }) => name)).toEqual(['s0', 's1', 's2', 's3', 's4', 's5', 's6', 'declared'])
  })
})

describe('task and positive class', () => {
  it.each([
    ['a share', [column('output', 'score', 0.2, 1)], 'binary_classification', null],
    ['other numbers', [column('output', 'prediction', 0.2, 17)], 'regression', null],
    ['a share and two classes', [column('output', 'score', 0.2), column('output', 'class', 'no', 'yes')], 'binary_classification', 'yes'],
    ['whole classes', [column('output', 'score', 0.2), column('output', 'class', 0, 1)], 'binary_classification', '1'],
    ['many classes', [column('output', 'label', 'a', 'b', 'c')], 'multiclass_classification', null],
    ['nothing', [], 'other', null],
  ] as const)('of %s', (_, columns, task, positive) => expect(infer(columns).schema).toMatchObject({ task, positive }))

  it('as sent, unless declared', () => {
    const columns = [column('output', 'prediction', 1, 0)]
    expect(infer(columns, {}, null, 'binary_classification').schema).toMatchObject({
      task: 'binary_classification',
      positive: '1',
      columns: [{ role: 'class' }],
    })
    expect(infer(columns, { task: 'regression', positive: '0' }, null, 'ranking').schema).toMatchObject({
      task: 'regression',
      positive: '0',
    })
  })
})

describe('change of a schema', () => {
  const { schema: first } = infer([column('input', 'a', 1), column('input', 'open', null)])
  const before = { ...first, number: 5 }

  it.each([
    ['the same columns', [column('input', 'a', 2)], {}, 'none'],
    ['a value of another type', [column('input', 'a', 'text')], {}, 'none'],
    ['a value for an open column', [column('input', 'open', 'x')], {}, 'revision'],
    ['a new role', [], { ignore: ['a'] }, 'revision'],
    ['a new column', [column('input', 'b', 2)], {}, 'table'],
    ['the same name on the other side', [column('output', 'a', 2)], {}, 'table'],
    ['another declared type', [], { types: { a: 'category' } }, 'table'],
  ] as const)('by %s', (_, columns, declaration, change) => {
    const after = infer(columns, declaration as ModelDeclaration, before)
    expect(after.change).toBe(change)
    expect(after.schema.number).toBe(change === 'table' ? 0 : 5)
  })

  it('never beyond the bounds', () => {
    const seen = { model: 'm', version: '1', columns: [column('input', 'b', 2)], task: null, weighted: false }
    expect(inferSchema(seen, {}, before, { columnsMax: 100, mayGrow: false })).toMatchObject({ change: 'none' })
    expect(inferSchema(seen, {}, before, { columnsMax: 2, mayGrow: true })).toMatchObject({ change: 'none' })
  })

  it('keeps weights once there were any', () => {
    const weighted = inferSchema({ model: 'm', version: '1', columns: [], task: null, weighted: true }, {}, before, bounds)
    expect(weighted).toMatchObject({ change: 'revision', schema: { weighted: true, number: 5 } })
    expect(infer([], {}, weighted.schema)).toMatchObject({ change: 'none' })
  })
})
