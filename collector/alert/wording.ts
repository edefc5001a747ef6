import { detectorNames, readingNotes, type Signal, type Wording } from '../../contract/index.ts'

/** Rows for each row expected at which nothing is there any more. */
const silence = 0.01

/** Statements about the data that need no statistics: nothing is there at all, no rows or no good values. They count at once and are critical. */
export const isHard = ({ detector, unit, value }: Signal): boolean =>
  value !== null && (detector === detectorNames.volume ? value <= silence : detector.startsWith('quality/') && unit === 'share' && value >= 0.99)

/** The rule of severity: what the model earns its keep by (performance), or data that is as good as gone; all else is a warning. */
export const isCritical = (signal: Signal): boolean => isHard(signal) || signal.detector.startsWith('performance/')

/** How titles say it, by detector. */
export type Wordings = ReadonlyMap<string, Wording>

/**
 * One plain sentence: what, where, how much, since when. "distance of delays 3: distribution moved 0.43 (threshold 0.21) since 2001-03-04 14:00",
 * "AUC of delays 3 in origin=ORD fell to 0.41 (threshold 0.58) in the 24 h to 2001-03-04 14:00": a day-long window says its span, because what
 * it saw began somewhere within. Values that are the news follow what happened: "carrier of delays 3: new values "XXQ" 25 % ...".
 *
 * @param onsetMs  start of the first alarming window
 */
export function titleOf(signal: Signal, onsetMs: number, wordings: Wordings): string {
  const { detector, subject, segment, unit } = signal
  const model = [signal.model, signal.version]
    .filter(name => name !== '')
    .map(name => clip(name))
    .join(' ')
  const where = segment === '' ? '' : ` in ${clip(segment)}`
  const wording = wordings.get(detector) ?? { happened: detector.replace('/', ' ').replaceAll('-', ' ') }
  if ('metric' in wording) {
    const about = subject === '*' ? '' : ` for ${clip(subject)}`
    return `${wording.metric} of ${model}${about}${where} ${turned(signal)} to ${amounts(signal, wording.unit ?? unit, wording.after)} ${when(signal, onsetMs)}`
  }
  return `${subject === '*' ? 'all rows' : clip(subject)} of ${model}${where}: ${wording.happened}${valuesOf(signal)} ${amounts(signal, unit)} ${when(signal, onsetMs)}`
}

const valuesMax = 120

/** As the watch wrote them down: quoted, made visible and few. The bound here is for what others wrote. */
function valuesOf({ notes }: Signal): string {
  const note = notes.find(one => one.startsWith(readingNotes.values))
  return note === undefined ? '' : ` ${clip(note.slice(readingNotes.values.length), valuesMax)}`
}

/** The threshold lies between the baseline and a value that alarms. */
const turned = ({ value, threshold }: Signal): string => (value !== null && threshold !== null && value < threshold ? 'fell' : 'rose')

const amounts = ({ value, threshold }: Signal, unit: string, after = ''): string =>
  `${amount(value, unit)}${after}${threshold === null ? '' : ` (threshold ${amount(threshold, unit)})`}`

const plainUnits: ReadonlySet<string> = new Set(['1', 'ratio', 'share', ''])

function amount(value: number | null, unit: string): string {
  if (value === null) return 'unknown'
  if (unit === 'share') return `${Number((value * 100).toPrecision(3))} %`
  const text = String(Number(value.toPrecision(3)))
  return plainUnits.has(unit) ? text : `${text} ${unit}`
}

const minute = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ')

function when(signal: Signal, onsetMs: number): string {
  const hours = (Date.parse(signal.window.to) - Date.parse(signal.window.from)) / 3_600_000
  const long = hours > 48 ? `${Math.round(hours / 24)} d` : `${hours} h`
  return hours > 1 ? `in the ${long} to ${minute(Date.parse(signal.window.to))}` : `since ${minute(onsetMs)}`
}

/** Names are foreign and up to 256 characters long; a title is for a phone. */
const clip = (name: string, lettersMax = 48): string => {
  const letters = Array.from(name.replaceAll(/\p{Cc}/gu, ' '))
  return letters.length > lettersMax ? `${letters.slice(0, lettersMax - 1).join('')}…` : letters.join('')
}
