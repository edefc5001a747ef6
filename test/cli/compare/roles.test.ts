import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { judgingOf } from '../../../cli/compare/budget.ts'
import type { PlannedColumn } from '../../../cli/compare/plan.ts'
import { detectorNames } from '../../../contract/index.ts'
import { detectors } from '../../../detectors/index.ts'
import { json, pick, run, write } from './comparing.ts'

type Block = readonly (readonly [score: number, truth: string])[]
const scored = (name: string, block: Block, more: (i: number) => string = () => 'a'): string =>
  write(
    name,
    `score,truth,group\n${Array.from({ length: 2000 }, (_, i) => {
      const [score, truth] = block[i % block.length] as Block[number]
      return `${score},${truth},${more(i)}\n`
    }).join('')}`,
  )
const sharp: Block = [
  [0.2, 'no'],
  [0.4, 'no'],
  [0.6, 'yes'],
  [0.8, 'yes'],
]
// Of the four pairs of a yes and a no, (0.4, 0.6) is the wrong way round: AUC 3/4. At 0.5 two of four are right.
// Brier (0.04 + 0.36 + 0.36 + 0.04)/4 = 0.2; log loss −(2·ln 0.8 + 2·ln 0.4)/4 = 0.569717.
const dull: Block = [
  [0.2, 'no'],
  [0.4, 'yes'],
  [0.6, 'no'],
  [0.8, 'yes'],
]
const before = scored('scored.csv', sharp)
const after = scored('dull.csv', dull)

describe('plimsoll compare, columns by their role', () => {
  it('judges performance where a score and a label are named, under the usual names', async () => {
    const document = await json(before, after, '--score', 'score', '--label', 'truth', '--positive', 'yes')
    expect(pick(document, 'performance/auc', 'roc_auc')).toMatchObject({ value: 0.75, n: 2000, baselineN: 2000, resolution: 0, verdict: 'alarm' })
    expect(pick(document, 'performance/accuracy', 'accuracy')).toMatchObject({ value: 0.5, verdict: 'alarm' })
    expect(pick(document, 'performance/brier', 'brier')?.value).toBeCloseTo(0.2, 12)
    expect(pick(document, 'performance/logloss', 'log_loss')?.value).toBeCloseTo(0.569717, 6)
    // Half of both files is yes, and their scores are alike.
    expect(pick(document, 'drift/label', '*')).toMatchObject({ value: 0, verdict: 'calm' })
    expect(pick(document, 'drift/gtest', 'truth')?.verdict).not.toBe('alarm')
    expect(pick(document, 'drift/prediction', 'score')?.verdict).not.toBe('alarm')
    expect(pick(document, 'performance/auc', 'roc_auc')?.notes).toContain('below the baseline')
    expect(pick(document, 'performance/logloss', 'log_loss')?.notes).not.toContain('below the baseline')
  })

  it('shows what a metric was, and on which side it alarms', async () => {
    const page = write('performance.html', '')
    const args = ['--score', 'score', '--label', 'truth', '--positive', 'yes', '--html', page]
    const { out } = await run('compare', before, after, ...args)
    // Log loss was −(2·ln 0.8 + 2·ln 0.6)/4 = 0.366985, Brier (0.04 + 0.16 + 0.16 + 0.04)/4 = 0.1; of the four pairs none was the wrong way round.
    expect(out).toMatch(/│ log_loss +│ +│ changed +│ 0\.367 +│ 0\.57 +│[^│]+│ above 0\.[345]\d* +│/)
    expect(out).toMatch(/│ brier +│ +│ changed +│ 0\.1 +│ 0\.2 +│[^│]+│ above 0\.1\d* +│/)
    expect(out).toMatch(/│ roc_auc +│ +│ changed +│ 1 +│ 0\.75 +│[^│]+│ below 0\.[89]\d* +│/)
    const html = readFileSync(page, 'utf8')
    expect(html).toMatch(/<h1>[^<]*; performance changed<\/h1>/)
    expect(html).toMatch(/<td>roc_auc<td>1<td>0\.75<td>[^<]+<td>below 0\.[89]/)
    expect((await run('compare', after, before, ...args)).out).toMatch(/│ log_loss +│ +│ changed +│ 0\.57 +│ 0\.367 +│[^│]+│ below 0\.[345]\d* +│/)
  })

  it('takes the decision of a prediction, and counts rows without a label as unknown', async () => {
    // Three of four decisions are right; the fourth row of each block has no label.
    const decided = (name: string, labels: readonly string[]): string =>
      write(name, `said,truth\n${Array.from({ length: 1200 }, (_, i) => `${i % 2 ? 'yes' : 'no'},${labels[i % 4]}\n`).join('')}`)
    const document = await json(
      decided('right.csv', ['no', 'yes', 'no', 'yes']),
      decided('partly.csv', ['no', 'no', 'no', '']),
      '--prediction',
      'said',
      '--label',
      'truth',
      '--positive',
      'yes',
    )
    // 900 rows have a label: of each three, said no, yes, no and all are no: two of three are right.
    expect(pick(document, 'performance/accuracy', 'accuracy')).toMatchObject({ n: 900, notes: expect.arrayContaining(['labels of 900 of 1200 rows']) })
    expect(pick(document, 'performance/accuracy', 'accuracy')?.value).toBeCloseTo(2 / 3, 12)
    expect(pick(document, 'drift/prediction', 'said')).toMatchObject({ verdict: 'calm' })
  })

  it('judges each segment by itself, and tells the one that changed', async () => {
    const half = (i: number): string => (i % 8 < 4 ? 'a' : 'b')
    const [left, right] = [scored('left.csv', sharp, half), scored('right-half.csv', [...sharp, ...dull], half)]
    const document = await json(left, right, '--score', 'score', '--label', 'truth', '--positive', 'yes', '--segment', 'group')
    const auc = (segment: string) => document.readings.find(one => one.detector === 'performance/auc' && one.segment === segment)
    expect(auc('group=a')).toMatchObject({ value: 1, n: 1000 })
    expect(auc('group=b')).toMatchObject({ value: 0.75, n: 1000, verdict: 'alarm' })
    expect(document.readings.filter(one => one.subject === 'group' && one.segment !== '')).toEqual([])
    expect(new Set(document.readings.map(({ segment }) => segment))).toEqual(new Set(['', 'group=a', 'group=b']))
  })

  it('puts the 20 commonest values beside one remainder', async () => {
    const many = write('many.csv', `x,group\n${Array.from({ length: 2300 }, (_, i) => `${i % 50},g${i % 23}\n`).join('')}`)
    const { readings } = await json(many, many, '--segment', 'group', '--detectors', 'drift/gtest')
    const segments = readings.filter(({ subject, segment }) => subject === 'x' && segment !== '')
    expect(segments).toHaveLength(21)
    // 23 values of 100 rows each: three remain.
    expect(segments.find(({ segment }) => segment === 'group=(other)')).toMatchObject({ n: 300, verdict: expect.not.stringMatching('alarm') })
  })

  it('counts a row by its weight', async () => {
    const weighed = (name: string, weight: number): string =>
      write(name, `x,w\n${Array.from({ length: 400 }, (_, i) => `${i % 2},${i % 2 ? 1 : weight}\n`).join('')}`)
    const document = await json(weighed('even.csv', 1), weighed('uneven.csv', 3), '--weight', 'w')
    // Of the weight, 3/4 is on 0 and was 1/2: D = 1/4. Kish: (200·3 + 200)² / (200·9 + 200) = 320.
    expect(pick(document, 'drift/ks', 'x')).toMatchObject({ value: 0.25, n: 400, nEff: 320 })
    expect(pick(document, 'drift/ks', 'w')).toBeUndefined()
    expect(pick(document, 'quality/duplicates', '*')).toMatchObject({ verdict: 'unsure', reason: 'rows are not weighted here' })
  })

  it('divides the budget by group, as production does', () => {
    const column = { name: 'x', type: 'numeric', role: 'feature', presenceOnly: false } as PlannedColumn
    const distribution = detectors.get(detectorNames.distribution)
    if (!distribution) throw new Error('there is no drift/gtest')
    const asked = { detectors: [distribution], distribution, falseAlarms: 0.03 }
    const alone = judgingOf(asked, { columns: [column, column], segmented: [], scored: false })
    expect(alone.levels('columns').alarm.alpha).toBeCloseTo(0.015, 12)
    // Columns and segments have 0.4 each of 0.8: half of the budget over 2 columns, half over 2 columns in 5 segments.
    const split = judgingOf(asked, { columns: [column, column], segmented: ['a', 'a', 'a', 'b', 'b'], scored: false })
    expect(split.levels('columns').alarm.alpha).toBeCloseTo(0.0075, 12)
    expect(split.levels('segments').alarm.alpha).toBeCloseTo(0.0015, 12)
  })

  it('judges of numbers that only number, or tell a time, whether they are there, and says why', async () => {
    const rows = (from: number): string =>
      `user_id,created_at,seen,hour\n${Array.from({ length: 400 }, (_, i) => `${from + i},${1_767_225_600 + 3600 * (from + i)},${1_767_225_600_000 + 3_600_000 * (from + i)},${i % 24}\n`).join('')}`
    const [early, late] = [write('early.csv', rows(0)), write('late.csv', rows(1000))]
    const document = await json(early, late)
    for (const name of ['user_id', 'created_at', 'seen']) {
      const own = document.readings.filter(({ subject }) => subject === name)
      expect(own.map(({ detector }) => detector)).toContain('quality/missing')
      expect(own.map(({ detector }) => detector)).not.toContain('drift/gtest')
    }
    expect(pick(document, 'drift/gtest', 'hour')?.verdict).not.toBe('alarm')
    const { out } = await run('compare', early, late)
    expect(out).toMatch(
      /^only whether a value is there is judged of: user_id \(identifier: named like an identifier, 400 different among 400 values\), created_at \(timestamp: [^)]*\), seen \(timestamp: all 400 values are milliseconds /m,
    )
    expect(pick(await json(early, late, '--type', 'user_id=numeric'), 'drift/gtest', 'user_id')).toMatchObject({ verdict: 'alarm' })
  })

  it('says the same in two runs', async () => {
    const args = ['compare', before, after, '--score', 'score', '--label', 'truth', '--positive', 'yes', '--segment', 'group', '--json']
    expect((await run(...args)).out).toBe((await run(...args)).out)
  })
})

describe('plimsoll compare, roles that cannot be', () => {
  it.each([
    [['--label', 'trut'], /neither file has a column trut; did you mean truth\?/],
    [['--segment', 'gruop'], /neither file has a column gruop; did you mean group\?/],
    [['--positive', 'yes'], /--positive needs --label COLUMN beside it/],
    [['--score', 'truth', '--label', 'truth'], /name three different columns/],
    [['--score', 'truth'], /--score truth: a score is a number/],
    [['--weight', 'truth'], /--weight truth: a weight is a number/],
    [['--score', 'score', '--label', 'truth'], /no row has truth = 1; say --positive VALUE, which may be no, yes/],
    [['--preset', 'evidenlty'], /unknown preset evidenlty; did you mean evidently\?/],
  ])('refuses %j in one sentence', async (args, message) => {
    const { code, err, out } = await run('compare', before, after, ...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(message)
  })

  it('refuses weights that are none', async () => {
    const file = write('negative.csv', `x,w\n1,1\n2,-1\n3,\n`)
    const { code, err } = await run('compare', file, file, '--weight', 'w')
    expect(code).not.toBe(0)
    expect(err).toMatch(/--weight w: 2 of 3 reference rows have no weight of 0 or more/)
  })
})
