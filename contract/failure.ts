/**
 * Every way in which one folder can fail another. `retry`: may the same bytes succeed later?
 * `status` is the HTTP answer, `grpc` the canonical gRPC code of the same meaning.
 */
const kinds = {
  BAD_REQUEST: { status: 400, grpc: 3, retry: false },
  UNAUTHORIZED: { status: 401, grpc: 16, retry: false },
  NOT_FOUND: { status: 404, grpc: 5, retry: false },
  METHOD_NOT_ALLOWED: { status: 405, grpc: 12, retry: false },
  TOO_LARGE: { status: 413, grpc: 3, retry: false },
  MISDIRECTED: { status: 421, grpc: 3, retry: false },
  UNSUPPORTED_MEDIA: { status: 415, grpc: 3, retry: false },
  OVERLOADED: { status: 429, grpc: 14, retry: true },
  BUG: { status: 500, grpc: 13, retry: false },
  UPSTREAM_DOWN: { status: 502, grpc: 14, retry: true },
  STORE_UNAVAILABLE: { status: 503, grpc: 14, retry: true },
  STORE_FULL: { status: 503, grpc: 14, retry: true },
  SHUTTING_DOWN: { status: 503, grpc: 14, retry: true },
  UPSTREAM_SLOW: { status: 504, grpc: 4, retry: true },
  CONFIG: { status: 500, grpc: 9, retry: false },
  IN_USE: { status: 500, grpc: 9, retry: false },
} as const

export type FailureCode = keyof typeof kinds

export const failureCodes = Object.keys(kinds) as FailureCode[]

/** The one error that crosses a folder's border. Anything else that is thrown is a bug. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly code: FailureCode
  readonly status: number
  readonly grpc: number
  readonly retry: boolean

  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.status = kinds[code].status
    this.grpc = kinds[code].grpc
    this.retry = kinds[code].retry
  }

  /** What the other side is told. Never the cause, which may hold data or addresses. */
  body(): { code: FailureCode; message: string; retry: boolean } {
    return { code: this.code, message: this.message, retry: this.retry }
  }
}

/** Statuses after which the same bytes may be sent again: the retryable set of the OTLP/HTTP specification. */
export const retryable = (status: number): boolean => [429, 502, 503, 504].includes(status)
