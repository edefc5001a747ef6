import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type TortureCase, tortureCases } from '../../benchmarks/torture/cases.ts'
import { saidOf } from '../../benchmarks/torture/ours.ts'
import { outcomeOf } from '../../benchmarks/torture/verdict.ts'
import type { Reading } from '../../contract/index.ts'
import { runHere } from '../cli/run.ts'

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-torture-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('plimsoll compare, tortured', () => {
  it.each(tortureCases(folder, { columns: 300, categories: 3000 }).map(one => [one.name, one] as const))('says what is true of %s', async (_name, one) => {
    const { code, out, err } = await runHere(['compare', one.reference, one.current, '--json'])
    const said = code === 0 ? saidOf((JSON.parse(out) as { readings: Reading[] }).readings) : { error: err }
    expect(outcomeOf(one, said)).toMatchObject({ kind: 'right' })
    // One sentence, and no stack.
    if (code !== 0) expect(err).toMatch(/^plimsoll: [^\n]+\n$/)
  })
})

describe('the outcome of a torture', () => {
  const moved: TortureCase = { name: '', reference: '', current: '', changed: ['x'], either: ['y'] }
  const broken: TortureCase = { ...moved, changed: [], refusal: { names: /empty/, must: true } }
  it.each([
    [moved, { alarms: ['x', 'y'], silent: [] }, 'right'],
    [moved, { alarms: ['x', 'z'], silent: [] }, 'wrong'],
    [moved, { alarms: [], silent: [] }, 'wrong'],
    [moved, { alarms: [], silent: ['x'] }, 'silent'],
    [moved, { error: 'KeyError: 0' }, 'crashed'],
    [broken, { error: 'the file is empty' }, 'right'],
    [broken, { error: 'cannot reshape' }, 'crashed'],
    [broken, { alarms: [], silent: [] }, 'wrong'],
  ] as const)('is told of %j that said %j: %s', (one, said, kind) => {
    expect(outcomeOf(one, said).kind).toBe(kind)
  })
})
