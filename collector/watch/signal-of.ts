import { hash } from 'node:crypto'
import { type Reading, seriesKey } from '../../contract/index.ts'
import { dispersionAt } from '../../detectors/calibration/noise.ts'
import type { JudgedSignal } from '../store/store.ts'
import { complaintOf } from './broken.ts'
import type { Judgement } from './judging/judge-window.ts'
import type { Window } from './schedule.ts'
import type { AnyDeciding } from './series-plan.ts'
import type { JudgedSeries, Watched, WatchedSeries } from './watched.ts'

/** A signal before it is known whether it is news. */
export type Draft = Omit<JudgedSignal, 'revision' | 'at'> & {
  /** Labels came when the window had been judged as often as the budget allows. */
  readonly numbersOnly?: boolean
  /** Level of the test, for the detectors that are shown beside. */
  readonly alpha?: number | null
  /** The detector threw: a window that was judged before stays as it was. */
  readonly failed?: boolean
}

interface Statistic {
  readonly T: number
  readonly v: number
  readonly nu: number
  readonly phi: number
}
const noStatistic: Statistic = { T: Number.NaN, v: Number.NaN, nu: Number.NaN, phi: Number.NaN }

export interface About {
  readonly watched: Pick<Watched, 'model' | 'version'>
  readonly schema: number
  readonly baseline: string
  readonly window: Window
}

/** Signal of a deciding detector. */
export function decidedSignal(
  about: About,
  { series, unit, deciding }: Pick<WatchedSeries, 'series' | 'unit'> & { readonly deciding: Pick<AnyDeciding, 'exact'> },
  judgement: Judgement,
): Draft {
  const { decision, noise } = judgement
  const reading: Reading = {
    detector: series.detector,
    subject: series.subject,
    segment: series.segment,
    value: judgement.value,
    low: judgement.low,
    high: judgement.high,
    n: judgement.n,
    nEff: judgement.nEff,
    baselineN: judgement.baselineN,
    pValue: judgement.pValue,
    threshold: judgement.threshold,
    smallest: judgement.smallest,
    resolution: deciding.exact ? 0 : null,
    verdict: judgement.verdict,
    reason: judgement.reason,
    notes: [...judgement.notes],
    unit,
  }
  const statistic = { T: decision.T, v: decision.v, nu: decision.nu, phi: noise ? dispersionAt(noise, decision.n) : 1 }
  return { ...draftOf(about, reading, { statistic, budget: series.group }), alpha: judgement.alpha }
}

/** Signal of a deciding detector that threw: neither an alarm nor a clean bill of health, and it says why. */
export function failedSignal(about: About, { series, unit }: JudgedSeries, error: unknown): Draft {
  const { detector, subject, segment } = series
  const measure = { value: null, low: null, high: null, n: 0, nEff: 0, baselineN: 0, pValue: null, threshold: null, smallest: null, resolution: null }
  const reason = `the detector failed: ${complaintOf(error)}`
  const reading: Reading = { detector, subject, segment, ...measure, verdict: 'unsure', reason, notes: [], unit }
  return { ...draftOf(about, reading, { statistic: noStatistic, budget: series.group }), failed: true }
}

/** Signal of a metric of a person. */
export const metricSignal = (about: About, reading: Reading): Draft => draftOf(about, reading, { statistic: noStatistic, budget: 'columns' })

/** Signal of a detector that needs order: it may open alerts, and pays with an error rate of its own. */
export const sequentialSignal = (about: About, reading: Reading): Draft => draftOf(about, reading, { statistic: noStatistic, budget: 'own' })

/** Signal of a detector that is shown beside. */
export const shownSignal = (about: About, reading: Reading): Draft => draftOf(about, reading, { statistic: noStatistic, budget: '' })

function draftOf(
  { watched, schema, baseline, window }: About,
  reading: Reading,
  { statistic, budget }: { readonly statistic: Statistic; readonly budget: string },
): Draft {
  const series = seriesKey(reading)
  return {
    ...reading,
    ...statistic,
    id: idOf([watched.model, watched.version, series, window.length, String(window.fromMs)]),
    model: watched.model,
    version: watched.version,
    schema,
    series,
    length: window.length,
    window: { from: new Date(window.fromMs).toISOString(), to: new Date(window.toMs).toISOString() },
    deciding: budget !== '',
    budget,
    baseline,
    digest: digestOf([baseline, reading.value, reading.n, reading.threshold, reading.smallest, reading.verdict, reading.reason]),
  }
}

/** 128 bits of SHA-256 as a UUID: the same for every revision. */
function idOf(parts: readonly string[]): string {
  const text = hash('sha256', JSON.stringify(parts), 'hex')
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20, 32)}`
}

const digestOf = (parts: readonly unknown[]): bigint => BigInt(`0x${hash('sha256', JSON.stringify(parts), 'hex').slice(0, 16)}`)
