import type { Signal, Wording } from '../../../contract/index.ts'
import { detectors } from '../../../detectors/index.ts'

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
/** A Sunday in March 2001, 12:00 UTC. */
export const noonMs = Date.UTC(2001, 2, 4, 12)

export interface Wish extends Partial<Omit<Signal, 'window'>> {
  /** End of the window, and its length. */
  readonly toMs: number
  readonly lengthMs?: number
}

/** A signal of `drift/gtest` on `distance`, calm unless it says otherwise. */
export function signalOf({ toMs, lengthMs = 5 * minuteMs, ...rest }: Wish): Signal {
  const verdict = rest.verdict ?? 'calm'
  return {
    detector: 'drift/gtest',
    subject: 'distance',
    segment: '',
    value: verdict === 'alarm' ? 0.43 : 0.05,
    low: 0.01,
    high: 0.5,
    n: 1_000,
    nEff: 1_000,
    baselineN: 50_000,
    pValue: verdict === 'alarm' ? 1e-9 : 0.4,
    threshold: 0.21,
    smallest: 0.25,
    resolution: 0,
    reason: '',
    notes: [],
    unit: '1',
    id: '11111111-2222-3333-4444-555555555555',
    model: 'delays',
    version: '3',
    window: { from: new Date(toMs - lengthMs).toISOString(), to: new Date(toMs).toISOString() },
    baseline: 'b1',
    revision: 1,
    at: new Date(toMs + 30_000).toISOString(),
    ...rest,
    verdict,
  }
}

export const alarmAt = (toMs: number, rest: Omit<Wish, 'toMs'> = {}): Signal => signalOf({ toMs, verdict: 'alarm', ...rest })

/** As the collector hands them in. */
export const wordings: ReadonlyMap<string, Wording> = new Map([...detectors].flatMap(([name, { wording }]) => (wording ? [[name, wording]] : [])))
