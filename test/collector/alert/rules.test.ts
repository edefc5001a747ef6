import { fc, it as property } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { type Fold, packFold, unpackFold } from '../../../collector/alert/fold.ts'
import { type AlertEvent, foldSignals, law } from '../../../collector/alert/rules.ts'
import type { Signal } from '../../../contract/index.ts'
import { alarmAt, hourMs, minuteMs, noonMs, signalOf } from './signals.ts'

const run = (signals: readonly Signal[]): AlertEvent[] => foldSignals(new Map(), signals).events
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
    { case: 'no traffic, at 5 min', signal: alarmAt(at(0), { detector: 'quality/volume', subject: '*', n: 0, value: 0 }) },
  ])('$case counts at once', ({ signal }) => {
    expect(kinds([signal])).toEqual(['opened'])
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

  it('names the segment, and the span of a day-long window', () => {
    const [event] = run([alarmAt(at(0), { ...day, detector: 'performance/auc', subject: 'score', segment: 'origin=ORD', value: 0.2, threshold: 0.1 })])
    expect(event?.alert.title).toBe('score of delays 3 where origin=ORD: performance auc 0.2 (threshold 0.1) in the 24 h to 2001-03-04 12:00')
    expect(event?.alert.severity).toBe('critical')
  })

  it.each([
    { detector: 'quality/missing', unit: 'share', value: 0.3, severity: 'warning' },
    { detector: 'quality/missing', unit: 'share', value: 0.995, severity: 'critical' },
    { detector: 'performance/brier', unit: '1', value: 0.3, severity: 'critical' },
    { detector: 'drift/spread', unit: '1', value: 9, severity: 'warning' },
  ])('$detector at $value is $severity', ({ detector, unit, value, severity }) => {
    expect(run([alarmAt(at(0), { ...hour, detector, unit, value })])[0]?.alert.severity).toBe(severity)
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
    { value: -0.146, ends: true },
    { value: -0.148, ends: false },
    { value: null, ends: false },
  ])('a latest reading of $value: $ends', ({ value, ends }) => {
    const calm = [15, 30, 45, 60].map(end => signalOf({ toMs: at(end), ...hour, value }))
    expect(kinds([opened, ...calm]).includes('resolved')).toBe(ends)
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
      const step = foldSignals(fold, batch)
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
