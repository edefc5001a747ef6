import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { findRows, latestSchema } from '../../../collector/store/store.ts'
import { openForFile } from './receiver.ts'
import { postLogs } from './sender.ts'

const opened = openForFile()

describe('the Python SDK, as recorded', () => {
  const golden = (name: string) => new URL(`../../goldens/foreign/${name}`, import.meta.url)

  it.each(['quiet', 'shifted'] as const)('%s is stored to the last value', async name => {
    const sent = JSON.parse(await readFile(golden('sent.json'), 'utf8')) as Record<string, { headers: Record<string, string>; rows: number; bytes: number }>
    const body = await readFile(golden(`${name}.pb.gz`))
    const { headers, ...expected } = sent[name] as { headers: Record<string, string>; rows: number; bytes: number }
    expect(gunzipSync(body).length).toBe(expected.bytes)
    const answer = await postLogs(opened.url, body, { 'content-type': headers['content-type'] ?? '', 'content-encoding': headers['content-encoding'] ?? '' })
    expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([200, 0])
    const schema = await latestSchema(opened.engine, 'loans', '2026-09')
    if (!schema) throw new Error('no schema')
    const [from, count] = name === 'quiet' ? [0, 72] : [72, 24]
    const ids = Array.from({ length: count }, (_, index) => `foreign-${from + index}`)
    const items = await findRows(opened.engine, schema, ids, 10_000)
    const ages = items.map(row => Number(row.inputs.get('age')))
    expect({
      rows: items.length,
      ageSum: Math.round(ages.reduce((sum, age) => sum + age, 0) * 10) / 10,
      incomeMissing: items.filter(row => row.inputs.get('income') === null).length,
      incomeSum: items.reduce((sum, row) => sum + Number(row.inputs.get('income') ?? 0), 0),
      atlantis: items.filter(row => row.inputs.get('city') === 'Atlantis').length,
    }).toEqual(Object.fromEntries(Object.entries(expected).filter(([key]) => key !== 'bytes' && key !== 'records')))
    expect(new Set(items.map(row => row.segments.get('channel')))).toEqual(new Set(['web', 'branch']))
    expect(schema.columns.filter(column => column.role === 'score' || column.role === 'class').map(column => column.name)).toEqual(['score', 'class'])
  })
})
