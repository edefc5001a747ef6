import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect } from 'vitest'
import type { Reading } from '../../../contract/index.ts'
import { type Result, runHere } from '../run.ts'

export const folder = mkdtempSync(join(tmpdir(), 'plimsoll-compare-test-'))
afterAll(() => rmSync(folder, { recursive: true }))
export const write = (name: string, body: string | Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, body)
  return path
}

export const run = (...args: readonly string[]): Promise<Result> => runHere(args)

export interface Document {
  reference: { rows: number }
  current: { rows: number }
  readings: Reading[]
  summary: { alarms: number; unsure: number; columns: number }
}
export const json = async (...args: readonly string[]): Promise<Document> => {
  const { code, out, err } = await run('compare', ...args, '--json')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out) as Document
}
export const pick = ({ readings }: Document, detector: string, subject: string): Reading | undefined =>
  readings.find(one => one.detector === detector && one.subject === subject)

// Reference 0, 1, …, 999; current 500, …, 1499: half of it lies beyond, so D = 0.5 and W1 = 500. The reference's sd (n − 1) is √(1000·1001/12).
export const lines = (from: number, plan: (i: number) => string): string =>
  `amount,plan\n${Array.from({ length: 1000 }, (_, i) => `${from + i},${plan(i)}\n`).join('')}`
export const reference = write(
  'reference.csv',
  lines(0, i => (i % 2 ? 'pro' : 'free')),
)
export const moved = write('moved.csv.gz', gzipSync(lines(500, i => (i % 4 ? 'pro' : ''))))
export const same = write('same.jsonl', Array.from({ length: 1000 }, (_, i) => `{"amount":${i},"plan":"${i % 2 ? 'pro' : 'free'}"}\n`).join(''))
