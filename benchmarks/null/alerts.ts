import type { Fold } from '../../collector/alert/fold.ts'
import type { AlertEvent } from '../../collector/alert/rules.ts'
import { foldSignals } from '../../collector/alert/rules.ts'
import { decidedSignal } from '../../collector/watch/signal-of.ts'
import type { Signal } from '../../contract/index.ts'
import type { Judged } from './judging.ts'
import type { Watching } from './streams.ts'

const about = { watched: { model: 'quiet', version: '' }, schema: 1, baseline: '' }

export function signalOf({ asked, stream }: Watching, { window, judgement }: Judged): Signal {
  const draft = decidedSignal({ ...about, window }, { series: stream.series, unit: asked.detector.unit, deciding: stream.deciding }, judgement)
  return { ...draft, revision: 1, at: draft.window.to }
}

/** The alerts that the product opens from these signals, in any order. */
export function openedAlerts(signals: readonly Signal[]): AlertEvent['alert'][] {
  const ordered = [...signals].sort((a, b) => (a.window.to < b.window.to ? -1 : Number(a.window.to > b.window.to)))
  return opened(new Map(), ordered).alerts
}

/** Goes on with a fold. */
export function opened(fold: Fold, signals: readonly Signal[]): { readonly fold: Fold; readonly alerts: AlertEvent['alert'][] } {
  const { fold: next, events } = foldSignals(fold, signals, new Map())
  return { fold: next, alerts: events.filter(({ kind }) => kind === 'opened').map(({ alert }) => alert) }
}
