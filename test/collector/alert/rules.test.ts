import { describe, expect, it } from 'vitest'
import { law } from '../../../collector/alert/law.ts'
import { type AlertEvent, foldSignals } from '../../../collector/alert/rules.ts'
import type { Signal } from '../../../contract/index.ts'
import { alarmAt, hourMs, minuteMs, noonMs, signalOf, wordings } from './signals.ts'

const run = (signals: readonly Signal[]): AlertEvent[] => foldSignals(new Map(), signals, wordings).events
const kinds = (signals: readonly Signal[]): string[] => run(signals).map(event => event.kind)
const at = (minutes: number): number => noonMs + minutes * minuteMs
const day = { lengthMs: 24 * hourMs }
const hour = { lengthMs: hourMs }

describe('when an alarm counts', () => {
  it.each([
    { case: 'one 5-minute alarm does not', ends: [0], opens: 0 },
    { case: 'two in a row do', ends: [0, 5], opens: 1 },
    { case: 'two of three do', ends: [0, 10], opens: 1 },
    { case: 'two of four do not', ends: [0, 15], opens: 0 },
    { case: 'an overlapping window is no second witness', ends: [0, 2], opens: 0 },
    { case: 'the earlier of two may come late', ends: [5, 0], opens: 1 },
  ])('$case', ({ ends, opens }) => {
    expect(kinds(ends.map(end => alarmAt(at(end)))).filter(kind => kind === 'opened')).toHaveLength(opens)
  })

  it('two series do not witness for each other', () => {
    expect(kinds([alarmAt(at(0)), alarmAt(at(5), { subject: 'carrier' })])).toEqual([])
  })

  it('an alarm that a revision took back is no witness', () => {
    expect(kinds([alarmAt(at(0)), signalOf({ toMs: at(0), revision: 2 }), alarmAt(at(5))])).toEqual([])
  })

  it.each([
    { case: '1 h', signal: alarmAt(at(0), hour) },
    { case: '24 h', signal: alarmAt(at(0), day) },
    { case: 'all values missing, at 5 min', signal: alarmAt(at(0), { detector: 'quality/missing', unit: 'share', value: 1 }) },
    {
      case: 'no traffic, at 5 min',
      signal: alarmAt(at(0), { detector: 'quality/volume', subject: '*', unit: 'ratio', value: 0, threshold: 0.4 }),
    },
  ])('$case counts at once', ({ signal }) => {
    expect(kinds([signal])).toEqual(['opened'])
  })

  it.each([
    { case: 'half the traffic', value: 0.5, threshold: 0.7 },
    { case: 'three times the traffic', value: 3, threshold: 1.6 },
  ])('$case waits for a second window', ({ value, threshold }) => {
    expect(kinds([alarmAt(at(0), { detector: 'quality/volume', subject: '*', unit: 'ratio', value, threshold })])).toEqual([])
  })

  it('calm and unsure never open', () => {
    expect(kinds([signalOf({ toMs: at(0), verdict: 'unsure', ...hour }), signalOf({ toMs: at(15), ...hour })])).toEqual([])
  })
})

describe('what an alert says', () => {
  it('in one sentence: subject, model, value, threshold, since when', () => {
    const [event] = run([alarmAt(at(115)), alarmAt(at(120))])
    // The first of the two alarming windows ended at 13:55, so it began at 13:50; the alert opened with the one that ended at 14:00.
    expect(event?.alert).toMatchObject({
      title: 'distance of delays 3: distribution moved 0.43 (threshold 0.21) since 2001-03-04 13:50',
      state: 'open',
      severity: 'warning',
      onsetAt: '2001-03-04T13:50:00.000Z',
      openedAt: '2001-03-04T14:00:00.000Z',
      resolvedAt: null,
      revision: 1,
    })
  })

  it.each([
    {
      detector: 'performance/auc',
      segment: 'origin=ORD',
      unit: 'share',
      value: 0.41,
      threshold: 0.58,
      said: 'AUC of delays 3 in origin=ORD fell to 0.41 (threshold 0.58)',
    },
    { detector: 'performance/accuracy', unit: 'share', value: 0.815, threshold: 0.85, said: 'accuracy of delays 3 fell to 81.5 % (threshold 85 %)' },
    { detector: 'performance/logloss', unit: 'nats', value: 0.9, threshold: 0.7, said: 'log loss of delays 3 rose to 0.9 nats (threshold 0.7 nats)' },
    { detector: 'quality/volume', unit: 'ratio', value: 0.4, threshold: 0.61, said: 'traffic of delays 3 fell to 40 % of what was expected (threshold 61 %)' },
    {
      detector: 'bias/di',
      subject: 'sex=F',
      unit: 'ratio',
      value: 0.6,
      threshold: 0.8,
      said: 'ratio between groups of delays 3 for sex=F fell to 0.6 (threshold 0.8)',
    },
    {
      detector: 'drift/gtest',
      subject: 'distance',
      segment: 'origin=ORD',
      unit: '1',
      value: 0.43,
      threshold: 0.21,
      said: 'distance of delays 3 in origin=ORD: distribution moved 0.43 (threshold 0.21)',
    },
  ])('names what moved, the segment, and the span of a day-long window: $said', ({ said, ...reading }) => {
    const [event] = run([alarmAt(at(0), { ...day, subject: '*', ...reading })])
    expect(event?.alert.title).toBe(`${said} in the 24 h to 2001-03-04 12:00`)
  })

  it.each([
    { detector: 'quality/missing', unit: 'share', value: 0.3, severity: 'warning' },
    { detector: 'quality/missing', unit: 'share', value: 0.995, severity: 'critical' },
    { detector: 'performance/brier', unit: '1', value: 0.3, severity: 'critical' },
    { detector: 'performance/auc', unit: 'share', value: 0.2, severity: 'critical' },
    { detector: 'quality/volume', unit: 'ratio', value: 0.009, severity: 'critical' },
    { detector: 'quality/volume', unit: 'ratio', value: 0.011, severity: 'warning' },
    { detector: 'quality/volume', unit: 'ratio', value: 1.5, severity: 'warning' },
    { detector: 'drift/spread', unit: '1', value: 9, severity: 'warning' },
  ])('$detector at $value is $severity', ({ detector, unit, value, severity }) => {
    expect(run([alarmAt(at(0), { ...hour, detector, unit, value })])[0]?.alert.severity).toBe(severity)
  })

  const unseen = { ...hour, subject: 'airport', detector: 'quality/unseen', unit: 'share', value: 0.25, threshold: 0.03 }

  it('names the new values themselves, and keeps them with the member', () => {
    const [event] = run([alarmAt(at(0), { ...unseen, notes: ['fewer than 8 days known', 'values: "XXQ", "Y\\u{a}Z"'] })])
    expect(event?.alert.title).toBe('airport of delays 3: new values "XXQ", "Y\\u{a}Z" 25 % (threshold 3 %) since 2001-03-04 11:00')
    expect(event?.alert.signals[0]?.notes).toContain('values: "XXQ", "Y\\u{a}Z"')
  })

  it('stays short and on one line whatever the values are', () => {
    const [event] = run([alarmAt(at(0), { ...unseen, notes: [`values: "${'x'.repeat(5_000)}\n\u0007"`] })])
    // 120 letters of values, and less than 100 of all else.
    expect(event?.alert.title.length).toBeLessThan(220)
    expect(event?.alert.title).toMatch(/^airport of delays 3: new values "x{118}… 25 %/)
  })

  it('leaves no gap for a version that has no name', () => {
    const [event] = run([alarmAt(at(0), { ...hour, version: '' })])
    expect(event?.alert.title).toBe('distance of delays: distribution moved 0.43 (threshold 0.21) since 2001-03-04 11:00')
  })

  it('speaks of the member that leads, and since when that one alarms', () => {
    const events = run([alarmAt(at(0), { ...hour, subject: 'distance', pValue: 1e-5 }), alarmAt(at(60), { ...unseen, pValue: 1e-9, notes: ['values: "XXQ"'] })])
    expect(events.map(({ kind, alert }) => [kind, alert.title])).toEqual([
      ['opened', 'distance of delays 3: distribution moved 0.43 (threshold 0.21) since 2001-03-04 11:00'],
      ['updated', 'airport of delays 3: new values "XXQ" 25 % (threshold 3 %) since 2001-03-04 12:00, and 1 more'],
    ])
    expect(events[1]?.alert).toMatchObject({ onsetAt: '2001-03-04T11:00:00.000Z', signals: [{ subject: 'airport' }, { subject: 'distance' }] })
  })

  it('dates the change by the shortest window that alarms, however early a long one began', () => {
    const events = run([alarmAt(at(-5), { subject: 'airport' }), alarmAt(at(0), { subject: 'airport' }), alarmAt(at(0), { ...hour, subject: 'distance' })])
    // The hour began at 11:00; the two slices that alarm are 11:50 to 12:00.
    expect(events.at(-1)?.alert).toMatchObject({ onsetAt: '2001-03-04T11:50:00.000Z' })
    expect(events.at(-1)?.alert.signals).toHaveLength(2)
  })

  it('is not dated by what joined after it opened', () => {
    const later = [alarmAt(at(40), { subject: 'airport' }), alarmAt(at(45), { subject: 'airport' })]
    const events = run([alarmAt(at(0), { ...hour, subject: 'distance' }), ...later])
    expect(events.at(-1)?.alert.signals).toHaveLength(2)
    for (const { alert } of events) expect(alert.onsetAt).toBe('2001-03-04T11:00:00.000Z')
  })

  it('orders members by how unlikely they are, and tells all of one window at once', () => {
    const events = run([
      alarmAt(at(0), { ...hour, subject: 'b', pValue: 1e-5 }),
      alarmAt(at(0), { ...hour, subject: 'c', pValue: null }),
      alarmAt(at(0), { ...hour, subject: 'a', pValue: 1e-9 }),
    ])
    expect(events.map(event => [event.kind, event.alert.signals.map(signal => signal.subject)])).toEqual([['opened', ['a', 'b', 'c']]])
    expect(events[0]?.alert.title).toMatch(/^a of delays 3: .*, and 2 more$/)
  })
})

describe('what is one alert', () => {
  it.each([
    { gap: 119, alerts: 1 },
    { gap: 120, alerts: 2 },
  ])('alarms of two series $gap minutes apart are $alerts', ({ gap, alerts }) => {
    const events = run([alarmAt(at(0), hour), alarmAt(at(gap), { ...hour, subject: 'carrier' })])
    expect(new Set(events.map(event => event.alert.id)).size).toBe(alerts)
  })

  it('of two versions are two', () => {
    expect(kinds([alarmAt(at(0), hour), alarmAt(at(0), { ...hour, version: '4' })])).toEqual(['opened', 'opened'])
  })

  it('a late alarm of older data joins what is near it in event time', () => {
    const late = alarmAt(at(-30), { ...day, detector: 'performance/auc', subject: 'score', revision: 2 })
    const events = run([alarmAt(at(0), hour), late])
    expect(events.map(event => [event.kind, event.alert.signals.length, event.alert.severity])).toEqual([
      ['opened', 1, 'warning'],
      ['updated', 2, 'critical'],
    ])
  })
})

describe('updates', () => {
  it('are folded: at most one in 15 minutes of event time', () => {
    const joins = [1, 2, 3, 4, 5, 6].map(step => alarmAt(at(5 * step), { ...hour, subject: `column ${step}` }))
    const events = run([alarmAt(at(0), hour), ...joins])
    expect(events.map(event => [event.kind, event.alert.revision, event.alert.signals.length])).toEqual([
      ['opened', 1, 1],
      ['updated', 2, 4],
      ['updated', 3, 7],
    ])
  })

  it('do not wait when it turns critical', () => {
    expect(kinds([alarmAt(at(0), hour), alarmAt(at(5), { ...hour, detector: 'performance/f1' })])).toEqual(['opened', 'updated'])
  })

  it('are bounded in members', () => {
    const many = Array.from({ length: 150 }, (_, index) => alarmAt(at(0), { ...hour, subject: `c${index}` }))
    const [event] = run(many)
    expect(event?.alert.signals).toHaveLength(law.membersMax)
    expect(event?.alert.title).toMatch(/and 149 more$/)
  })
})
