import { Failure } from '../../contract/index.ts'

/**
 * Throws when something failed, rather a failure that may pass: a sender who is told of one that stays would not send the
 * rest again.
 *
 * @returns what the others gave, in order
 */
export function allOf<Value>(results: readonly PromiseSettledResult<Value>[]): Value[] {
  const causes = results.filter(result => result.status === 'rejected').map(({ reason }) => reason as unknown)
  if (causes.length > 0) throw causes.find(cause => cause instanceof Failure && cause.retry) ?? causes[0]
  return results.filter(result => result.status === 'fulfilled').map(({ value }) => value)
}
