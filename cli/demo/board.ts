import { paths, type Signal, type Verdict } from '../../contract/index.ts'
import { askAll } from './client.ts'
import { modelName } from './declaration.ts'

/** Lengths of windows, as columns of the board. */
export const lengths = ['5 min', '1 h', '24 h'] as const
type Length = (typeof lengths)[number]

export interface BoardLine {
  readonly subject: string
  readonly verdicts: Readonly<Partial<Record<Length, Verdict>>>
  /** The signal that says most: an alarm with the smallest p, else none. */
  readonly worst: Signal | null
}

const lengthOf = ({ window }: Signal): Length | undefined =>
  new Map<number, Length>([
    [300_000, '5 min'],
    [3_600_000, '1 h'],
    [86_400_000, '24 h'],
  ]).get(Date.parse(window.to) - Date.parse(window.from))

/** Inputs, answers, then what stands on the whole row. */
const order = ['distance', 'origin', 'destination', 'scheduled_hour', 'weekday', 'destination_delays', 'late_probability', 'late', '*']

const rank: Readonly<Record<Verdict, number>> = { alarm: 2, calm: 1, unsure: 0 }

/** One line a column: for every length of window, the worst verdict of its newest window; `calm` wins over `unsure`, because something was seen. */
export function boardOf(signals: readonly Signal[], deciding: ReadonlySet<string>): BoardLine[] {
  const counting = signals.filter(({ detector }) => deciding.has(detector))
  const bySubject = [...Map.groupBy(counting, ({ subject }) => subject)].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
  return bySubject.map(([subject, own]) => {
    const newest = lengths.map(length => {
      const group = own.filter(signal => lengthOf(signal) === length)
      const lastTo = group.reduce((last, { window }) => (window.to > last ? window.to : last), '')
      return [length, group.filter(({ window }) => window.to === lastTo)] as const
    })
    const worstOf = (group: readonly Signal[]) =>
      group.reduce<Verdict | undefined>((worst, { verdict }) => (worst === undefined || rank[verdict] > rank[worst] ? verdict : worst), undefined)
    const verdicts = Object.fromEntries(newest.flatMap(([length, group]) => (group.length > 0 ? [[length, worstOf(group)]] : [])))
    const alarms = newest.flatMap(([, group]) => group.filter(({ verdict }) => verdict === 'alarm'))
    const worst = alarms.reduce<Signal | null>((least, one) => (least === null || (one.pValue ?? 1) < (least.pValue ?? 1) ? one : least), null)
    return { subject, verdicts, worst }
  })
}

/** Detectors that may open an alert. */
export async function readDeciding(outwardUrl: string): Promise<ReadonlySet<string>> {
  const detectors = await askAll<{ name: string; deciding: boolean }>(outwardUrl, paths.detectors, {})
  return new Set(detectors.filter(({ deciding }) => deciding).map(({ name }) => name))
}

/** The newest signals of the whole model. One page: the windows of the last hours. */
export const readBoard = async (outwardUrl: string, deciding: ReadonlySet<string>): Promise<BoardLine[]> =>
  boardOf(await askAll<Signal>(outwardUrl, paths.signals, { model: modelName, segment: '', limit: '1000' }, 1), deciding)
