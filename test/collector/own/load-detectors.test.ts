import { readFileSync } from 'node:fs'
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand } from '../../cli/run.ts'

// Real processes: what a file may import, and whether its types are erased, is for Node to say.

const example = new URL('../../../examples/detectors/above.ts', import.meta.url).pathname
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'own-detectors-'))
})
afterAll(() => rm(folder, { recursive: true }))

const body = `summary: 'Rows', reads: ['category'], roles: ['feature'], unit: '1', settings: noSettings,
  read: (baseline, { n }) => ({ value: n === 0 ? null : n, low: null, high: null, n, nEff: n, baselineN: baseline.n, pValue: null, resolution: 0, notes: [] })`
const source = (name: string, more = body): string =>
  `import { defineDetector, noSettings } from 'plimsoll/contract'\nexport default defineDetector({ name: '${name}', ${more} })\n`

async function listed(files: Readonly<Record<string, string>>, more = '') {
  const own = await mkdtemp(join(folder, 'case-'))
  for (const [file, content] of Object.entries(files)) await writeFile(join(own, file), content)
  const config = join(folder, `${own.slice(folder.length + 1)}.yaml`)
  await writeFile(config, `watch:\n  detectorFolder: ${own}\n${more}`)
  return { own, ...(await runCommand(['detectors', '--config', config])) }
}

describe('a folder with detectors', () => {
  it('is read file by file, JavaScript and TypeScript, wherever it lies; SQL metrics are listed with them', async () => {
    const typescript = source('own/typed').replace('export default', 'const unit: string = "1"\nvoid unit\nexport default')
    const metrics = `  metrics: [{ name: far, model: delays, sql: 'count()', description: Long flights }]\n`
    const found = await listed({ 'plain.js': source('own/plain'), 'typed.ts': typescript, 'notes.txt': 'not code', 'types.d.ts': 'export {}' }, metrics)
    expect(found.err).toBe('')
    expect(
      found.out
        .split('\n')
        .slice(-4)
        .map(line => line.replaceAll(/ +/g, ' ')),
    ).toEqual(['own/plain category shown Rows', 'own/typed category shown Rows', 'custom/far rows decides Long flights', ''])
    expect(found.out).toContain('drift/ks ')
  })

  it('names every file, what is wrong with it, and what to write', async () => {
    const { code, err, own } = await listed({
      'broken.js': 'export default {',
      'clash.js': source('drift/clash').replace('drift/clash', 'drift/psi'),
      'drawn.js': source('own/drawn', body.replace('value: n === 0 ? null : n', 'value: n === 0 ? null : Math.random()')),
      'empty.js': 'export const nothing = 1',
      'enumerated.ts': 'enum A { B }\nexport default A',
      'infinite.js': source('own/infinite', body.replace('value: n === 0 ? null : n', 'value: 1 / 0')),
      'psi.js': source('drift/psi'),
      'text.js': source('own/text', body.replace("'category'", "'text'")),
      'throwing.js': source('own/throwing', body.replace('baselineN: baseline.n', 'baselineN: baseline.rows.length')),
    })
    expect(code).toBe(2)
    for (const [file, sentence] of [
      ['broken.js', 'cannot be loaded: '],
      ['clash.js', 'name must be a family and the name of the file, such as own/clash'],
      ['drawn.js', 'category: says the same of the same window: two readings of the same window differ'],
      ['empty.js', 'must export by default what defineDetector of plimsoll/contract returns'],
      ['enumerated.ts', 'cannot be loaded: '],
      ['infinite.js', 'category: says finite numbers, or null: value is Infinity; say a finite number, or null'],
      ['psi.js', 'there is a detector drift/psi already, one of ours; give this one, and its file, another name'],
      ['text.js', 'reads must list one or more of numeric, category, scores, groups, volume'],
      ['throwing.js', "category: says finite numbers, or null: it throws: Cannot read properties of undefined (reading 'length')"],
    ])
      expect(err).toContain(`${own}/${file}: ${sentence}`)
  })

  it('that is not there is said, by the collector too', async () => {
    const config = join(folder, 'gone.yaml')
    await writeFile(config, 'watch:\n  detectorFolder: /nowhere/at/all\n')
    const sentence = 'watch.detectorFolder /nowhere/at/all cannot be read; name a folder that is there, or leave it empty'
    expect(await runCommand(['detectors', '--config', config])).toMatchObject({ code: 2, err: `plimsoll: ${sentence}\n` })
    const collector = await runCommand(['collector', '--config', config, '--data', join(folder, 'data')])
    expect(collector).toMatchObject({ code: 2, err: expect.stringContaining(sentence) as unknown })
  })
})

describe('the README', () => {
  const block = (begin: string, kind: string): string => {
    const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
    const section = readme.slice(readme.indexOf('## Metrics of your own'), readme.indexOf('## Why it can be believed'))
    return section.match(new RegExp(`\`\`\`${kind}\n(${begin}[^\`]*)\`\`\``))?.[1] ?? ''
  }

  it('shows a detector that holds, and metrics that are understood', async () => {
    const file = join(folder, 'long.ts')
    await writeFile(file, block('import', 'ts'))
    expect(await runCommand(['detectors', 'check', file])).toMatchObject({ code: 0, err: '' })
    const config = join(folder, 'readme.yaml')
    await writeFile(config, block('watch', 'yaml'))
    const { out } = await runCommand(['detectors', '--config', config])
    expect(out).toMatch(/custom\/long-flights +rows +decides +Share of flights beyond 1000 miles\ncustom\/mean-score +rows +decides/)
  })
})

describe('plimsoll compare --detector-folder', () => {
  it('judges files by it too', async () => {
    const own = await mkdtemp(join(folder, 'compare-'))
    await copyFile(example, join(own, 'above.ts'))
    // 50 of 1000 values are above 1000, then 500: p₀ = 0.05, p = 0.5, q = 0.275, so (p − p₀) ÷ √(q(1 − q)) = 0.45 ÷ 0.446514 = 1.007807.
    const csv = (above: number): string => `miles\n${Array.from({ length: 1000 }, (_, at) => (at < above ? 1500 : 500) + (at % 97)).join('\n')}\n`
    for (const [name, above] of Object.entries({ before: 50, after: 500 })) await writeFile(join(own, `${name}.csv`), csv(above))
    const files = [join(own, 'before.csv'), join(own, 'after.csv')]
    const { code, out, err } = await runCommand(['compare', ...files, '--detector-folder', own, '--detectors', 'own/above', '--json'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const { readings, summary } = JSON.parse(out) as { readings: { value: number }[]; summary: { alarms: number } }
    expect(readings).toMatchObject([{ detector: 'own/above', subject: 'miles', verdict: 'alarm', n: 1000, baselineN: 1000 }])
    expect(readings[0]?.value).toBeCloseTo(1.007807, 5)
    expect(summary.alarms).toBe(1)
  })
})

describe('plimsoll detectors check', () => {
  it('says of a file that is not there that it is not', async () => {
    const { code, out } = await runCommand(['detectors', 'check', 'nowhere.ts'])
    expect({ code, out }).toEqual({ code: 3, out: 'broken  nowhere.ts cannot be read; does it exist?\n' })
  })

  it('says of each rule whether it holds', async () => {
    const file = join(folder, 'above.ts')
    await copyFile(example, file)
    const { code, out } = await runCommand(['detectors', 'check', file])
    expect(code).toBe(0)
    expect(out.trim().split('\n')).toEqual([
      'holds   numeric: says finite numbers, or null',
      'holds   numeric: says nothing of a window without rows',
      'holds   numeric: says the same of the same window',
      'holds   numeric: leaves what it is given as it is',
      'holds   numeric: adds up tallies as windows are merged, over a frame of plain JSON',
      'holds   numeric: decides with finite numbers',
    ])
  })

  it('ends with 3 where one does not', async () => {
    const file = join(folder, 'maximum.js')
    // The larger of two counts is no sum: merged windows would not be the sum of theirs.
    const deciding = `deciding: { frame: () => null, tally: (_, { counts }) => Float64Array.of(Math.max(0, ...counts.values())),
      decide: () => ({ T: 0, v: 1, nu: 1, n: 1, baselineN: 1, value: 0 }), matters: () => 0, limit: () => 1, exact: true, group: 'columns' }`
    const changing = deciding.replace('Math.max(0, ...counts.values())', 'Math.sqrt(Math.max(0, ...counts.values()))')
    await writeFile(file, source('own/maximum', `${body}, ${changing}`))
    const { code, out } = await runCommand(['detectors', 'check', file, '--json'])
    expect(code).toBe(3)
    expect((JSON.parse(out) as { errors: string[] }).errors).toEqual([
      expect.stringMatching(
        /^category: adds up tallies as windows are merged, over a frame of plain JSON: entry 0 of the tally of two windows together is not the sum of theirs$/,
      ),
    ])
  })
})
