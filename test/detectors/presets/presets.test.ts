import { describe, expect, it } from 'vitest'
import type { PresetColumn, PresetOptions, PresetSummary } from '../../../contract/index.ts'
import { presets } from '../../../detectors/presets/index.ts'
import { absentText } from '../../../detectors/summaries/absent.ts'
import { categoryFromArray } from '../../../detectors/summaries/category.ts'
import { numericFromArray } from '../../../detectors/summaries/numeric.ts'

const numeric: Readonly<Record<string, PresetSummary>> = {
  empty: numericFromArray([]),
  missing: numericFromArray([Number.NaN, Number.NaN]),
  'one row': numericFromArray([3]),
  constant: numericFromArray([2, 2, 2, 2]),
  infinite: numericFromArray([1, Infinity, -Infinity, 2]),
  plain: numericFromArray([1, 2, 3, 4, 5, 6, 7, 8.5]),
}
const category: Readonly<Record<string, PresetSummary>> = {
  empty: categoryFromArray([]),
  missing: categoryFromArray([absentText.missing]),
  'one row': categoryFromArray(['a']),
  odd: categoryFromArray(['__proto__', 'constructor', "'", '\0']),
  plain: categoryFromArray(['a', 'b', 'b', 'c', 'a']),
}

const pairs = [numeric, category].flatMap(sides =>
  Object.entries(sides).flatMap(([before, reference]) => Object.entries(sides).map(([after, current]) => ({ before, after, reference, current }))),
)

describe.each([...presets.values()].map(preset => [preset.name, preset] as const))('%s', (_, preset) => {
  it.each(pairs)('says something sayable of $before against $after', ({ reference, current }) => {
    const asked: readonly PresetOptions[] = [{}, { methods: Object.keys(preset.methods) }]
    for (const options of asked) {
      const column: PresetColumn = { name: 'x', reference, current, chunks: [reference, current] }
      const readings = preset.readings([column], options)
      expect(readings.length).toBeGreaterThan(0)
      for (const { value, pValue, threshold, verdict, notes } of readings) {
        for (const number of [value, pValue, threshold]) expect(number === null || Number.isFinite(number)).toBe(true)
        // A statistic may be infinite, and then says so.
        if (verdict === 'alarm') expect(value !== null || notes.includes('infinite')).toBe(true)
        if (pValue !== null) expect(pValue).toBeGreaterThanOrEqual(0)
      }
    }
  })
})

it('a preset is never the other way about: what moved far alarms, what did not is calm', () => {
  const rows = Array.from({ length: 3000 }, (_, at) => (at * 7919) % 3001)
  const [reference, current] = [numericFromArray(rows), numericFromArray(rows.map(value => value + 2500))]
  const chunks = [0, 1, 2, 3].map(part => numericFromArray(rows.filter((_, at) => at % 4 === part)))
  for (const preset of presets.values()) {
    const moved = preset.readings([{ name: 'x', reference, current, chunks }])
    expect(
      moved.some(({ verdict }) => verdict === 'alarm'),
      preset.name,
    ).toBe(true)
    const still = preset.readings([{ name: 'x', reference, current: chunks[1] as PresetSummary, chunks }])
    expect(
      still.filter(({ verdict }) => verdict === 'alarm'),
      preset.name,
    ).toEqual([])
  }
})
