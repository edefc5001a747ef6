import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runCommand } from '../run.ts'

// Real processes: what a file may import, and whether its types are erased, is for Node to say.

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-backtest-own-'))
afterAll(() => rmSync(folder, { recursive: true }))

const folderWith = (name: string, source: string): string => {
  const path = join(folder, name)
  mkdirSync(path)
  writeFileSync(join(path, `${name}.ts`), source)
  return path
}
const example = join(folder, 'example')
mkdirSync(example)
copyFileSync(new URL('../../../examples/detectors/above.ts', import.meta.url), join(example, 'above.ts'))

// 20 windows of 400 rows: 20 values above 1000 in each, in the last two 200.
const miles = join(folder, 'miles.csv')
writeFileSync(miles, `miles\n${Array.from({ length: 8_000 }, (_, row) => `${row % 400 < (row < 7_200 ? 20 : 200) ? 1_500 : 500}\n`).join('')}`)
const backtest = (...more: readonly string[]) => runCommand(['backtest', miles, '--window-rows', '400', '--baseline-rows', '4000', ...more])

describe('plimsoll backtest --detector-folder', () => {
  it('replays detectors of a folder too', async () => {
    const { code, out, err } = await backtest('--detector-folder', example, '--detectors', 'own/above', '--json')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const { alarms } = JSON.parse(out) as { alarms: { detector: string; value: number; window: { from: number } }[] }
    expect(alarms.map(({ detector, window }) => [detector, window.from])).toEqual([
      ['own/above', 7_200],
      ['own/above', 7_600],
    ])
    // 200 of 4000 against 200 of 400: q = 400 ÷ 4400 = 1 ÷ 11, (0.5 − 0.05) ÷ √(q(1 − q)) = 0.45 ÷ 0.287480 = 1.565325.
    expect(alarms[0]?.value).toBeCloseTo(1.565325, 5)
  })

  const broken = `import { defineDetector, noSettings } from 'plimsoll/contract'
export default defineDetector({ name: 'own/NAME', summary: 'Rows', reads: ['numeric'], roles: ['feature'], unit: '1', settings: noSettings,
  read: (baseline, { n }) => ({ value: n === 0 ? null : n, low: null, high: null, n, nEff: n, baselineN: baseline.n, pValue: null, resolution: 0, notes: [] }) MORE })`
  const deciding = `, deciding: { frame: () => ({}), tally: (_, { n }) => Float64Array.of(n), matters: () => 0, limit: () => 1, exact: true, group: 'columns',
  decide: (_, [N], [n]) => { if (n === 400) throw new Error('I do not like this window'); return { T: 0, v: 1, nu: 1, n, baselineN: N, value: 0 } } }`

  it.each([
    ['a file that breaks a rule', folderWith('rude', 'export const nothing = 1'), /--detector-folder: .*rude\.ts: /],
    [
      'a folder of which nothing would be replayed',
      folderWith('shown', broken.replace('NAME', 'shown').replace('MORE', '')),
      /own\/shown only show and never page/,
    ],
    ['a folder that is not there', join(folder, 'nowhere'), /--detector-folder .*nowhere cannot be read/],
    [
      'a detector that throws',
      folderWith('throws', broken.replace('NAME', 'throws').replace('MORE', deciding)),
      /^plimsoll: own\/throws of --detector-folder failed: I do not like this window\n$/,
    ],
  ])('refuses %s in one sentence', async (_, own, sentence) => {
    const { code, out, err } = await backtest('--detector-folder', own)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(sentence)
    expect(err).not.toMatch(/\n\s+at /)
  })
})
