import type { Command as Program } from 'commander'
import { type ColumnType, type Detector, Failure, type Reading } from '../contract/index.ts'
import { detectors } from '../detectors/index.ts'
import { type CommandInput, defineCommand, exitCodes } from './command/command.ts'
import { readingsOf, worstFirst } from './compare/readings.ts'
import { type Compared, readSides } from './compare/sides.ts'
import { compareTable } from './compare/table.ts'

const collect = (value: string, before: readonly string[]): string[] => [...before, value]

function configure(program: Program): void {
  program
    .argument('<reference>', 'file that shows what is normal (.csv, .jsonl, .ndjson, also .gz; .parquet)')
    .argument('<current>', 'file to hold against it')
    .option('--columns <names>', 'only these columns, separated by commas')
    .option('--detectors <names>', 'only these detectors, separated by commas')
    .option('--type <column=type>', 'type of a column: numeric, category or ignore; may be given many times', collect, [])
    .option('--budget <text>', 'false alarms that you accept, for one comparison a day', '1 per 30d')
    .option('--json', 'print every reading as JSON')
}

async function run({ arguments: [reference = '', current = ''], options, terminal }: CommandInput): Promise<number> {
  const chosen = chooseDetectors(list(options['detectors']))
  const only = list(options['columns'])
  const falseAlarms = readBudget(String(options['budget']))
  const compared = await readSides({ reference, current, only, types: readTypes(options['type'] as string[]) })
  const readings = worstFirst(readingsOf(compared.columns, { detectors: chosen, falseAlarms }))
  const decided = readings.filter(({ detector }) => detectors.get(detector)?.deciding)
  terminal.out(options['json'] ? `${JSON.stringify(document(compared, readings, decided))}\n` : compareTable(compared, decided, terminal.live))
  return exitCodes.done
}

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

/** The summary counts what decides, so that one change is not counted once a distance. */
function document(compared: Compared, readings: readonly Reading[], decided: readonly Reading[]) {
  const count = (verdict: Reading['verdict']) => decided.filter(one => one.verdict === verdict).length
  const { reference, current, columns, notes } = compared
  return { reference, current, readings, summary: { alarms: count('alarm'), unsure: count('unsure'), columns: columns.length }, notes }
}

export default defineCommand({
  name: 'compare',
  summary: 'Compares two files column by column: what changed, how sure that is, what could not be told',
  examples: ['plimsoll compare january.parquet february.parquet', 'plimsoll compare train.csv today.csv --columns age,income --json'],
  next: 'plimsoll demo shows the same judgement on a live model, with alerts.',
  configure,
  run,
})
