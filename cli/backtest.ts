import type { Command as Program } from 'commander'
import { type ColumnType, type Detector, Failure, type Preset, parseTime, type Sequential } from '../contract/index.ts'
import { detectors } from '../detectors/index.ts'
import { presets } from '../detectors/presets/index.ts'
import { sequentialDetectors } from '../detectors/sequential.ts'
import { writeDocument } from './backtest/document.ts'
import { readFault } from './backtest/faults.ts'
import { inEngine } from './backtest/in-engine.ts'
import { type BacktestWishes, replay } from './backtest/replay.ts'
import { backtestTable } from './backtest/table.ts'
import { readWidth } from './backtest/timeline.ts'
import { pagingOfOurs, pagingOfPresets } from './backtest/told.ts'
import { type CommandInput, defineCommand, exitCodes } from './command/command.ts'

const collect = (value: string, before: readonly string[]): string[] => [...before, value]

function configure(program: Program): void {
  program
    .argument('<file>', 'history in time order (.csv, .tsv, .jsonl, .ndjson, also .gz; .parquet)')
    .option('--time <column>', 'column of the event time; without one, rows are in the order of the file')
    .option('--window <length>', 'length of a window, 5m to 30d; 5m, 1h and 1d are judged as production judges them (default: 1d)')
    .option('--window-rows <count>', 'windows of as many rows instead')
    .option('--baseline-rows <count>', 'the first rows are the baseline (default: a third of them)')
    .option('--baseline-until <time>', 'all before this time is the baseline, RFC 3339')
    .option('--baseline <file>', 'rows of what was before, in a file of their own')
    .option('--columns <names>', 'only these columns, separated by commas')
    .option('--detectors <names>', 'only these detectors, separated by commas; also those that read row by row, as stream/adwin')
    .option('--type <column=type>', 'type of a column: numeric, category or ignore; may be given many times', collect, [])
    .option('--budget <text>', 'false alarms that you accept', '1 per 30d')
    .option('--inject <fault>', 'column:kind:amount@time; kinds: missing, unseen (shares), shift, scale; may be given many times', collect, [])
    .option('--preset <names>', "also what other tools' rules would have done, separated by commas; all for every one", collect, [])
    .option('--json', 'print every window with its readings as JSON')
}

async function run({ arguments: [file = ''], options, terminal }: CommandInput): Promise<number> {
  const wishes = readWishes(file, options)
  const replayed = await inEngine(engine => replay(engine, wishes))
  const told = { ours: pagingOfOurs(replayed, wishes.faults), presets: pagingOfPresets(replayed, wishes.faults), faults: wishes.faults }
  if (options['json']) writeDocument(replayed, told, text => terminal.out(text))
  else terminal.out(backtestTable(replayed, told.ours, told.presets))
  return exitCodes.done
}

function readWishes(file: string, options: CommandInput['options']): BacktestWishes {
  const window = readWidth(text(options['window']), text(options['windowRows']))
  const time = text(options['time']) ?? null
  if (!window.rowsCount && time === null) throw new Failure('CONFIG', 'windows of time need --time COLUMN; --window-rows COUNT does without')
  return {
    ...chooseDetectors(list(options['detectors'])),
    file,
    window,
    time,
    rowsCount: window.rowsCount,
    ...readBaseline(options, time),
    only: list(options['columns']),
    types: readTypes(options['type'] as string[]),
    faults: (options['inject'] as string[]).map(readFault),
    budget: readBudget(String(options['budget'])),
    presets: choosePresets((options['preset'] as string[]).flatMap(names => list(names) ?? [])),
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
const list = (value: unknown): string[] | null => (typeof value === 'string' ? value.split(',').map(name => name.trim()) : null)

function readBaseline(options: CommandInput['options'], time: string | null): Pick<BacktestWishes, 'baseline' | 'baselineRows' | 'baselineUntil'> {
  const [rows, until, baseline] = [text(options['baselineRows']), text(options['baselineUntil']), text(options['baseline'])]
  if ([rows, until, baseline].filter(one => one !== undefined).length > 1)
    throw new Failure('CONFIG', 'say one of --baseline-rows, --baseline-until and --baseline')
  if (rows !== undefined && !/^[1-9]\d{0,11}$/.test(rows)) throw new Failure('CONFIG', `--baseline-rows ${rows}: say how many rows`)
  if (until !== undefined && (time === null || parseTime(until) === undefined))
    throw new Failure('CONFIG', `--baseline-until ${until}: say a time as 2026-03-04T12:00:00Z, beside --time COLUMN`)
  return { baseline: baseline ?? null, baselineRows: rows === undefined ? null : Number(rows), baselineUntil: until ?? null }
}

/** Those that open alerts, unless told otherwise: a backtest is about being paged. */
function chooseDetectors(names: readonly string[] | null): { detectors: readonly Detector[]; sequential: readonly Sequential[] } {
  if (names === null) return { detectors: [...detectors.values()].filter(({ deciding }) => deciding), sequential: [] }
  const chosen: Detector[] = []
  const sequential: Sequential[] = []
  for (const name of names) {
    const detector = detectors.get(name)
    const streaming = sequentialDetectors.get(name)
    if (detector && !detector.deciding) throw new Failure('CONFIG', `${name} only shows and never pages; plimsoll compare has it`)
    if (detector) chosen.push(detector)
    else if (streaming) sequential.push(streaming)
    else throw new Failure('CONFIG', `unknown detector ${name}; known are ${[...detectors.keys(), ...sequentialDetectors.keys()].join(', ')}`)
  }
  return { detectors: chosen, sequential }
}

function choosePresets(names: readonly string[]): readonly Preset[] {
  if (names.includes('all')) return [...presets.values()]
  return names.map(name => {
    const preset = presets.get(name)
    if (!preset) throw new Failure('CONFIG', `unknown preset ${name}; known are ${[...presets.keys()].join(', ')} and all`)
    return preset
  })
}

function readTypes(given: readonly string[]): Map<string, ColumnType | 'ignore'> {
  return new Map(
    given.map(one => {
      const [, column = '', type] = /^(.+)=(numeric|category|categorical|ignore)$/.exec(one) ?? []
      if (type === undefined) throw new Failure('CONFIG', `--type ${one}: say column=numeric, column=category or column=ignore`)
      return [column, type === 'categorical' ? 'category' : (type as ColumnType | 'ignore')] as const
    }),
  )
}

/** "1 per 30d", as false alarms in 30 days. */
function readBudget(given: string): number {
  const [, count, days] = /^(\d+(?:\.\d+)?) per (\d+(?:\.\d+)?)d$/.exec(given) ?? []
  const value = (30 * Number(count)) / Number(days)
  if (!(value > 0 && value <= 30)) throw new Failure('CONFIG', `--budget ${given}: say for example '1 per 30d', at most one a day`)
  return value
}

export default defineCommand({
  name: 'backtest',
  summary: 'Replays history as production would have seen it: how often we would have paged you, and how soon',
  examples: [
    'plimsoll backtest history.parquet --time at --window 1h',
    'plimsoll backtest rows.csv --window-rows 5000 --inject age:missing:0.2@60000 --preset all',
  ],
  next: 'plimsoll compare shows what changed between two files, column by column.',
  configure,
  run,
})
