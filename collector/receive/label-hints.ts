import type { Clock } from '../../contract/index.ts'
import { declaredLabels, type Engine, type IncomingLabel } from '../store/store.ts'
import { quoted } from './attribute.ts'

/** Says of labels that are taken why they will judge nothing: one sentence a name. */
export type LabelHints = (labels: readonly IncomingLabel[]) => Promise<readonly string[]>

type Named = Pick<IncomingLabel, 'label' | 'model'>

const freshMs = 10_000
const hintsMax = 10

/** A label without a name is the model's own, and of a model that nobody knows yet nothing is said. What fits is known without asking the store. */
export function newLabelHints(engine: Engine, clock: Clock): LabelHints {
  let declared: ReadonlyMap<string, string> = new Map()
  let at = Number.NEGATIVE_INFINITY
  return async labels => {
    const named = distinct(labels)
    if (named.length === 0) return []
    if (clock() - at > freshMs || named.some(one => !judges(one, declared))) {
      declared = await declaredLabels(engine)
      at = clock()
    }
    return named
      .filter(one => !judges(one, declared))
      .slice(0, hintsMax)
      .map(one => hintOf(one, declared))
  }
}

function distinct(labels: readonly IncomingLabel[]): Named[] {
  const found = new Map<string, Named>()
  for (const { label, model } of labels) if (label !== '') found.set(`${label}\0${model}`, { label, model })
  return [...found.values()]
}

function judges({ label, model }: Named, declared: ReadonlyMap<string, string>): boolean {
  if (model === '') return declared.size === 0 || [...declared.values()].includes(label)
  return (declared.get(model) ?? label) === label
}

function hintOf({ label, model }: Named, declared: ReadonlyMap<string, string>): string {
  const kept = `label ${quoted(label)} is kept and judges nothing`
  if (model === '') {
    const others = [...declared].filter(([, name]) => name !== '').map(([of, name]) => `${quoted(name)} of ${quoted(of)}`)
    return `${kept}: no model declares it; ${others.length === 0 ? 'none declares any' : `there is ${others.slice(0, hintsMax).join(', ')}`}`
  }
  const own = declared.get(model) ?? ''
  if (own === '') return `${kept}: no name is declared for the label of ${quoted(model)}; declare this one as its label, or send it without a name`
  return `${kept}: the label of ${quoted(model)} is ${quoted(own)}`
}
