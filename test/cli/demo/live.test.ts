import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { frameLines, noteMessage, type Page } from '../../../cli/demo/live.ts'
import { noProgress } from '../../../cli/demo/replay.ts'
import { openScreen, padded, widthOf } from '../../../cli/demo/screen.ts'
import { clockText, lengthText, momentText, valueText } from '../../../cli/demo/words.ts'

const day = 86_400_000
const calendar = { fromMs: Date.UTC(2001, 1, 6, 12), toMs: Date.UTC(2001, 1, 20, 12), shiftMs: 1_344 * 7 * day }
const message = (state: string) => ({ id: 'm', event: { type: 'plimsoll.alert.opened', data: { id: 'a', title: 'something moved', state } } })

test('a frame says when, how far, what is injected, and what was paged', () => {
  const fault = { kind: 'unit' as const, fromMs: calendar.fromMs, toMs: calendar.toMs, column: 'distance', airport: '' }
  const script = { calendar, faults: [fault], story: 's', lastsMs: 1 }
  const progress = { ...noProgress(script), atMs: calendar.fromMs + 7 * day, rows: 115_000, labels: 99_000 }
  const pages = new Map<string, Page>()
  noteMessage(pages, message('open'), 61_000)
  const board = [{ subject: '*', verdicts: { '24 h': 'alarm' as const }, worst: null }]
  const text = stripVTControlCharacters(frameLines({ script, progress, board, pages: pages.values(), elapsedMs: 75_000, rowsPerSecond: 1_533 }).join('\n'))
  // 1,344 weeks after Tuesday the 13th of February 2001 is Tuesday the 17th of November 2026.
  for (const part of [
    'Tue 17 Nov 12:00',
    'day 8 of 14',
    '115,000 rows sent, 1,533/s, 99,000 labels',
    '1:15',
    'kilometres',
    'traffic and labels',
    'ALARM',
    '● open',
    '1:01  something moved',
  ])
    expect(text).toContain(part)
  noteMessage(pages, message('resolved'), 90_000)
  expect([...pages.values()]).toEqual([{ id: 'a', open: false, title: 'something moved', afterMs: 61_000 }])
})

test('a screen wipes what it drew, and no more', () => {
  const written: string[] = []
  const screen = openScreen({ out: text => written.push(text), err: () => undefined, live: true, env: {}, stop: new AbortController().signal, clock: () => 0 })
  screen.draw(['one', 'two'])
  screen.draw(['x'.repeat(500)])
  expect(written[0]).toBe('one\ntwo\n')
  expect(written[1]).toBe('\u001b[2A\u001b[0J')
  expect(widthOf(written[2] ?? '')).toBeLessThan(500)
  expect(padded('\u001b[1mab\u001b[22m', 4).endsWith('  ')).toBe(true)
})

test('words', () => {
  expect(lengthText(35 * 60_000)).toBe('35 min')
  expect(lengthText(60 * 60_000)).toBe('1 h 0 min')
  expect(lengthText(47 * 3_600_000)).toBe('1 d 23 h')
  expect(clockText(67_900)).toBe('1:07')
  expect(momentText(Date.UTC(2026, 10, 10, 8, 5))).toBe('Tue 10 Nov 08:05')
  expect(valueText(0.2917, 'share')).toBe('29.2 %')
  expect(valueText(0.8744, 'sd')).toBe('0.874 sd')
  expect(valueText(null, '1')).toBe('–')
})
