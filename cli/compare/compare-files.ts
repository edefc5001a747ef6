import { type Preset, type Reading, type Summary } from '../../contract/index.ts'
import { type Asked, type Judging, judgingOf } from './budget.ts'
import { chunkedReadings } from './chunks.ts'
import { readColumnKinds } from './column-kinds.ts'
import { errorColumn, predictedNumber, readErrors } from './errors.ts'
import { readFreshness } from './freshness.ts'
import { checkPairs } from './pairs.ts'
import { judgePerformance, readPerformance, type ScoredPart } from './performance.ts'
import { startPresets } from './presets.ts'
import { addReadings, addSegments, type JudgedColumn, judgeColumns } from './readings.ts'
import { columnsReadings, keepSummary, rowReadings } from './row-kinds.ts'
import { schemaName, schemaReading } from './schema.ts'
import { type ComparedColumn, type CompareFiles, readSides, type Takers } from './sides.ts'
import type { Report } from './table.ts'
import { underParents } from './under-parents.ts'

interface Beside {
  readonly presets: readonly Preset[]
  readonly stop: AbortSignal
}

/** What is known so far. */
interface Gathered {
  readonly columns: JudgedColumn[]
  readonly rows: Reading[]
  readonly summaries: Map<string, Summary>
  scored: readonly ScoredPart[]
  judging: Judging
}

/** Judges one file against another, column by column as they are read. */
export async function compareFiles(files: CompareFiles, asked: Asked, { presets, stop }: Beside): Promise<Report> {
  const gathered: Gathered = {
    columns: [],
    rows: [],
    summaries: new Map(),
    scored: [],
    judging: judgingOf(asked, { columns: [], segmented: [], scored: false }),
  }
  const said = startPresets(presets.filter(({ chunks }) => chunks === undefined))
  const chunkwise: Reading[] = []
  const takers = takersOf(gathered, files)
  const take: Takers['take'] = part => {
    said.take(part)
    takers.take(part)
  }
  const line: Takers['line'] = async tables => {
    for (const preset of presets) if (preset.chunks !== undefined) chunkwise.push(...(await chunkedReadings(tables, preset, preset.chunks)))
    return takers.line(tables)
  }
  const compared = await readSides(files, { ...takers, take, line }, stop)
  const { columns, rows, scored, judging } = gathered
  const sizes = { reference: compared.reference.rows, current: compared.current.rows }
  const schemas = asked.detectors.find(one => one.name === schemaName)
  return {
    compared,
    columns: underParents(columns),
    rows: [...rows, ...columnsReadings(columns, sizes, judging)],
    performance: judgePerformance(scored, judging),
    presets: { readings: [...said.readings(), ...chunkwise], leftOut: said.leftOut },
    schema: schemas ? schemaReading(compared, schemas) : null,
    decides: decidesAmong(asked),
  }
}

function takersOf(gathered: Gathered, files: CompareFiles): Takers {
  return {
    async score(tables, plan, parts) {
      const predicted = await predictedNumber(tables, files)
      gathered.scored = predicted ? [] : await readPerformance(tables, parts, files)
      const columns = predicted ? [...plan.columns, errorColumn(predicted)] : plan.columns
      const segmented = parts.flatMap(({ column }) => column ?? [])
      gathered.judging = judgingOf(gathered.judging, { columns, segmented, scored: gathered.scored.length > 0 })
      if (predicted) judgePart(gathered, await readErrors(tables, parts, predicted))
    },
    take(part) {
      for (const { name, segment, reference } of part) if (segment === '') keepSummary(gathered.summaries, name, reference)
      judgePart(gathered, part)
    },
    async order(tables) {
      const paired = files.pair === null ? [] : await checkPairs(tables, files.pair)
      if (files.time === null) return paired
      const fresh = await readFreshness(tables, files, gathered.judging)
      gathered.rows.push(...fresh.readings)
      return [...paired, ...fresh.notes]
    },
    async line(tables) {
      const { readings, notes } = await readColumnKinds(tables, files, gathered.judging)
      addReadings(gathered.columns, readings)
      return notes
    },
    async look(tables) {
      gathered.rows.push(...(await rowReadings(tables, gathered.summaries, gathered.judging)))
    },
  }
}

function judgePart({ columns, judging }: Gathered, part: readonly ComparedColumn[]): void {
  const whole = part.filter(({ segment }) => segment === '')
  const segments = part.filter(({ segment }) => segment !== '')
  columns.push(...judgeColumns(whole, judging))
  addSegments(columns, segments, judging)
}

/** Any change of the columns themselves is one; else those decide that a budget pays. */
function decidesAmong({ detectors, distribution }: Pick<Asked, 'detectors' | 'distribution'>): (reading: Reading) => boolean {
  const deciding = new Set([distribution, ...detectors].flatMap(one => (one.deciding || one.name === schemaName ? [one.name] : [])))
  return ({ detector }) => deciding.has(detector)
}
