import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { Failure, headers, paths, retryable } from '../../contract/index.ts'
import { labelName, modelName, modelVersion } from './declaration.ts'

/** Asks again while the other side says that later is better; `limitMs` bounds all of it. */
async function persist(attempt: () => Promise<Response>, limitMs = 30_000): Promise<Response> {
  const endMs = Date.now() + limitMs
  for (;;) {
    const response = await attempt()
    if (!retryable(response.status) || Date.now() > endMs) return response
    await response.arrayBuffer()
    await wait(Math.min(2_000, 1000 * Number(response.headers.get('retry-after') ?? '0.2')))
  }
}

async function bodyOf<Body>(what: string, response: Response): Promise<Body> {
  const text = await response.text()
  if (!response.ok) throw new Failure('UPSTREAM_DOWN', `${what} answered ${response.status}: ${text.slice(0, 500)}`)
  return (text === '' ? null : JSON.parse(text)) as Body
}

const jsonHeaders = { 'content-type': 'application/json' }

export interface Answers {
  readonly outputs: readonly { readonly name: string; readonly data: readonly (number | string)[] }[]
}

/** One inference request through the agent. `atMs` is its event time. */
export const infer = async (agentUrl: string, body: string, { id, atMs }: { readonly id: string; readonly atMs: number }): Promise<Answers> =>
  bodyOf(
    'the model',
    await fetch(`${agentUrl}/v2/models/${modelName}/versions/${modelVersion}/infer`, {
      method: 'POST',
      headers: { ...jsonHeaders, [headers.inferenceId]: id, [headers.eventTime]: new Date(atMs).toISOString() },
      body,
    }),
  )

export interface LabelItem {
  readonly inferenceId: string
  readonly row: number
  readonly value: string
  readonly eventTime: string
  readonly knownAt: string
}

/** Late truth in one request. @returns how many were taken */
export async function sendLabels(inwardUrl: string, items: readonly LabelItem[]): Promise<number> {
  const body = JSON.stringify({ items: items.map(item => ({ ...item, label: labelName, model: modelName })) })
  const response = await persist(() => fetch(`${inwardUrl}${paths.labels}`, { method: 'POST', headers: jsonHeaders, body }))
  return (await bodyOf<{ accepted: number }>('the collector', response)).accepted
}

/** Learns a baseline from a file, as `plimsoll baseline learn` does. */
export async function learnBaseline(inwardUrl: string, file: string): Promise<{ readonly hash: string; readonly rows: number; readonly series: number }> {
  const query = new URLSearchParams({ model: modelName, version: modelVersion, file: 'january.parquet', time: 'time', reason: 'January 2001' })
  const request = { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: readFileSync(file) }
  return bodyOf('the collector', await persist(() => fetch(`${inwardUrl}${paths.baselines}?${query.toString()}`, request)))
}

/** One GET of the API. */
export const ask = async <Body>(outwardUrl: string, path: string, query: Readonly<Record<string, string>> = {}): Promise<Body> =>
  bodyOf('the API', await persist(() => fetch(`${outwardUrl}${path}?${new URLSearchParams(query).toString()}`)))

/** All pages of a list, `itemsMax` at most. */
export async function askAll<Item>(outwardUrl: string, path: string, query: Readonly<Record<string, string>>, itemsMax = 20_000): Promise<Item[]> {
  const items: Item[] = []
  let next: string | null = null
  do {
    const page: { items: Item[]; next: string | null } = await ask(outwardUrl, path, { ...query, ...(next === null ? {} : { next }) })
    items.push(...page.items)
    next = page.next
  } while (next !== null && items.length < itemsMax)
  return items
}

/** Turns the answers of the model server for one origin upside down, or right again. */
export async function turnUpsideDown(modelUrl: string, fault: { readonly origin: string; readonly scores: readonly number[] } | null): Promise<void> {
  const request = fault ? { method: 'PUT', headers: jsonHeaders, body: JSON.stringify(fault) } : { method: 'DELETE' }
  await bodyOf('the model server', await fetch(`${modelUrl}/faults/upside-down`, request))
}
