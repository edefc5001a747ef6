import { type ColumnType, type Detector, Failure, parseTime, type Sequential } from '../../contract/index.ts'
import { detectors } from '../../detectors/index.ts'
import { sequentialDetectors } from '../../detectors/sequential.ts'
import { positiveDefault } from '../../detectors/summaries/labelled-select.ts'
import type { CommandInput } from '../command/command.ts'
import { choosePresets } from '../command/presets.ts'
import { readFault } from './faults.ts'
import type { OutputWishes } from './outputs.ts'
import type { BacktestWishes } from './replay.ts'
import { readSpan, readWidth } from './timeline.ts'

/** What a command line asks for. @throws Failure CONFIG */
export function readWishes(file: string, options: CommandInput['options']): BacktestWishes {
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
    outputs: readOutputs(options),
    segments: readSegments(options['segment'] as string[], time),
    labelDelayMs: readLabelDelay(options, time),
    budget: readBudget(String(options['budget'])),
    presets: choosePresets((options['preset'] as string[]).flatMap(names => list(names) ?? [])),
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
const list = (value: unknown): string[] | null => (typeof value === 'string' ? value.split(',').map(name => name.trim()) : null)

/** Nothing without a label is late or positive, and a label alone judges nothing. */
function readOutputs(options: CommandInput['options']): OutputWishes {
  const [score, prediction, label] = [text(options['score']), text(options['prediction']), text(options['label'])]
  const positive = text(options['positive'])
  if (label !== undefined && score === undefined && prediction === undefined)
    throw new Failure('CONFIG', '--label needs --score COLUMN or --prediction COLUMN beside it')
  if (label === undefined && positive !== undefined) throw new Failure('CONFIG', '--positive needs --label COLUMN beside it')
  const named = [score, prediction, label].filter(name => name !== undefined)
  if (new Set(named).size < named.length) throw new Failure('CONFIG', '--score, --prediction and --label name three different columns')
  const orNull = (name: string | undefined): string | null => name ?? null
  return { score: orNull(score), prediction: orNull(prediction), label: orNull(label), positive: positive ?? positiveDefault }
}

/** As many columns as panes are split by. */
const segmentsMax = 8

function readSegments(names: readonly string[], time: string | null): readonly string[] {
  const distinct = [...new Set(names)]
  if (distinct.some(name => name === time)) throw new Failure('CONFIG', `--segment ${time}: that is the time`)
  if (distinct.length > segmentsMax) throw new Failure('CONFIG', `--segment: at most ${segmentsMax} columns`)
  return distinct
}

function readLabelDelay(options: CommandInput['options'], time: string | null): number {
  const given = text(options['labelDelay'])
  if (given === undefined) return 0
  if (time === null || text(options['label']) === undefined) throw new Failure('CONFIG', '--label-delay needs --time COLUMN and --label COLUMN beside it')
  const delayMs = readSpan(given)
  if (!(delayMs >= 0)) throw new Failure('CONFIG', `--label-delay ${given}: say how long, as 90m, 6h or 7d`)
  return delayMs
}

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
