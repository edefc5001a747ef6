import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Command as Program } from 'commander'
import { type Detector, detectorNames, Failure, nearest, type Preset, type Reading, type Summary } from '../contract/index.ts'
import { positiveDefault } from '../detectors/summaries/labelled-select.ts'
import { type CommandInput, defineCommand, exitCodes } from './command/command.ts'
import { collect, listOf, presetsOf, readOutputs, readRate, readSegments, readTypes, textOf } from './command/file-options.ts'
import { detectorFolderOption, knownDetectors } from './command/own-detectors.ts'
import { type Asked, judgingOf } from './compare/budget.ts'
import { readColumnKinds } from './compare/column-kinds.ts'
import { writeDocument } from './compare/document.ts'
import { errorColumn, predictedNumber, readErrors } from './compare/errors.ts'
import { readFreshness, readNow } from './compare/freshness.ts'
import { writeHtml } from './compare/html.ts'
import type { Named } from './compare/named.ts'
import { checkPairs } from './compare/pairs.ts'
import { judgePerformance, readPerformance, type ScoredPart } from './compare/performance.ts'
import { startPresets } from './compare/presets.ts'
import { addReadings, addSegments, type JudgedColumn, judgeColumns } from './compare/readings.ts'
import { columnsReadings, keepSummary, rowReadings } from './compare/row-kinds.ts'
import { schemaName, schemaReading } from './compare/schema.ts'
import { type ComparedColumn, type CompareFiles, readSides, type Takers } from './compare/sides.ts'
import { compareTable, type Report } from './compare/table.ts'

function configure(program: Program): void {
  program
    .argument('<reference>', 'file that shows what is normal (.csv, .tsv, .jsonl, .ndjson, also .gz; .parquet)')
    .argument('<current>', 'file to hold against it')
    .option('--columns <names>', 'only these columns, separated by commas')
    .option('--detectors <names>', 'only these detectors, separated by commas')
    .option(...detectorFolderOption)
    .option('--type <column=type>', 'type of a column: numeric, category or ignore; may be given many times', collect, [])
    .option('--label <column>', 'column of the truth: its drift is judged, and with a score or a prediction the performance')
    .option('--score <column>', 'column of the score, a number from 0 to 1')
    .option('--prediction <column>', 'column of the class that the model decided for (default: score of 0.5 or more)')
    .option('--positive <value>', `the label that a score speaks of (default: ${positiveDefault})`)
    .option('--segment <column>', 'judge each value of this column by itself too, the 20 commonest and the rest; may be given many times', collect, [])
    .option('--weight <column>', 'column of the number of rows that a row stands for')
    .option('--pair <column>', 'pair the rows of both files by this column: the share of pairs that differ, column by column')
    .option('--time <column>', 'column of the event time: how long values stay stuck, and pauses between rows')
    .option('--now <time>', 'beside --time: judge how old the newest row was at this moment, as 2026-01-31T12:00:00Z')
    .option('--preset <names>', 'also what the rules of other tools say, as evidently,nannyml; all for every one', collect, [])
    .option('--budget <text>', 'false alarms that you accept, for one comparison a day', '1 per 30d')
    .option('--html <file>', 'also write one page with pictures')
    .option('--json', 'print every reading as JSON')
}

async function run({ arguments: [reference = '', current = ''], options, terminal }: CommandInput): Promise<number> {
  const known = await knownDetectors(options)
  const asked = { detectors: chooseDetectors(listOf(options['detectors']), known), distribution: chooseDetector(detectorNames.distribution, known) }
  const files = { reference, current, only: listOf(options['columns']), types: readTypes(options['type'] as string[]), ...readNamed(options) }
  const presets = presetsOf(options['preset'] as string[])
  const report = await compareFiles(files, { ...asked, falseAlarms: readBudget(String(options['budget'])) }, { presets, stop: terminal.stop })
  if (options['json']) writeDocument(report, text => terminal.out(text))
  else terminal.out(compareTable(report, terminal.live))
  if (typeof options['html'] === 'string') await writePage(options['html'], report, [reference, current])
  return exitCodes.done
}

interface Beside {
  readonly presets: readonly Preset[]
  readonly stop: AbortSignal
}

async function compareFiles(files: CompareFiles, asked: Asked, { presets, stop }: Beside): Promise<Report> {
  const columns: JudgedColumn[] = []
  const summaries = new Map<string, Summary>()
  const rows: Reading[] = []
  const said = startPresets(presets)
  let scored: readonly ScoredPart[] = []
  let judging = judgingOf(asked, { columns: [], segmented: [], scored: false })
  const judgePart = (part: readonly ComparedColumn[]): void => {
    const whole = part.filter(({ segment }) => segment === '')
    columns.push(...judgeColumns(whole, judging))
    addSegments(
      columns,
      part.filter(one => !whole.includes(one)),
      judging,
    )
  }
  const takers: Takers = {
    async score(tables, plan, parts) {
      const predicted = await predictedNumber(tables, files)
      scored = predicted ? [] : await readPerformance(tables, parts, files)
      const tested = predicted ? [...plan.columns, errorColumn(predicted)] : plan.columns
      judging = judgingOf(asked, { columns: tested, segmented: parts.flatMap(({ column }) => column ?? []), scored: scored.length > 0 })
      if (predicted) judgePart(await readErrors(tables, parts, predicted))
    },
    take(part) {
      said.take(part)
      for (const { name, segment, reference } of part) if (segment === '') keepSummary(summaries, name, reference)
      judgePart(part)
    },
    async order(tables) {
      const paired = files.pair === null ? [] : await checkPairs(tables, files.pair)
      if (files.time === null) return paired
      const fresh = await readFreshness(tables, files, judging)
      rows.push(...fresh.readings)
      return [...paired, ...fresh.notes]
    },
    async line(tables) {
      const found = await readColumnKinds(tables, files, judging)
      addReadings(columns, found.readings)
      return found.notes
    },
    async look(tables) {
      rows.push(...(await rowReadings(tables, summaries, judging)))
    },
  }
  const compared = await readSides(files, takers, stop)
  const sizes = { reference: compared.reference.rows, current: compared.current.rows }
  rows.push(...columnsReadings(columns, sizes, judging))
  const schemas = asked.detectors.find(one => one.name === schemaName)
  return {
    compared,
    columns,
    rows,
    performance: judgePerformance(scored, judging),
    presets: { readings: said.readings(), leftOut: said.leftOut },
    schema: schemas ? schemaReading(compared, schemas) : null,
    decides: decidesAmong(asked),
  }
}

const readNamed = (options: CommandInput['options']): Named => ({
  outputs: readOutputs(options),
  segments: readSegments(options['segment'] as string[]),
  weight: textOf(options['weight']),
  pair: textOf(options['pair']),
  time: textOf(options['time']),
  now: readNow(textOf(options['now']), textOf(options['time'])),
})

/** @throws Failure BAD_REQUEST when the page cannot be written */
async function writePage(path: string, report: Report, [reference, current]: readonly [string, string]): Promise<void> {
  const parts: string[] = []
  writeHtml(report, [basename(reference), basename(current)], part => void parts.push(part))
  await writeFile(path, parts).catch((cause: Error) => {
    throw new Failure('BAD_REQUEST', `${path} cannot be written: ${cause.message}`, { cause })
  })
}

/** Any change of the columns themselves is one; else those decide that a budget pays. */
function decidesAmong({ detectors, distribution }: Pick<Asked, 'detectors' | 'distribution'>): (reading: Reading) => boolean {
  const deciding = new Set([distribution, ...detectors].flatMap(one => (one.deciding || one.name === schemaName ? [one.name] : [])))
  return ({ detector }) => deciding.has(detector)
}

type Known = ReadonlyMap<string, Detector>

const chooseDetectors = (names: readonly string[] | null, known: Known): readonly Detector[] =>
  names === null ? [...known.values()] : names.map(name => chooseDetector(name, known))

function chooseDetector(name: string, detectors: Known): Detector {
  const detector = detectors.get(name)
  if (detector) return detector
  const near = nearest(name, [...detectors.keys()])
  throw new Failure('CONFIG', `unknown detector ${name}${near === undefined ? '' : `; did you mean ${near}?`}; known are ${[...detectors.keys()].join(', ')}`)
}

/** "1 per 30d": that many false alarms in that many days of one comparison a day. */
function readBudget(text: string): number {
  const { count, days } = readRate(text)
  const value = count / days
  if (!(value > 0 && value < 1)) throw new Failure('CONFIG', `--budget ${text}: say for example '1 per 30d', fewer than one a day`)
  return value
}

export default defineCommand({
  name: 'compare',
  summary: 'Compares two files column by column: what changed, how sure that is, what could not be told',
  examples: [
    'plimsoll compare january.parquet february.parquet',
    'plimsoll compare train.csv today.csv --columns age,income --json',
    'plimsoll compare may.csv june.csv --score probability --label repaid --positive yes --segment country',
    'plimsoll compare trained.parquet served.parquet --pair customer_id --time served_at',
    'plimsoll compare may.csv june.csv --weight sampled_of --preset evidently,nannyml --type note=ignore --html page.html',
  ],
  next: 'plimsoll demo shows the same judgement on a live model, with alerts.',
  configure,
  run,
})
