import { Failure, failureCodes } from '../../contract/index.ts'

/** The collector's inward API as a command asks it. */
export interface Asked {
  readonly collector: string
  readonly token: string
  readonly stop: AbortSignal
}

/** Learning a long window may take minutes; a collector that is gone answers at once. */
const waitMsMax = 15 * 60_000

/** @throws Failure of the collector, or UPSTREAM_DOWN when it does not answer */
export async function ask<Answer>({ collector, token, stop }: Asked, path: string, request: RequestInit = {}): Promise<Answer> {
  const headers = new Headers(request.headers)
  if (token !== '') headers.set('authorization', `Bearer ${token}`)
  const response = await reach(collector, path, { ...request, headers, signal: AbortSignal.any([stop, AbortSignal.timeout(waitMsMax)]) })
  const text = await response.text()
  if (!response.ok) throw failureOf(text, response.status, collector)
  return JSON.parse(text) as Answer
}

async function reach(collector: string, path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(new URL(path, collector), request)
  } catch (cause) {
    throw new Failure(
      'UPSTREAM_DOWN',
      `the collector at ${collector} does not answer; is it running, and is --collector its inward address (receive.port, 4318 unless configured)?`,
      { cause },
    )
  }
}

function failureOf(text: string, status: number, collector: string): Failure {
  const said = bodyOf(text)
  const code = failureCodes.find(one => one === said['code']) ?? 'BUG'
  const stranger = `what answers at ${collector} is no collector (status ${status}); its inward address is asked for (receive.port, 4318 unless configured)`
  return new Failure(code, typeof said['message'] === 'string' ? said['message'] : stranger)
}

function bodyOf(text: string): Record<string, unknown> {
  try {
    return (JSON.parse(text) ?? {}) as Record<string, unknown>
  } catch {
    // Something between us and the collector answered in its own words; the status says enough.
    return {}
  }
}
