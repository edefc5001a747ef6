import type { Command as Program } from 'commander'
import { writeDocument } from './backtest/document.ts'
import { inEngine } from './backtest/in-engine.ts'
import { replay } from './backtest/replay.ts'
import { backtestTable } from './backtest/table.ts'
import { pagingOfOurs, pagingOfPresets } from './backtest/told.ts'
import { readWishes } from './backtest/wishes.ts'
import { type CommandInput, defineCommand, exitCodes } from './command/command.ts'
import { collect } from './command/file-options.ts'
import { detectorFolderOption, knownDetectors } from './command/own-detectors.ts'

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
    .option(...detectorFolderOption)
    .option(
      '--type <column=type>',
      'type of a column: numeric, categorical, ignore, or text or embedding, of which only presence is judged; may be given many times',
      collect,
      [],
    )
    .option('--label <column>', 'column of the truth: performance is replayed too')
    .option('--score <column>', 'column of the score, a number from 0 to 1')
    .option('--prediction <column>', 'column of the class that the model decided for (default: score of 0.5 or more)')
    .option('--positive <value>', 'the class that a score speaks of (default: 1)')
    .option('--label-delay <length>', 'how long after its row a label comes, as 7d (default: at once)')
    .option('--segment <column>', 'judge each value of this column by itself too; may be given many times', collect, [])
    .option('--budget <text>', 'false alarms that you accept', '1 per 30d')
    .option('--inject <fault>', 'column:kind:amount@time; kinds: missing, unseen (shares), shift, scale; may be given many times', collect, [])
    .option('--preset <names>', "also what other tools' rules would have done, separated by commas; all for every one", collect, [])
    .option('--json', 'print every window with its readings as JSON')
}

async function run({ arguments: [file = ''], options, terminal }: CommandInput): Promise<number> {
  const wishes = readWishes(file, options, await knownDetectors(options))
  const replayed = await inEngine(terminal.stop, engine => replay(engine, wishes))
  const told = { ours: pagingOfOurs(replayed, wishes.faults), presets: pagingOfPresets(replayed, wishes.faults), faults: wishes.faults }
  if (options['json']) writeDocument(replayed, told, text => terminal.out(text))
  else terminal.out(backtestTable(replayed, told.ours, told.presets))
  return exitCodes.done
}

export default defineCommand({
  name: 'backtest',
  summary: 'Replays history as production would have seen it: how often we would have paged you, and how soon',
  examples: [
    'plimsoll backtest history.parquet --time at --window 1h',
    'plimsoll backtest loans.csv --time at --score probability --label repaid --label-delay 30d --segment country',
    'plimsoll backtest rows.csv --window-rows 5000 --inject age:missing:0.2@60000 --preset all',
  ],
  next: 'plimsoll compare shows what changed between two files, column by column.',
  configure,
  run,
})
