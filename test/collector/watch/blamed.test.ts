import { describe, expect, it } from 'vitest'
import { addBlamed, type Blamed, blamedNotes, putBlamed } from '../../../collector/watch/blamed.ts'

const stepMs = 300_000
const all = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER }

function keep(into: Blamed, slices: Readonly<Record<number, Readonly<Record<string, number>>>>): Blamed {
  const fresh: Blamed = new Map()
  for (const [step, values] of Object.entries(slices)) addBlamed(fresh, Number(step) * stepMs, Object.entries(values))
  putBlamed(into, fresh, stepMs)
  return into
}
const noteOf = (value: string) => blamedNotes(keep(new Map(), { 0: { [value]: 1 } }), all)[0]

describe('the values that a window is blamed for', () => {
  it('are those of its slices, the most frequent first, at most three', () => {
    const kept = keep(new Map(), { 0: { XXQ: 5, YYZ: 1 }, 1: { YYZ: 7 }, 2: { AAA: 100 } })
    // XXQ 5, YYZ 1 + 7; AAA lies after the end.
    expect(blamedNotes(kept, { fromMs: 0, toMs: 2 * stepMs })).toEqual(['values: "YYZ", "XXQ"'])
    expect(blamedNotes(kept, { fromMs: 3 * stepMs, toMs: 9 * stepMs })).toEqual([])
    expect(blamedNotes(keep(new Map(), { 0: { d: 1, c: 1, b: 1, a: 1 } }), all)).toEqual(['values: "a", "b", "c" and more'])
  })

  it('are replaced when a slice is summarised again, and summed over schemas', () => {
    const kept = keep(new Map(), { 0: { old: 9 }, 1: { gone: 1 } })
    expect(blamedNotes(keep(kept, { 0: { new: 1 }, 1: {} }), all)).toEqual(['values: "new"'])
    const slices: Blamed = new Map()
    addBlamed(slices, 0, [['a', 1]])
    addBlamed(slices, 0, [['b', 2]])
    addBlamed(slices, 0, [['a', 2]])
    putBlamed(kept, slices, stepMs)
    expect(blamedNotes(kept, all)).toEqual(['values: "a", "b"'])
  })

  it.each([
    ['XXQ', '"XXQ"'],
    ['', '""'],
    ['São Tomé 東京', '"São Tomé 東京"'],
    ['a"b\\', String.raw`"a\"b\\"`],
    ['a\n\r\0b', String.raw`"a\u{a}\u{d}\u{0}b"`],
    // ESC and C1 control a terminal, U+202E and U+200B deceive the eye, U+2028 breaks lines, a lone half is no letter.
    ['\u001B[31m\u009B', String.raw`"\u{1b}[31m\u{9b}"`],
    ['a\u202Eb\u200Bc\u2028d\uD800', String.raw`"a\u{202e}b\u{200b}c\u{2028}d\u{d800}"`],
    ['x'.repeat(32), `"${'x'.repeat(32)}"`],
    ['😀'.repeat(33), `"${'😀'.repeat(32)}…"`],
    ['x'.repeat(1_000_000), `"${'x'.repeat(32)}…"`],
  ])('are shown as they are, or as the number of what cannot be seen', (value, shown) => {
    expect(noteOf(value)).toBe(`values: ${shown}`)
  })

  it('are bounded: four of a slice, and the slices of a day and one more', () => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`v${index}`, index]))
    const kept: Blamed = new Map()
    for (let step = 0; step < 300; step++) keep(kept, { [step]: many })
    expect(kept.size).toBe(289)
    expect(Math.min(...kept.keys())).toBe(11 * stepMs)
    expect([...kept.values()].every(values => values.size === 4)).toBe(true)
    expect(blamedNotes(kept, all)).toEqual(['values: "v999", "v998", "v997" and more'])
  })
})
