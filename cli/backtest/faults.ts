import { Failure, readTimeMs } from '../../contract/index.ts'
import { absentBits, absentText, textLiteral } from '../../detectors/summaries/absent.ts'
import type { PlannedColumn } from '../compare/plan.ts'

const kinds = ['missing', 'shift', 'scale', 'unseen'] as const

/** Something that goes wrong with one column from some place on. */
export interface Fault {
  /** As it was asked for. */
  readonly text: string
  readonly column: string
  readonly kind: (typeof kinds)[number]
  readonly amount: number
  /** RFC 3339, or the number of a row. */
  readonly at: string
}

/**
 * Reads `column:kind:amount@time`: a share that goes missing or becomes a value never seen, a number added (shift) or multiplied by (scale).
 *
 * @throws Failure CONFIG
 */
export function readFault(text: string): Fault {
  const [, column = '', kind = '', amount = '', at = ''] = /^(.+):([a-z]+):(-?\d+(?:\.\d+)?)@(.+)$/.exec(text) ?? []
  const known = kinds.find(one => one === kind)
  if (known === undefined) throw new Failure('CONFIG', `--inject ${text}: say column:kind:amount@time, with kind one of ${kinds.join(', ')}`)
  if (!fits(known, Number(amount))) throw new Failure('CONFIG', `--inject ${text}: ${known} takes a share above 0 and up to 1`)
  return { text, column, kind: known, amount: Number(amount), at }
}

const fits = (kind: Fault['kind'], amount: number): boolean => kind === 'shift' || kind === 'scale' || (amount > 0 && amount <= 1)

/** Where it begins, in the unit of the timeline. @throws Failure */
export const onsetOf = ({ at }: Fault, rowsCount: boolean): number => (rowsCount && /^\d+$/.test(at) ? Number(at) : readTimeMs('--inject', at))

/**
 * A column's value with a fault in it, as an expression over `t.row`. Which rows are hit is a hash of their number, so two runs are the same.
 *
 * @throws Failure CONFIG for a kind that the column cannot have
 */
export function faulty({ physical, type, name }: PlannedColumn, { kind, amount, text }: Fault, begun: string): string {
  const value = `t.${physical}`
  if (kind !== 'missing' && (kind === 'unseen') !== (type === 'category'))
    throw new Failure('CONFIG', `--inject ${text}: ${name} is ${type}, which ${kind} does not fit`)
  const hit = `${begun} AND sipHash64(t.row, '${physical}') % 1000000 < ${Math.round(amount * 1e6)}`
  if (kind === 'unseen') return `if(${hit}, 'plimsoll: never seen', toString(${value}))`
  if (kind === 'missing' && type === 'category') return `if(${hit}, ${textLiteral(absentText.missing)}, toString(${value}))`
  if (kind === 'missing') return `reinterpretAsFloat64(if(${hit}, toUInt64(${absentBits.missing}), reinterpretAsUInt64(${value})))`
  return `if((${begun}) AND NOT isNaN(${value}), ${value} ${kind === 'shift' ? '+' : '*'} (${amount}), ${value})`
}
