import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Command as Program } from 'commander'
import { type ColumnType, type Detector, Failure, type Reading, type Summary } from '../contract/index.ts'
import { detectors } from '../detectors/index.ts'
import { type CommandInput, defineCommand, exitCodes } from './command/command.ts'
import { writeDocument } from './compare/document.ts'
import { writeHtml } from './compare/html.ts'
import { type JudgedColumn, type Judging, judgeColumns } from './compare/readings.ts'
import { columnsReadings, keepSummary, rowReadings } from './compare/row-kinds.ts'
import { schemaName, schemaReading } from './compare/schema.ts'
import { type CompareFiles, readSides } from './compare/sides.ts'
import { compareTable, type Report } from './compare/table.ts'

const collect = (value: string, before: readonly string[]): string[] => [...before, value]

function configure(program: Program): void {
  program
    .argument('<reference>', 'file that shows what is normal (.csv, .tsv, .jsonl, .ndjson, also .gz; .parquet)')
    .argument('<current>', 'file to hold against it')
    .option('--columns <names>', 'only these columns, separated by commas')
    .option('--detectors <names>', 'only these detectors, separated by commas')
    .option('--type <column=type>', 'type of a column: numeric, category or ignore; may be given many times', collect, [])
    .option('--budget <text>', 'false alarms that you accept, for one comparison a day', '1 per 30d')
    .option('--html <file>', 'also write one page with pictures')
    .option('--json', 'print every reading as JSON')
}

async function run({ arguments: [reference = '', current = ''], options, terminal }: CommandInput): Promise<number> {
  const chosen = chooseDetectors(list(options['detectors']))
  const only = list(options['columns'])
  const falseAlarms = readBudget(String(options['budget']))
  const report = await compareFiles({ reference, current, only, types: readTypes(options['type'] as string[]) }, { detectors: chosen, falseAlarms })
  if (options['json']) writeDocument(report, text => terminal.out(text))
  else terminal.out(compareTable(report, terminal.live))
  if (typeof options['html'] === 'string') await writePage(options['html'], report, [reference, current])
  return exitCodes.done
}

async function compareFiles(files: CompareFiles, judging: Judging): Promise<Report> {
  const columns: JudgedColumn[] = []
  const summaries = new Map<string, Summary>()
  const rows: Reading[] = []
  const compared = await readSides(files, {
    take(part, plan) {
      for (const { name, reference } of part) keepSummary(summaries, name, reference)
      columns.push(...judgeColumns(part, plan, judging))
    },
    async look(tables) {
      rows.push(...(await rowReadings(tables, summaries, { ...judging, planned: tables.columns })))
    },
  })
  const sizes = { reference: compared.reference.rows, current: compared.current.rows }
  rows.push(...columnsReadings(columns, sizes, { ...judging, planned: compared.plan.columns }))
  const schemas = judging.detectors.find(one => one.name === schemaName)
  return { compared, columns, rows, schema: schemas ? schemaReading(compared, schemas) : null, decides }
}

/** @throws Failure BAD_REQUEST when the page cannot be written */
async function writePage(path: string, report: Report, [reference, current]: readonly [string, string]): Promise<void> {
  const parts: string[] = []
  writeHtml(report, [basename(reference), basename(current)], part => void parts.push(part))
  await writeFile(path, parts).catch((cause: Error) => {
    throw new Failure('BAD_REQUEST', `${path} cannot be written: ${cause.message}`, { cause })
  })
}

/** Any change of the columns themselves is one; else those decide that a budget pays. */
const decides = ({ detector }: Reading): boolean => detector === schemaName || detectors.get(detector)?.deciding !== undefined

const list = (text: unknown): string[] | null => (typeof text === 'string' ? text.split(',').map(name => name.trim()) : null)

function chooseDetectors(names: readonly string[] | null): readonly Detector[] {
  if (names === null) return [...detectors.values()]
  return names.map(name => {
    const detector = detectors.get(name)
    if (!detector) throw new Failure('CONFIG', `unknown detector ${name}; known are ${[...detectors.keys()].join(', ')}`)
    return detector
  })
}

function readTypes(given: readonly string[]): Map<string, ColumnType | 'ignore'> {
  return new Map(
    given.map(text => {
      const [, column = '', type] = /^(.+)=(numeric|category|categorical|ignore)$/.exec(text) ?? []
      if (type === undefined) throw new Failure('CONFIG', `--type ${text}: say column=numeric, column=category or column=ignore`)
      return [column, type === 'categorical' ? 'category' : (type as ColumnType | 'ignore')] as const
    }),
  )
}

/** "1 per 30d": that many false alarms in that many days of one comparison a day. */
function readBudget(text: string): number {
  const [, count, days] = /^(\d+(?:\.\d+)?) per (\d+(?:\.\d+)?)d$/.exec(text) ?? []
  const value = Number(count) / Number(days)
  if (!(value > 0 && value < 1)) throw new Failure('CONFIG', `--budget ${text}: say for example '1 per 30d', fewer than one a day`)
  return value
}

export default defineCommand({
  name: 'compare',
  summary: 'Compares two files column by column: what changed, how sure that is, what could not be told',
  examples: ['plimsoll compare january.parquet february.parquet', 'plimsoll compare train.csv today.csv --columns age,income --json'],
  next: 'plimsoll demo shows the same judgement on a live model, with alerts.',
  configure,
  run,
})
