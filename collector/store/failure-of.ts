import { Failure, type FailureCode } from '../../contract/index.ts'

/** What the client of either road throws. `instanceof` tells nothing: chDB's adapter brings a second copy of the class. */
interface EngineError {
  readonly code?: string
  readonly type?: string
  readonly message?: string
}

const full = new Set(['243'])
const beyondLimits = new Set(['158', '159', '307', '396'])
/** Unknown names, syntax, types, parameters: the statement is wrong and stays wrong. */
const misunderstood = new Set([
  '6',
  '8',
  '16',
  '20',
  '27',
  '36',
  '38',
  '41',
  '42',
  '43',
  '46',
  '47',
  '49',
  '50',
  '53',
  '57',
  '60',
  '62',
  '70',
  '72',
  '81',
  '115',
  '130',
  '131',
  '184',
  '215',
  '386',
  '456',
  '457',
])

/**
 * An engine's error as a Failure. Its text may hold data, so it travels only as the cause.
 *
 * @param kind  `read` tells that limits of the statement are the reader's fault, not the store's
 */
export function failureOf(error: unknown, kind: 'read' | 'write'): Failure {
  if (error instanceof Failure) return error
  const { code, type, message = '' } = (error ?? {}) as EngineError
  const said = type === undefined ? 'no answer' : `${type} (${code ?? '?'})`
  const found = codeOf(kind, code ?? '', message)
  return new Failure(found, `${sentences[found] ?? 'the store is not available'}: ${said}`, { cause: error })
}

const sentences: Partial<Record<FailureCode, string>> = {
  STORE_FULL: 'the disk of the store is full',
  TOO_LARGE: 'the statement is larger than its limits of time, rows, memory or partitions allow',
  BUG: 'the store did not understand a statement',
}

function codeOf(kind: 'read' | 'write', code: string, message: string): FailureCode {
  if (full.has(code) || /No space left on device|ENOSPC/.test(message)) return 'STORE_FULL'
  // Code 252 is also "merges are slower than inserts", which passes.
  if (code === '252' && /Too many partitions for single INSERT block/.test(message)) return 'TOO_LARGE'
  if (kind === 'read' && (beyondLimits.has(code) || (code === '241' && /query memory limit/i.test(message)))) return 'TOO_LARGE'
  return misunderstood.has(code) ? 'BUG' : 'STORE_UNAVAILABLE'
}
