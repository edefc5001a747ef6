import { Failure } from '../../contract/index.ts'
import { baselinesLike, type Engine, type ListedBaseline, listBaselines } from '../store/store.ts'

const namedMax = 5

/**
 * The baseline that a person means by its hash or the beginning of it.
 *
 * @throws Failure NOT_FOUND for an unknown hash, BAD_REQUEST for a part that several share; both name what there is
 */
export async function meantBaseline(engine: Engine, prefix: string): Promise<ListedBaseline> {
  const found = await baselinesLike(engine, prefix.toLowerCase(), namedMax + 1)
  const [only] = found
  if (only && found.length === 1) return only
  if (only)
    throw new Failure(
      'BAD_REQUEST',
      `${found.length > namedMax ? `More than ${namedMax}` : found.length} baselines begin with ${prefix}: ${named(found)}; give more of the hash`,
    )
  const newest = await listBaselines(engine, {}, { limit: namedMax })
  throw new Failure(
    'NOT_FOUND',
    `No baseline begins with ${prefix}; ${newest.items.length === 0 ? 'none was learned yet' : `the newest are ${named(newest.items)}`}`,
  )
}

const named = (entries: readonly ListedBaseline[]): string =>
  entries
    .slice(0, namedMax)
    .map(({ hash, model, version }) => `${hash.slice(0, 12)} (${model}${version === '' ? '' : ` ${version}`})`)
    .join(', ')
