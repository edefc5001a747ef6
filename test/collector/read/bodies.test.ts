import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { DetectorBody, Model, ModelDetail, Row } from '../../../collector/read/bodies.ts'
import { Alert, Signal } from '../../../contract/index.ts'
import { hostile } from './seed.ts'
import { serveSeeded } from './served.ts'

const { json } = serveSeeded()

describe('bodies', () => {
  it('a model says its rows, labels, span and verdict', async () => {
    const { items, next } = await json('/api/v1/models')
    expect([items.length, next]).toEqual([3, null])
    for (const item of items) expect(Value.Errors(Model, item)).toEqual([])
    const delays = items.find((item: { model: string }) => item.model === 'delays')
    expect(delays).toEqual({
      model: 'delays',
      versions: [{ version: '3', rows: 25, labelled: 3, firstEventAt: '2001-03-04T12:00:00.000Z', lastEventAt: '2001-03-04T12:24:00.000Z' }],
      rows: 25,
      labelled: 3,
      verdict: 'alarm', // Alert a1 is open.
    })
  })

  it('a signal is what the contract says and no more, its latest revision, newest window first', async () => {
    const { items } = await json('/api/v1/signals?limit=1000')
    for (const item of items) {
      expect(Value.Errors(Signal, item)).toEqual([])
      expect(Object.keys(item).sort()).toEqual(Object.keys(Signal.properties).sort())
    }
    const late = items.filter((item: Signal) => item.subject === 'late')
    expect(late.map((item: Signal) => [item.revision, item.verdict])).toEqual([[2, 'calm']])
    const ends = items.map((item: Signal) => item.window.to)
    expect(ends).toEqual(ends.toSorted().toReversed())
  })

  it.each([
    ['subject=carrier', 2],
    ['subject=carrier&segment=', 1],
    ['segment=origin%3DORD', 1],
    ['detector=drift%2Fpsi', 1],
    ['verdict=alarm', 1],
    ['model=delays&subject=distance', 30],
    ['model=delays&subject=distance&from=2001-03-04T12:05:00Z&to=2001-03-04T12:15:00Z', 2],
    [`subject=${encodeURIComponent(hostile[0] as string)}`, 1],
    [`subject=${encodeURIComponent(hostile[2] as string)}`, 1],
  ])('signals by %s: %i', async (query, count) => {
    expect((await json(`/api/v1/signals?limit=1000&${query}`)).items).toHaveLength(count)
  })

  it('alerts are those of the contract, latest revision, newest first', async () => {
    const { items } = await json('/api/v1/alerts')
    for (const item of items) expect(Value.Errors(Alert, item)).toEqual([])
    expect(items.map((item: Alert) => [item.id, item.state, item.revision])).toEqual([
      ['a2', 'resolved', 2],
      ['a1', 'open', 1],
    ])
    expect((await json('/api/v1/alerts?state=open')).items.map((item: Alert) => item.id)).toEqual(['a1'])
    expect(await json('/api/v1/alerts/a2')).toMatchObject({ id: 'a2', state: 'resolved' })
  })

  it('rows carry the names of their sender', async () => {
    const { items } = await json('/api/v1/rows?model=delays&limit=1000')
    for (const item of items) expect(Value.Errors(Row, item)).toEqual([])
    expect(items).toHaveLength(25)
    expect(items[0]).toMatchObject({ inferenceId: 'request 24', row: 0, at: '2001-03-04T12:24:00.000Z', outputs: { score: 0.96 } })
    expect(Object.entries(items[0].inputs)).toEqual([
      ['distance', 24],
      ['__proto__', 'kind 0'],
    ])
    expect(items[21].inputs.distance).toBeNull() // Infinity has no JSON.
  })

  it('detectors are those of the registry, and the metrics of the configuration', async () => {
    const { items } = await json('/api/v1/detectors')
    for (const item of items) expect(Value.Errors(DetectorBody, item)).toEqual([])
    expect(items.map((item: { name: string; deciding: boolean }) => [item.name, item.deciding])).toEqual([
      ['drift/gtest', true],
      ['drift/psi', false],
      ['custom/far', true],
    ])
  })

  it.each(['/api/v1/signals?subject=distance&model=delays', '/api/v1/rows?model=delays', '/api/v1/alerts?version=3'])(
    '%s: pages join to the whole',
    async url => {
      const whole = (await json(`${url}&limit=1000`)).items
      const parts: unknown[] = []
      let next: string | null = null
      do {
        const page: { items: unknown[]; next: string | null } = await json(`${url}&limit=7${next ? `&next=${next}` : ''}`)
        expect(page.items.length).toBeLessThanOrEqual(7)
        parts.push(...page.items)
        ;({ next } = page)
      } while (next !== null && parts.length < 100)
      expect(parts).toEqual(whole)
    },
  )
})

describe('columns', () => {
  it('one model says of each column its type, its role, and why', async () => {
    const split = await json('/api/v1/models/split')
    expect(Value.Errors(ModelDetail, split)).toEqual([])
    const common = { segment: false, pending: false }
    const text = { type: 'category', physicalType: 'LowCardinality(String)' }
    expect(split.versions).toMatchObject([{ version: '1', rows: 1, task: 'other', positive: null, label: null }])
    expect(split.versions[0].columns).toEqual([
      { ...common, ...text, name: 'origin', side: 'input', role: 'feature', reason: 'first values are texts; an input, so a feature', segment: true },
      {
        ...common,
        name: 'distance',
        side: 'input',
        type: 'numeric',
        physicalType: 'Float64',
        role: 'context',
        reason: 'first values are numbers; declared',
      },
      { ...common, ...text, name: 'region', side: 'segment', role: 'segment', reason: 'segments are texts; sent as a segment', segment: true },
    ])
    expect(split.versions[0].missingOutputs).toEqual([{ name: 'p_late', role: 'score', reason: 'no outputs have come' }])
    const delays = await json('/api/v1/models/delays')
    expect(delays.versions[0].missingOutputs).toEqual([])
    expect(delays.versions[0].columns.at(-1)).toMatchObject({ name: 'score', role: 'score', reason: 'first values are numbers; named like a score' })
    expect(delays.versions[0].columns[1].name).toBe('__proto__')
  })

  it('a row says by which values it is split: those of declared columns, and those that were sent beside', async () => {
    const { items } = await json('/api/v1/rows?model=split')
    expect(items.map((item: { inputs: object; segments: object }) => [item.inputs, item.segments])).toEqual([
      [
        { origin: 'ORD', distance: 7 },
        { origin: 'ORD', region: 'north' },
      ],
    ])
  })
})
