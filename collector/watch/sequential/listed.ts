import type { Wording } from '../../../contract/index.ts'
import { sequentialDetectors } from '../../../detectors/sequential.ts'
import { subjectOf } from './plan.ts'
import type { SequentialWish } from './wish.ts'

/** What a list of detectors says of those that need order: one entry a detector, with all that it is put on. */
export function listedSequential(wishes: readonly SequentialWish[]) {
  return [...Map.groupBy(wishes, ({ detector }) => detector)].map(([name, own]) => ({
    name,
    summary: `${sequentialDetectors.get(name)?.summary ?? ''}; on ${own.map(placeOf).join(', ')}`,
    unit: '1',
    reads: [...new Set(own.map(({ reads }) => reads))],
    settings: { ...sequentialDetectors.get(name)?.settings },
  }))
}

function placeOf(wish: SequentialWish): string {
  const { reads, model, segment } = wish
  return `${reads === 'errors' ? 'errors' : `${reads} of ${subjectOf(wish)}`} of ${model}${segment === '' ? '' : ` in ${segment}`}`
}

/** How titles of alerts say them. */
export const sequentialWordings: ReadonlyMap<string, Wording> = new Map(
  Array.from(sequentialDetectors.keys(), name => [name, { happened: `${name} saw a change, now` }]),
)
