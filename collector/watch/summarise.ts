import { dayMs, hourMs, minuteMs } from '../../contract/index.ts'
import { addNames, countNames, type Engine, findDirtyPanes, makePanes, readNames } from '../store/store.ts'
import { floorTo, joinSpans, type Span } from './schedule.ts'
import type { Source } from './source.ts'

/** Gaps up to this are looked through rather than asked around. */
const gapMs = hourMs

type Level = 60 | 3600
interface Bounds {
  /** Panes that end later are not closed. */
  readonly watermarkMs: number
  /** Panes that start earlier are too late. */
  readonly oldestMs: number
  readonly paneRowsMax: number
  /** Version of the next statement; rises with every call. */
  readonly nextVersion: () => number
}

export interface Rewritten {
  readonly minutes: readonly Span[]
  readonly hours: readonly Span[]
  /** Panes made, of both levels. */
  readonly panes: number
}

/**
 * Makes the closed panes of a source whose rows have changed, all of a day (hours: of a month) in one statement. What is dirty
 * is found by counts among the minutes that got rows, so doing it again does nothing, and dying halfway leaves them dirty.
 */
export async function summarise(engine: Engine, source: Source, bounds: Bounds): Promise<Rewritten> {
  const minutes = await summariseLevel(engine, source, { level: 60, waiting: source.minutes, bounds })
  const hours = await summariseLevel(engine, source, { level: 3600, waiting: source.hours, bounds })
  if (minutes.length + hours.length > 0) source.names = await knownNames(engine, source, [...spansOf(minutes, minuteMs), ...spansOf(hours, hourMs)])
  return { minutes: spansOf(minutes, minuteMs), hours: spansOf(hours, hourMs), panes: minutes.length + hours.length }
}

interface LevelWork {
  readonly level: Level
  readonly waiting: Set<number>
  readonly bounds: Bounds
}

async function summariseLevel(engine: Engine, source: Source, { level, waiting, bounds }: LevelWork): Promise<number[]> {
  const stepMs = level * 1000
  const due = [...waiting].filter(startMs => startMs + stepMs <= bounds.watermarkMs)
  const made: number[] = []
  for (const span of looseSpans(
    due.filter(startMs => startMs >= bounds.oldestMs),
    level,
  )) {
    const dirty = await findDirtyPanes(engine, source.schema, source.cut, { stepSeconds: level, ...span })
    const closed = dirty.filter(({ startMs }) => startMs + stepMs <= bounds.watermarkMs)
    for (const startsMs of statements(closed, level, bounds.paneRowsMax)) {
      await makePanes(engine, source.schema, source.cut, { stepSeconds: level, startsMs, version: bounds.nextVersion() })
      made.push(...startsMs)
    }
  }
  for (const startMs of due) waiting.delete(startMs)
  return made
}

const spansOf = (startsMs: readonly number[], stepMs: number): Span[] => joinSpans(startsMs.map(fromMs => ({ fromMs, toMs: fromMs + stepMs })))

/** Few spans that cover the panes; what lies between is asked for too, which costs less than a question more. None grows beyond what one question bears. */
function looseSpans(startsMs: readonly number[], level: Level): Span[] {
  const stepMs = level * 1000
  const padded = startsMs.map(fromMs => ({ fromMs, toMs: fromMs + stepMs + gapMs }))
  return joinSpans(padded)
    .map(({ fromMs, toMs }) => ({ fromMs, toMs: toMs - gapMs }))
    .flatMap(span => partsOf(span, level === 60 ? 2 * dayMs : 31 * dayMs))
}

function partsOf({ fromMs, toMs }: Span, partMs: number): Span[] {
  const parts: Span[] = []
  for (let startMs = fromMs; startMs < toMs; startMs = floorTo(startMs, partMs) + partMs)
    parts.push({ fromMs: startMs, toMs: Math.min(toMs, floorTo(startMs, partMs) + partMs) })
  return parts
}

/** Panes of one statement: of one partition of the table, and no more rows than memory bears. */
function* statements(panes: readonly { readonly startMs: number; readonly rows: number }[], level: Level, rowsMax: number): Generator<number[]> {
  let startsMs: number[] = []
  let rows = 0
  let part = ''
  for (const pane of panes) {
    const own = new Date(pane.startMs).toISOString().slice(0, level === 60 ? 10 : 7)
    if (startsMs.length > 0 && (own !== part || rows + pane.rows > rowsMax)) {
      yield startsMs
      startsMs = []
      rows = 0
    }
    part = own
    startsMs.push(pane.startMs)
    rows += pane.rows
  }
  if (startsMs.length > 0) yield startsMs
}

/** Texts of new categories first go to the store, so that the panes that hold them can be read with their names. */
async function knownNames(engine: Engine, source: Source, spans: readonly Span[]): Promise<Source['names']> {
  for (const span of joinSpans(spans)) await addNames(engine, source.schema, span)
  const held = Array.from(source.names.values()).reduce((sum, column) => sum + column.size, 0)
  return held === (await countNames(engine, source.schema)) ? source.names : readNames(engine, source.schema)
}
