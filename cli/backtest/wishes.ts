import { type Detector, Failure, parseTime, type Sequential } from '../../contract/index.ts'
import { detectors } from '../../detectors/index.ts'
import { sequentialDetectors } from '../../detectors/sequential.ts'
import type { CommandInput } from '../command/command.ts'
import { listOf, presetsOf, readOutputs, readRate, readSegments, readTypes, textOf } from '../command/file-options.ts'
import { unknownDetector } from '../command/own-detectors.ts'
import { readFault } from './faults.ts'
import type { OutputWishes } from './outputs.ts'
import type { BacktestWishes } from './replay.ts'
import { readSpan, readWidth } from './timeline.ts'

/** What a command line asks for. @throws Failure CONFIG */
export function readWishes(file: string, options: CommandInput['options'], known: Known): BacktestWishes {
  const window = readWidth(textOf(options['window']) ?? undefined, textOf(options['windowRows']) ?? undefined)
  const time = textOf(options['time'])
  if (!window.rowsCount && time === null) throw new Failure('CONFIG', 'windows of time need --time COLUMN; --window-rows COUNT does without')
  return {
    ...chooseDetectors(listOf(options['detectors']), known),
    known,
    file,
    window,
    time,
    rowsCount: window.rowsCount,
    ...readBaseline(options, time),
    only: listOf(options['columns']),
    types: readTypes(options['type'] as string[]),
    faults: (options['inject'] as string[]).map(readFault),
    outputs: readLabelled(options),
    segments: readParts(options['segment'] as string[], time),
    labelDelayMs: readLabelDelay(options, time),
    budget: readBudget(String(options['budget'])),
    presets: presetsOf(options['preset'] as string[]),
  }
}

/** A label alone judges nothing. */
function readLabelled(options: CommandInput['options']): OutputWishes {
  if (textOf(options['label']) !== null && textOf(options['score']) === null && textOf(options['prediction']) === null)
    throw new Failure('CONFIG', '--label needs --score COLUMN or --prediction COLUMN beside it')
  return readOutputs(options)
}

function readParts(names: readonly string[], time: string | null): readonly string[] {
  if (names.some(name => name === time)) throw new Failure('CONFIG', `--segment ${time}: that is the time`)
  return readSegments(names)
}

function readLabelDelay(options: CommandInput['options'], time: string | null): number {
  const given = textOf(options['labelDelay'])
  if (given === null) return 0
  if (time === null || textOf(options['label']) === null) throw new Failure('CONFIG', '--label-delay needs --time COLUMN and --label COLUMN beside it')
  const delayMs = readSpan(given)
  if (!(delayMs >= 0)) throw new Failure('CONFIG', `--label-delay ${given}: say how long, as 90m, 6h or 7d`)
  return delayMs
}

function readBaseline(options: CommandInput['options'], time: string | null): Pick<BacktestWishes, 'baseline' | 'baselineRows' | 'baselineUntil'> {
  const [rows, until, baseline] = [textOf(options['baselineRows']), textOf(options['baselineUntil']), textOf(options['baseline'])]
  if ([rows, until, baseline].filter(one => one !== null).length > 1) throw new Failure('CONFIG', 'say one of --baseline-rows, --baseline-until and --baseline')
  if (rows !== null && !/^[1-9]\d{0,11}$/.test(rows)) throw new Failure('CONFIG', `--baseline-rows ${rows}: say how many rows`)
  if (until !== null && (time === null || parseTime(until) === undefined))
    throw new Failure('CONFIG', `--baseline-until ${until}: say a time as 2026-03-04T12:00:00Z, beside --time COLUMN`)
  return { baseline, baselineRows: rows === null ? null : Number(rows), baselineUntil: until }
}

type Known = ReadonlyMap<string, Detector>

/** @throws Failure CONFIG for a folder of which nothing would be replayed */
function decidingOf(known: Known): Detector[] {
  const deciding = [...known.values()].filter(one => one.deciding)
  const own = [...known.keys()].filter(name => !detectors.has(name))
  if (own.length > 0 && !deciding.some(({ name }) => own.includes(name)))
    throw new Failure('CONFIG', `--detector-folder: ${own.join(', ')} only show and never page, without deciding; plimsoll compare has them`)
  return deciding
}

/** Those that open alerts, unless told otherwise: a backtest is about being paged. */
function chooseDetectors(names: readonly string[] | null, known: Known): { detectors: readonly Detector[]; sequential: readonly Sequential[] } {
  if (names === null) return { detectors: decidingOf(known), sequential: [] }
  const chosen: Detector[] = []
  const sequential: Sequential[] = []
  for (const name of names) {
    const detector = known.get(name)
    const streaming = sequentialDetectors.get(name)
    if (detector && !detector.deciding) throw new Failure('CONFIG', `${name} only shows and never pages; plimsoll compare has it`)
    if (detector) chosen.push(detector)
    else if (streaming) sequential.push(streaming)
    else throw unknownDetector(name, [...known.keys(), ...sequentialDetectors.keys()])
  }
  return { detectors: chosen, sequential }
}

/** "1 per 30d", as false alarms in 30 days. */
function readBudget(given: string): number {
  const { count, days } = readRate(given)
  const value = (30 * count) / days
  if (!(value > 0 && value <= 30)) throw new Failure('CONFIG', `--budget ${given}: say for example '1 per 30d', at most one a day`)
  return value
}
