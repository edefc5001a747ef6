import { fc, it as property } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { type Fold, packFold, unpackFold } from '../../../collector/alert/fold.ts'
import { type AlertEvent, foldSignals } from '../../../collector/alert/rules.ts'
import type { Signal } from '../../../contract/index.ts'
import { minuteMs, noonMs, signalOf, wordings } from './signals.ts'

const run = (signals: readonly Signal[]): AlertEvent[] => foldSignals(new Map(), signals, wordings).events
const at = (minutes: number): number => noonMs + minutes * minuteMs
const subjects = ['distance', '__proto__', 'a|b', "'; DROP"]
const history = fc
  .array(
    fc.record({
      steps: fc.integer({ min: 0, max: 4 }),
      subject: fc.constantFrom(...subjects),
      length: fc.constantFrom(5, 60, 1440),
      verdict: fc.constantFrom('alarm' as const, 'calm' as const, 'calm' as const, 'unsure' as const),
      version: fc.constantFrom('3', '4'),
      late: fc.integer({ min: 0, max: 3 }),
    }),
    { maxLength: 120 },
  )
  .map(list => {
    let now = 0
    return list.map(({ steps, late, length, ...rest }) => {
      now += 5 * steps
      return signalOf({ ...rest, toMs: at(now - 30 * late), lengthMs: length * minuteMs })
    })
  })

describe('for any history', () => {
  property.prop([history, fc.infiniteStream(fc.boolean())])('a replay that stops and restarts between windows gives the same events', (signals, stops) => {
    const events: AlertEvent[] = []
    let fold: Fold = new Map()
    let batch: Signal[] = []
    const flush = () => {
      const step = foldSignals(fold, batch, wordings)
      events.push(...step.events)
      fold = new Map([...step.fold].map(([key, model]) => [key, unpackFold(packFold(model))]))
      batch = []
    }
    for (const signal of signals) {
      const last = batch.at(-1)
      const between = last && (last.window.to !== signal.window.to || last.version !== signal.version)
      if (between && stops.next().value) flush()
      batch.push(signal)
    }
    flush()
    expect(events).toEqual(run(signals))
  })

  property.prop([history])('each alert opens first and once, its revisions rise by one, and it never resolves twice in a row', signals => {
    for (const events of Map.groupBy(run(signals), event => event.alert.id).values()) {
      expect(events.map(event => event.alert.revision)).toEqual(events.map((_, index) => index + 1))
      expect(events.map(event => event.kind === 'opened')).toEqual(events.map((_, index) => index === 0))
      const states = events.map(event => event.alert.state)
      expect(states.some((state, index) => state === 'resolved' && states[index - 1] === 'resolved')).toBe(false)
      for (const { alert, kind } of events) {
        expect(alert.state).toBe(kind === 'resolved' ? 'resolved' : 'open')
        expect(alert.signals.length).toBeGreaterThan(0)
        expect(alert.signals.every(signal => signal.verdict === 'alarm' && signal.version === alert.version)).toBe(true)
        expect(Date.parse(alert.onsetAt)).toBeLessThan(Date.parse(alert.openedAt))
      }
    }
  })
})
