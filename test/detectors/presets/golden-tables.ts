import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { expect } from 'vitest'
import type { PresetMethod, PresetReference, PresetSummary, Said } from '../../../contract/index.ts'
import { presets } from '../../../detectors/presets/index.ts'
import { absentText } from '../../../detectors/summaries/absent.ts'
import { categoryFromArray } from '../../../detectors/summaries/category.ts'
import { numericFromArray } from '../../../detectors/summaries/numeric.ts'

export type Row = Readonly<Record<string, string>>
const here = new URL('../../goldens/', import.meta.url)

function read(folder: URL, name: string): string {
  const packed = new URL(`${name}.gz`, folder)
  return existsSync(packed) ? gunzipSync(readFileSync(packed)).toString() : readFileSync(new URL(name, folder)).toString()
}

/** @returns what the caller says it is: the shapes of goldens are stated by the tests that read them */
export const goldenOf = (name: string, folder = here): unknown => JSON.parse(read(folder, `${name}.json`))
export const tableOf = (name: string, folder = here): Row[] => parse(read(folder, `${name}.csv`), { columns: true })

/** Where COMPAS lies: the table has no licence, so it is not here. */
const given = process.env['PLIMSOLL_GOLDENS']
export const elsewhere = given ? { data: new URL(`file://${given}/data/`), expected: new URL(`file://${given}/expected/`) } : null

export const numbers = (rows: readonly Row[], column: string): PresetSummary =>
  numericFromArray(Float64Array.from(rows, row => (row[column] === '' ? Number.NaN : Number(row[column]))))
export const categories = (rows: readonly Row[], column: string): PresetSummary => categoryFromArray(rows.map(row => row[column] || absentText.missing))

export function methodOf(preset: string, method: string): PresetMethod {
  const found = presets.get(preset)?.methods[method]
  if (!found) throw new Error(`no ${preset}/${method}`)
  return found
}

/** What a method says of two columns, alone in their table. */
export const say = (named: readonly [preset: string, method: string], reference: PresetSummary, current: PresetSummary, columns = 1): Said =>
  methodOf(...named).learn(knownOf(reference), columns)(current)

export const knownOf = (reference: PresetSummary, chunks: readonly PresetSummary[] = []): PresetReference => ({ name: 'x', reference, chunks })

export type Golden = number | null | 'Infinity' | { readonly error: string }

/** As goldens are compared: relative 1e-9 for statistics, 1e-6 for p, absolute 1e-12; what raised has no value. */
export function expectGolden(got: number | null | undefined, want: Golden, rel = 1e-9): void {
  if (want === null || typeof want === 'object') expect(got ?? null).toBeNull()
  else if (want === 'Infinity') expect(got).toBe(Infinity)
  else expect(Math.abs((got ?? Number.NaN) - want), `${got} for ${want}`).toBeLessThanOrEqual(1e-12 + rel * Math.abs(want))
}

export const pRelative = (want: Golden): number => (typeof want === 'number' && want < 1e-12 ? 1e-4 : 1e-6)
