import { describe, expect, it } from 'vitest'
import { until } from './processes.ts'
import { type Origin, openRoad } from './road.ts'
import { requests, slotMs } from './traffic.ts'

type Road = Awaited<ReturnType<typeof openRoad>>
const rows = 40
const day = 288
const [kilometres, quiet] = [24, 12]

/** A day that becomes the baseline, an hour as usual, then two hours in which distances are in kilometres. */
function* story(startMs: number) {
  yield* requests({ startMs, slots: day + quiet, rows, seed: 1, perMile: 1 })
  yield* requests({ startMs: startMs + (day + quiet) * slotMs, slots: kilometres, rows, seed: 2, perMile: 1.609344 })
}

async function send(road: Road): Promise<void> {
  for (const { id, atMs, body } of story(road.startMs)) {
    const headers = { 'content-type': 'application/json', 'x-plimsoll-event-time': String(atMs) }
    const answer = await fetch(`${road.proxied}/v2/models/flight-delay/infer`, { method: 'POST', headers, body })
    const direct = atMs === road.startMs ? await fetch(`${road.direct}/v2/models/flight-delay/infer`, { method: 'POST', body }) : null
    const reply = await answer.text()
    expect(answer.status).toBe(200)
    expect(JSON.parse(reply)).toMatchObject({ id, model_name: 'flight-delay' })
    if (direct) expect(reply).toBe(await direct.text())
  }
}

const json = async <T>(url: string): Promise<T> => (await (await fetch(url)).json()) as T

async function follow(origin: Origin): Promise<void> {
  const road = await openRoad(origin, Math.floor((Date.now() - (day + quiet + kilometres) * slotMs) / slotMs) * slotMs)
  try {
    await send(road)
    const sent = (day + quiet + kilometres) * rows
    const stored = await until(
      async () => {
        const [model] = (await json<{ items: { rows: number }[] }>(`${road.outward}/api/v1/models`)).items
        return model?.rows === sent ? model : undefined
      },
      30_000,
      road.log,
    )
    expect(stored).toMatchObject({ model: 'flight-delay', rows: sent })
    const page = await until(() => road.pages.find(one => JSON.stringify(one.data).includes('"distance"')), 60_000, road.log)
    expect(page.data).toMatchObject({ model: 'flight-delay', version: '1' })
    expect(road.refused).toEqual([])
    await checkSignals(road)
  } finally {
    expect(await road.close()).toEqual([0, 0, 0])
  }
}

/** The alert can be looked up, is about the change that was made, and did not start before it. */
async function checkSignals(road: Road): Promise<void> {
  const alerts = await json<{ items: { onsetAt: string; signals: { subject: string; verdict: string }[] }[] }>(`${road.outward}/api/v1/alerts`)
  const changedAt = road.startMs + (day + quiet) * slotMs
  expect(alerts.items).toHaveLength(1)
  expect(alerts.items[0]?.signals.map(one => one.subject)).toContain('distance')
  // A window that holds a first faulty slot may have begun an hour earlier (24-hour windows: a day).
  expect(Date.parse(alerts.items[0]?.onsetAt ?? '')).toBeGreaterThanOrEqual(changedAt - 86_400_000)
  const metrics = await (await fetch(`${road.outward}/metrics`)).text()
  expect(metrics).toMatch(/plimsoll_alerts_open\{[^}]*\} 1/)
}

describe('the whole road', () => {
  it('runs from client to page on sources', () => follow('sources'), 180_000)
  it('runs from client to page on what is built', () => follow('dist'), 180_000)
})
