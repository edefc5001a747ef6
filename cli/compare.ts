import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Command as Program } from 'commander'
import { type Detector, detectorNames, Failure } from '../contract/index.ts'
import { positiveDefault } from '../detectors/summaries/labelled-select.ts'
import { type CommandInput, defineCommand, exitCodes } from './command/command.ts'
import { collect, listOf, presetsOf, readOutputs, readRate, readSegments, readTypes, textOf } from './command/file-options.ts'
import { detectorFolderOption, knownDetectors, unknownDetector } from './command/own-detectors.ts'
import { compareFiles } from './compare/compare-files.ts'
import { writeDocument } from './compare/document.ts'
import { readNow } from './compare/freshness.ts'
import { writeHtml } from './compare/html.ts'
import type { Named } from './compare/named.ts'
import { compareTable, type Report } from './compare/table.ts'

function configure(program: Program): void {
  program
    .argument('<reference>', 'file that shows what is normal (.csv, .tsv, .jsonl, .ndjson, also .gz; .parquet)')
    .argument('<current>', 'file to hold against it')
    .option('--columns <names>', 'only these columns, separated by commas')
    .option('--detectors <names>', 'only these detectors, separated by commas')
    .option(...detectorFolderOption)
    .option('--type <column=type>', 'type of a column: numeric, categorical, text, embedding or ignore; may be given many times', collect, [])
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
  const page = textOf(options['html'])
  if (page !== null) await writePage(page, report, [reference, current])
  if (page !== null && !options['json']) terminal.out(`${page} has the page with pictures; open it in a browser.\n`)
  return exitCodes.done
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

type Known = ReadonlyMap<string, Detector>

const chooseDetectors = (names: readonly string[] | null, known: Known): readonly Detector[] =>
  names === null ? [...known.values()] : names.map(name => chooseDetector(name, known))

function chooseDetector(name: string, detectors: Known): Detector {
  const detector = detectors.get(name)
  if (detector) return detector
  throw unknownDetector(name, [...detectors.keys()])
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
