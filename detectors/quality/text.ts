import { defineDetector, type TextSummary } from '../../contract/index.ts'
import { changedNote, movedNote } from '../cells/beside.ts'
import { learnedFrom, measureRate } from '../rates/learned-rate.ts'
import { limitSettings } from '../rates/limit-setting.ts'

const presentTexts = ({ n, nulls, bad }: TextSummary): number => n - nulls - bad

/** How many texts have each fault; one may have two. */
function faults({ empty, blank, control, replaced }: TextSummary): string[] {
  const named = [
    ['empty', empty],
    ['blank', blank],
    ['with control characters', control],
    ['wrongly decoded', replaced],
  ] as const
  return named.filter(([, rows]) => rows > 0).map(([fault, rows]) => `${rows} ${fault}`)
}

/**
 * Share of texts that nobody can have meant: empty, only white space, with control characters, or with the mark of a wrong decoding.
 *
 *   text = texts with any of these ÷ texts
 *
 * Notes count each fault, and say where lengths (K–S, in code points) or the script that rules a text (chi-square over rows, never over
 * characters, which are not independent) have changed. Tab, line feed and return are white space, no control characters.
 * Unit: share of texts, 0 to 1. Shown, does not decide.
 * Source: beta-binomial predictive law, as `quality/missing`; Unicode 16 blocks.
 */
export default defineDetector({
  name: 'quality/text',
  summary: 'Share of texts that are empty, blank or damaged',
  reads: ['text'],
  roles: ['feature', 'output', 'context'],
  unit: 'share',
  settings: limitSettings('texts that are empty, blank or damaged'),
  read(baseline, window, { limit }) {
    const [rows, baselineN] = [presentTexts(window), presentTexts(baseline)]
    const measure = measureRate({ hits: window.unfit, rows, baselineN, limit }, learnedFrom(baseline.unfit, baselineN))
    const moved = [...movedNote('length', baseline.lengths, window.lengths), ...changedNote('script', baseline.scripts, window.scripts)]
    return { ...measure, notes: [...measure.notes, ...faults(window), ...moved] }
  },
})
