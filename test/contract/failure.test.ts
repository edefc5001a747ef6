import { describe, expect, it } from 'vitest'
import { Failure, failureCodes, retryable } from '../../contract/index.ts'

describe('Failure', () => {
  it('says the same of retrying by its code and by its HTTP status, except where OTLP forbids it', () => {
    const disagree = failureCodes.map(code => new Failure(code, 'x')).filter(failure => failure.retry !== retryable(failure.status))
    expect(disagree.map(failure => failure.code)).toEqual([])
  })

  it('does not tell its cause to the other side', () => {
    const failure = new Failure('STORE_UNAVAILABLE', 'The store did not answer', { cause: new Error('10.0.0.1 secret') })
    expect(JSON.stringify(failure.body())).toBe('{"code":"STORE_UNAVAILABLE","message":"The store did not answer","retry":true}')
  })
})
