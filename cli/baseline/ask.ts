import { Failure, failureCodes } from '../../contract/index.ts'

/** An API of the collector as a command asks it; the inward one unless told otherwise. */
export interface Asked {
  readonly collector: string
  readonly token: string
  readonly stop: AbortSignal
  readonly door?: 'inward' | 'outward'
}

/** Learning a long window may take minutes; a collector that is gone answers at once. */
const waitMsMax = 15 * 60_000

/** @throws Failure of the collector, or UPSTREAM_DOWN when it does not answer */
export async function ask<Answer>({ collector, token, stop, door = 'inward' }: Asked, path: string, request: RequestInit = {}): Promise<Answer> {
  const headers = new Headers(request.headers)
  if (token !== '') headers.set('authorization', `Bearer ${token}`)
  const response = await reach({ collector, door }, path, { ...request, headers, signal: AbortSignal.any([stop, AbortSignal.timeout(waitMsMax)]) })
  const text = await response.text()
  if (!response.ok) throw failureOf(text, response.status, { collector, door })
  return JSON.parse(text) as Answer
}

type Door = Required<Pick<Asked, 'collector' | 'door'>>

/** Where an address is stated, and what it is unless it is. */
const stated = { inward: 'receive.port, 4318 unless configured', outward: 'read.port, 9464 unless configured' } as const

async function reach({ collector, door }: Door, path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(new URL(path, collector), request)
  } catch (cause) {
    throw new Failure(
      'UPSTREAM_DOWN',
      `the collector at ${collector} does not answer; is it running, and is --collector its ${door} address (${stated[door]})?`,
      { cause },
    )
  }
}

function failureOf(text: string, status: number, { collector, door }: Door): Failure {
  const said = bodyOf(text)
  const code = failureCodes.find(one => one === said['code']) ?? 'BUG'
  const stranger = `what answers at ${collector} is no collector (status ${status}); its ${door} address is asked for (${stated[door]})`
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
