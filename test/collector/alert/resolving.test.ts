import { describe, expect, it } from 'vitest'
import { foldSignals } from '../../../collector/alert/rules.ts'
import type { Signal } from '../../../contract/index.ts'
import { alarmAt, hourMs, minuteMs, noonMs, signalOf, wordings } from './signals.ts'

const run = (signals: readonly Signal[]) => foldSignals(new Map(), signals, wordings).events
const kinds = (signals: readonly Signal[]): string[] => run(signals).map(event => event.kind)
const at = (minutes: number): number => noonMs + minutes * minuteMs
const day = { lengthMs: 24 * hourMs }
const hour = { lengthMs: hourMs }

describe('how it ends', () => {
  const opened = alarmAt(at(0), hour)
  it.each([
    { case: 'not before 1 h', calm: [15, 30, 45], ends: false },
    { case: 'after 1 h', calm: [15, 30, 45, 60], ends: true },
  ])('$case', ({ calm, ends }) => {
    const events = run([opened, ...calm.map(end => signalOf({ toMs: at(end), ...hour }))])
    expect(events.map(event => event.kind)).toEqual(ends ? ['opened', 'resolved'] : ['opened'])
    if (ends) expect(events[1]?.alert).toMatchObject({ state: 'resolved', resolvedAt: '2001-03-04T13:00:00.000Z', revision: 2 })
  })

  it.each([
    // 0.7 of 0.21 is 0.147.
    { value: 0.148, ends: false },
    { value: 0.146, ends: true },
    { value: null, ends: false },
  ])('a latest reading of $value: $ends', ({ value, ends }) => {
    const calm = [15, 30, 45, 60].map(end => signalOf({ toMs: at(end), ...hour, value }))
    expect(kinds([opened, ...calm]).includes('resolved')).toBe(ends)
  })

  // Baseline 0.05, threshold 0.066, so 0.0612 is 0.7 of the way; `smallest` holds the way of 0.016 and 0.001 more.
  it.each([
    { value: 0.05, ends: true },
    { value: 0.0608, ends: true },
    { value: 0.0613, ends: false },
  ])('a rate that starts from its baseline, back at $value: $ends', ({ value, ends }) => {
    const rate = { ...hour, detector: 'quality/missing', unit: 'share', threshold: 0.066, smallest: 0.017 }
    const calm = [15, 30, 45, 60].map(end => signalOf({ toMs: at(end), ...rate, value }))
    expect(kinds([alarmAt(at(0), { ...rate, value: 0.3 }), ...calm]).includes('resolved')).toBe(ends)
  })

  // Accuracy fell from 0.92 below 0.88; the way is 0.04, and 0.3 of it are left above 0.892.
  it.each([
    { value: 0.92, ends: true },
    { value: 0.89, ends: false },
  ])('a rate that fell, back at $value: $ends', ({ value, ends }) => {
    const rate = { ...hour, detector: 'performance/accuracy', unit: 'share', threshold: 0.88, smallest: 0.041 }
    const calm = [15, 30, 45, 60].map(end => signalOf({ toMs: at(end), ...rate, value }))
    expect(kinds([alarmAt(at(0), { ...rate, value: 0.6 }), ...calm]).includes('resolved')).toBe(ends)
  })

  it('a metric that lies beyond its threshold after late labels holds the alert open, though that is no alarm', () => {
    const area = { ...hour, detector: 'performance/auc', unit: 'share', threshold: 0.58, smallest: 0.13 }
    const late = [15, 30, 45, 60].map(end =>
      signalOf({ toMs: at(end), ...area, value: 0.38, verdict: 'unsure', notes: ['beyond the threshold with all labels'] }),
    )
    expect(kinds([alarmAt(at(0), { ...area, value: 0.41 }), ...late])).toEqual(['opened'])
  })

  it('a day-long window takes 6 h', () => {
    const calm = (hours: number) => Array.from({ length: hours }, (_, index) => signalOf({ toMs: at(60 * (index + 1)), ...day }))
    expect(kinds([alarmAt(at(0), day), ...calm(5)])).toEqual(['opened'])
    expect(kinds([alarmAt(at(0), day), ...calm(6)])).toEqual(['opened', 'resolved'])
  })

  it('one member that still alarms holds it open', () => {
    const both = [15, 30, 45, 60].flatMap(end => [signalOf({ toMs: at(end), ...hour }), alarmAt(at(end), { ...hour, subject: 'carrier' })])
    expect(kinds([opened, ...both])).not.toContain('resolved')
  })

  it('a member that fell silent for a day does not', () => {
    const clock = (minutes: number) => signalOf({ toMs: at(minutes), detector: 'quality/volume', subject: '*' })
    expect(kinds([opened, clock(24 * 60)])).toEqual(['opened'])
    expect(kinds([opened, clock(24 * 60 + 5)])).toEqual(['opened', 'resolved'])
  })

  const calm = [15, 30, 45, 60].map(end => signalOf({ toMs: at(end), ...hour }))
  it.each([
    { after: 179, same: true },
    { after: 180, same: false },
  ])('an alarm $after minutes later: the same alert? $same', ({ after, same }) => {
    const events = run([opened, ...calm, alarmAt(at(after), hour)])
    expect(events.map(event => event.kind)).toEqual(['opened', 'resolved', same ? 'updated' : 'opened'])
    expect(new Set(events.map(event => event.alert.id)).size).toBe(same ? 1 : 2)
    expect(events.at(-1)?.alert.state).toBe('open')
  })

  it('a late revision of what a resolved alert has told opens nothing', () => {
    expect(kinds([opened, ...calm, alarmAt(at(0), { ...hour, revision: 2 })])).toEqual(['opened', 'resolved'])
  })
})

describe('windows of a calendar', () => {
  const dayMs = 24 * hourMs
  const others = (days: number): Signal[] =>
    Array.from({ length: days * 24 }, (_, at) => signalOf({ toMs: noonMs + (at + 1) * hourMs, ...hour, subject: 'others' }))
  const together = (...signals: Signal[]): Signal[] => signals.sort((a, b) => Date.parse(a.window.to) - Date.parse(b.window.to))

  it('a day of 23 hours says that the day of 24 before it is over', () => {
    const calm = signalOf({ toMs: noonMs + 23 * hourMs, lengthMs: 23 * hourMs })
    expect(run(together(alarmAt(noonMs, day), ...others(1), calm)).map(({ kind, alert }) => [kind, alert.resolvedAt])).toEqual([
      ['opened', null],
      ['resolved', new Date(noonMs + 23 * hourMs).toISOString()],
    ])
  })

  it.each([
    { case: 'a week', alarm: 7 * dayMs, calm: 7 * dayMs },
    { case: 'a month of 31 days before one of 28', alarm: 31 * dayMs, calm: 28 * dayMs },
  ])('$case keeps its alert open until the next one', ({ alarm, calm }) => {
    const next = signalOf({ toMs: noonMs + calm, lengthMs: calm })
    const events = run(together(alarmAt(noonMs, { lengthMs: alarm }), ...others(calm / dayMs + 1), next))
    expect(events.map(({ kind, alert }) => [kind, alert.resolvedAt])).toEqual([
      ['opened', null],
      ['resolved', new Date(noonMs + calm).toISOString()],
    ])
    expect(events[0]?.alert.title).toContain(`in the ${alarm / dayMs} d to`)
  })

  it('a detector that needs order has no threshold, and is calm when it says so', () => {
    const stream = { ...hour, detector: 'stream/adwin', threshold: null, smallest: null }
    const calm = [60, 120].map(end => signalOf({ toMs: at(end), ...stream }))
    expect(kinds([alarmAt(at(0), stream), ...calm])).toEqual(['opened', 'resolved'])
    expect(kinds([alarmAt(at(0), stream), ...calm.map((signal): Signal => ({ ...signal, verdict: 'unsure' }))])).toEqual(['opened'])
  })
})
