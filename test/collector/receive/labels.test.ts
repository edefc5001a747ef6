import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { latestSchema, readDeclaration } from '../../../collector/store/store.ts'
import { type Plain, protobufRequest } from './otlp-bytes.ts'
import { metricOf, openForFile } from './receiver.ts'

const opened = openForFile()

const atNs = 1_793_527_200_000_000_000n // 2026-11-01T10:00:00Z
const event = (name: string, attributes: Readonly<Record<string, Plain>>, timeNs = atNs) =>
  fetch(`${opened.url}/v1/logs`, {
    method: 'POST',
    body: new Uint8Array(protobufRequest([{ event: name, timeNs, attributes: Object.entries(attributes) }])),
    headers: { 'content-type': 'application/x-protobuf' },
  })
const infer = (id: string) =>
  event('ml.inference', {
    'ml.model.name': 'late',
    'ml.model.version': '1',
    'ml.inference.id': id,
    'ml.inference.batch.size': 2n,
    'ml.inputs': { map: [['distance', [100, 2000]]] },
    'ml.outputs': { map: [['score', [0.1, 0.9]]] },
    'ml.entity.ids': [`${id}-x`, `${id}-y`],
  })
const post = (type: string, body: string | Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${opened.url}/api/v1/labels`, { method: 'POST', body, headers: { 'content-type': type, ...headers } })

interface StoredLabel {
  readonly row: number
  readonly text: string
  readonly model: string
  readonly label: string
  readonly at: string
}
const labelsOf = (ref: string) =>
  opened.engine.read<StoredLabel>(
    `SELECT l.row AS row, l.text AS text, l.model AS model, l.label AS label, toString(toUnixTimestamp64Nano(l.ts)) AS at FROM labels AS l FINAL
    INNER JOIN (SELECT DISTINCT id FROM rows_1 WHERE ref = {ref:String}) AS r ON r.id = l.id ORDER BY row, label`,
    { ref },
  )

it('takes a truth that claims to be known in the future for one of now, says so, and lets the next one correct it', async () => {
  await infer('ahead')
  const item = (value: string, more: object) => ({ inferenceId: 'ahead', value, ...more })
  const sent = [item('no', { knownAt: '2031-01-01T00:00:00Z' }), item('no', { label: 'other', knownAt: '2026-11-24T12:01:00Z' })]
  const answer = await post('application/json', JSON.stringify({ items: sent }))
  expect(await answer.json()).toMatchObject({
    accepted: 2,
    refusedCount: 0,
    hints: expect.arrayContaining(['1 of 2 labels say that they become known later than now: the time of receipt stands for it']),
  })
  expect(await metricOf(opened.registry, 'plimsoll_ahead_records_total')).toBe(1)
  await post('application/json', JSON.stringify({ items: [item('yes', {})] }))
  expect((await labelsOf('ahead')).map(label => [label.label, label.text])).toEqual([
    ['', 'yes'],
    ['other', 'no'],
  ])
})

describe('POST /api/v1/labels', () => {
  it.each([
    [
      'application/json',
      (id: string) =>
        JSON.stringify({
          items: [
            { inferenceId: id, row: 0, value: 'no' },
            { inferenceId: id, row: 1, value: 'yes' },
          ],
        }),
    ],
    ['application/x-ndjson', (id: string) => `{"inferenceId":"${id}","value":"no"}\n{"inferenceId":"${id}","row":1,"value":"yes"}\n`],
    ['text/csv', (id: string) => `inferenceId,row,value\n${id},0,no\n${id},1,yes\n`],
  ])('stores %s beside its rows', async (type, body) => {
    const id = `form ${type}`
    await infer(id)
    const answer = await post(type, body(id))
    expect([answer.status, await answer.json()]).toEqual([200, { accepted: 2, refusedCount: 0, refused: [], hints: [] }])
    expect(await labelsOf(id)).toEqual([
      { row: 0, text: 'no', model: 'late', label: '', at: String(atNs) },
      { row: 1, text: 'yes', model: 'late', label: '', at: String(atNs) },
    ])
  })

  it('takes the good ones and refuses the others by their place', async () => {
    await infer('mixed')
    const lines = [
      'inferenceId,row,value,knownAt',
      'mixed,0,no,2026-11-02T00:00:00Z',
      'mixed,first,yes,',
      'mixed,1,yes,yesterday',
      'mixed,1,yes,2026-11-02T00:00:00Z',
      ',1,yes,',
    ]
    const answer = await post('text/csv', lines.join('\n'))
    expect([answer.status, await answer.json()]).toEqual([
      200,
      {
        accepted: 2,
        refusedCount: 3,
        refused: [
          { index: 1, message: 'row must be integer' },
          { index: 2, message: 'knownAt must be an RFC 3339 time from 1970 to 2262, such as 2026-11-24T09:30:00Z' },
          { index: 4, message: 'Give either inferenceId or entityId' },
        ],
        hints: [],
      },
    ])
    expect((await labelsOf('mixed')).map(label => label.text)).toEqual(['no', 'yes'])
    expect(await metricOf(opened.registry, 'plimsoll_received_labels_total', { outcome: 'refused' })).toBe(3)
  })

  it('the same labels again change nothing', async () => {
    await infer('again')
    const body = '{"items":[{"inferenceId":"again","value":1,"knownAt":"2026-11-02T00:00:00Z"}]}'
    await post('application/json', body)
    await post('application/json', body)
    expect(await labelsOf('again')).toHaveLength(1)
  })

  it('keeps labels of entities', async () => {
    const answer = await post('application/json', '{"items":[{"entityId":"nobody-yet","value":true}]}')
    expect(await answer.json()).toMatchObject({ accepted: 1 })
    const [found] = await opened.engine.read<{ rows: string }>("SELECT count() AS rows FROM pending FINAL WHERE entity = 'nobody-yet' AND text = 'true'")
    expect(found?.rows).toBe('1')
  })

  it.each([
    {
      case: 'of no declared name',
      model: 'late',
      label: 'truth',
      hint: 'no name is declared for the label of "late"; declare this one as its label, or send it without a name',
    },
    { case: 'of another name than is declared', model: 'churn', label: 'chruned', hint: 'the label of "churn" is "churned"' },
    { case: 'that no model declares', label: 'chruned', hint: 'no model declares it; there is "churned" of "churn"' },
    { case: 'as declared', model: 'churn', label: 'churned', hint: null },
    { case: 'that some model declares', label: 'churned', hint: null },
    { case: 'of a model that nobody knows', model: 'unknown', label: 'truth', hint: null },
    { case: 'without a name', model: 'churn', hint: null },
  ])('takes a label $case, and says so where it will judge nothing', async ({ model, label, hint }) => {
    await infer('hinted')
    const put = await fetch(`${opened.url}/api/v1/models/churn`, {
      method: 'PUT',
      body: '{"label":"churned"}',
      headers: { 'content-type': 'application/json' },
    })
    expect(put.status).toBe(200)
    const answer = await post('application/json', JSON.stringify({ items: [{ entityId: 'hinted', value: 1, model, label }] }))
    const hints = hint === null ? [] : [`label "${label}" is kept and judges nothing: ${hint}`]
    expect([answer.status, await answer.json()]).toEqual([200, { accepted: 1, refusedCount: 0, refused: [], hints }])
  })

  it('takes gzip, names at most 100 of the refused, and has limits', async () => {
    const many = Array.from({ length: 150 }, () => '{}').join('\n')
    const answer = await post('application/x-ndjson', new Uint8Array(gzipSync(many)), { 'content-encoding': 'gzip' })
    const { refusedCount, refused } = (await answer.json()) as { refusedCount: number; refused: unknown[] }
    expect([refusedCount, refused.length]).toEqual([150, 100])
    expect((await post('application/x-ndjson', '{}\n'.repeat(100_001))).status).toBe(413)
  })

  it.each([
    ['application/json', '[]', 400, 'BAD_REQUEST'],
    ['application/json', '{"items":[', 400, 'BAD_REQUEST'],
    ['text/csv', 'inferenceId,truth\na,1', 400, 'BAD_REQUEST'],
    ['text/plain', 'a', 415, 'UNSUPPORTED_MEDIA'],
  ])('refuses %s %s', async (type, body, status, code) => {
    const answer = await post(type, body)
    expect([answer.status, await answer.json()]).toEqual([status, { code, message: expect.stringMatching(/./), retry: false }])
  })
})

it('an ml.label event is a label', async () => {
  await infer('event')
  const answer = await event('ml.label', { 'ml.inference.id': 'event', 'ml.label.values': ['no', 'yes'], 'ml.label.name': 'late' })
  expect(answer.status).toBe(200)
  expect((await labelsOf('event')).map(({ row, label, text }) => [row, label, text])).toEqual([
    [0, 'late', 'no'],
    [1, 'late', 'yes'],
  ])
})

describe('PUT /api/v1/models/{model}', () => {
  const put = (model: string, body: string) =>
    fetch(`${opened.url}/api/v1/models/${encodeURIComponent(model)}`, { method: 'PUT', body, headers: { 'content-type': 'application/json' } })

  it('is stored, and holds for the rows that come next', async () => {
    await infer('before')
    const answer = await put('late', '{"task":"binary_classification","score":"score","label":"late","context":["distance"]}')
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { model: 'late', declaration: { task: 'binary_classification', score: 'score', label: 'late', context: ['distance'] } },
    ])
    await infer('after')
    const schema = await latestSchema(opened.engine, 'late', '1')
    expect([schema?.task, schema?.label, schema?.columns.find(column => column.name === 'distance')?.role]).toEqual([
      'binary_classification',
      'late',
      'context',
    ])
  })

  it('knows models by any name', async () => {
    const name = 'a/b \'c\' "d" é'
    expect((await put(name, '{"task":"regression"}')).status).toBe(200)
    expect(await readDeclaration(opened.engine, name)).toEqual({ task: 'regression' })
  })

  it.each([
    ['{"tsak":"regression"}', '"tsak" is not a key of a declaration'],
    ['{"segments":"region"}', 'segments must be array'],
    ['{"__proto__":{}}', '"__proto__" is not a key of a declaration'],
    ['[]', 'A declaration must be an object'],
    ['{', 'The body is not valid JSON'],
  ])('refuses %s', async (body, message) => {
    const answer = await put('late', body)
    expect([answer.status, await answer.json()]).toEqual([400, { code: 'BAD_REQUEST', message, retry: false }])
  })
})
