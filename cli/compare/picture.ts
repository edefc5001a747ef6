import { escaped } from './escaped.ts'
import type { Shape } from './spark.ts'

const [width, height, foot] = [360, 130, 18]
/** Letters of a category that stand under a picture. */
const labelMax = 24

/** Both distributions as bars beside one another: the reference left and grey, the current right and coloured. */
export function drawShape({ reference, current, labels, ordered }: Shape): string {
  const top = Math.max(...reference, ...current, 0)
  if (!(top > 0)) return `<svg viewBox="0 0 ${width} 40" role="img" aria-label="no values"><text x="0" y="22">no values to draw</text></svg>`
  const shown = ordered ? reference.length : lastUsed(reference, current)
  const step = width / shown
  const bar = (share: number, at: number, kind: 'a' | 'b'): string => {
    const tall = (share / top) * (height - foot - 4)
    const left = at * step + (kind === 'b' ? step * 0.06 : step * 0.5)
    const title = ordered ? '' : `${escaped(labels[at] ?? '')}: `
    return `<rect class="${kind}" x="${fixed(left)}" y="${fixed(height - foot - tall)}" width="${fixed(step * 0.44)}" height="${fixed(tall)}"><title>${title}${(100 * share).toFixed(1)} %</title></rect>`
  }
  const bars = Array.from({ length: shown }, (_, at) => bar(reference[at] ?? 0, at, 'b') + bar(current[at] ?? 0, at, 'a'))
  const line = `<line x1="0" x2="${width}" y1="${height - foot}" y2="${height - foot}"/>`
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="both distributions">${bars.join('')}${line}${captions(labels, ordered, shown)}</svg>`
}

const fixed = (value: number): string => value.toFixed(1)

function lastUsed(reference: readonly number[], current: readonly number[]): number {
  const last = Math.max(
    reference.findLastIndex(share => share > 0),
    current.findLastIndex(share => share > 0),
  )
  return last + 1
}

/** The ends of numbers; under a few categories each its name, else only the first. */
function captions(labels: readonly string[], ordered: boolean, shown: number): string {
  const at = (text: string, x: number, anchor: string): string => `<text x="${fixed(x)}" y="${height - 4}" text-anchor="${anchor}">${escaped(text)}</text>`
  if (ordered) return at(labels[0] ?? '', 0, 'start') + at(labels[1] ?? '', width, 'end')
  const room = Math.min(labelMax, Math.floor(width / shown / 6.5))
  if (room < 3) return at(clipped(labels[0] ?? '', labelMax), 0, 'start') + at(shown === labels.length ? 'all others' : `${shown} values`, width, 'end')
  return labels
    .slice(0, shown)
    .map((label, place) => at(clipped(label, room), (place + 0.5) * (width / shown), 'middle'))
    .join('')
}

const clipped = (text: string, max: number): string => (text.length > max ? `${text.slice(0, max - 1)}…` : text)
