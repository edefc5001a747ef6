import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { insertBaseline, listSignals } from '../../../collector/store/store.ts'
import { detectorNames, paths, seriesKey } from '../../../contract/index.ts'
import { type BaselineDoor, nowMs, openBaselineDoor, past } from './baseline-door.ts'
import { refused } from './baseline-refusals.ts'
import { addFlights, dayMs, type Flight, hourMs, monday, quietFlights } from './flights.ts'

let door: BaselineDoor

beforeAll(async () => {
  door = await openBaselineDoor()
})
afterAll(() => door.close())

const entryOf = (hash: string) => ({
  model: 'twin',
  version: '',
  hash,
  schema: 1,
  rows: 1,
  fromMs: null,
  toMs: null,
  source: 'window',
  reason: '',
  learnedMs: 1,
})

const csvOf = (flights: readonly Flight[]): string =>
  [
    'at,distance,origin,p_late,verdict',
    ...flights.map(one => [new Date(one.atMs).toISOString(), one.distance, one.origin, one.score, one.score >= 0.5 ? 'late' : 'on time'].join(',')),
  ].join('\n')

const printed = (line: readonly string[], options: Readonly<Record<string, unknown>>) => door.printed(line, { reason: 'test', ...options })

const command = async (line: readonly string[], options: Readonly<Record<string, unknown>>) =>
  JSON.parse(await printed(line, { json: true, ...options })) as Record<string, unknown>

it('a window and a file of the same rows teach the same columns and the same references', { timeout: 120_000 }, async () => {
  const file = join(door.folder, 'past.csv.gz')
  await writeFile(file, gzipSync(csvOf(past)))
  const fromWindow = await command(['learn'], { from: new Date(monday - 2 * dayMs).toISOString(), to: new Date(monday).toISOString() })
  const fromFile = await command(['learn', file], { time: 'at' })
  expect([fromWindow['rows'], fromFile['rows'], fromFile['source']]).toEqual([past.length, past.length, { kind: 'file', name: 'past.csv.gz' }])
  const [window, whole] = await Promise.all(
    [fromWindow, fromFile].map(async one => (await door.app.inject(`${paths.baselines}/${String(one['hash'])}`)).json()),
  )
  expect(whole.columns).toEqual(window.columns)
  // Labels are in neither; the rows of both are the same, so every column's reference is too.
  const tallies = (body: { series: { key: string; tally: number[] }[] }) =>
    Object.fromEntries(body.series.filter(one => !one.key.startsWith('performance/')).map(one => [one.key, one.tally]))
  // A file may be a sample: how much traffic is normal is learned from windows alone.
  const { [seriesKey({ detector: detectorNames.volume, subject: '*', segment: '' })]: volume, ...columns } = tallies(window)
  expect(volume).toBeDefined()
  expect(tallies(whole)).toEqual(columns)
  const distances = past.map(flight => flight.distance)
  const distance = whole.columns.find((column: { name: string }) => column.name === 'distance')
  expect(distance).toMatchObject({ rows: past.length, missing: 0, wrong: 0, numeric: { lo: Math.min(...distances), hi: Math.max(...distances) } })
  const listed = await command(['list'], {})
  expect((listed['items'] as { hash: string }[]).map(one => one.hash)).toEqual(expect.arrayContaining([fromWindow['hash'], fromFile['hash']]))
  // Rows of the file are gone, its panes stay.
  expect(await door.engine.read("SELECT name FROM system.tables WHERE name LIKE 'upload_%' OR (name LIKE 'rows_%' AND name != 'rows_1')")).toEqual([])
})

it('a file without event time judges rates from the first window on, and says that it is learning about the rest', { timeout: 120_000 }, async () => {
  const file = join(door.folder, 'training.csv')
  await writeFile(file, csvOf(past))
  const learned = await command(['learn', file], {})
  expect(learned['span']).toBeNull()
  const flights = quietFlights(5, { fromMs: monday, toMs: monday + 3 * hourMs }, 400).map(flight => ({
    ...flight,
    origin: flight.id.endsWith('3') ? 'ZZZ' : flight.origin,
  }))
  await addFlights(door.engine, door.schema, flights, nowMs + 1_000)
  await door.watch.tick()
  const hours = { length: '1h', segment: '' }
  const unseen = await listSignals(door.engine, { ...hours, detector: 'quality/unseen', subject: 'origin', fromMs: monday + hourMs }, { limit: 50 })
  expect(new Set(unseen.items.map(signal => signal.verdict))).toContain('alarm')
  const shown = await listSignals(door.engine, { ...hours, detector: 'drift/psi', subject: 'distance', fromMs: monday }, { limit: 50 })
  expect(shown.items.map(signal => signal.value).filter(value => value !== null).length).toBeGreaterThan(0)
  // The rows that were there before are the first day after it: nothing is known of their noise yet.
  const firstDay = { fromMs: monday - 2 * dayMs, toMs: monday - dayMs }
  const drift = await listSignals(door.engine, { ...hours, ...firstDay, detector: 'drift/mean-score', subject: 'distance' }, { limit: 200 })
  expect(new Set(drift.items.map(signal => `${signal.verdict} ${signal.reason}`))).toEqual(new Set(['unsure learning']))
})

it.each(refused)('refuses $case', async ({ type, url, payload, status, code }) => {
  const answer = await door.app.inject({ method: 'POST', url, headers: { 'content-type': type }, payload })
  expect([answer.statusCode, answer.json()['code']]).toEqual([status, code])
})

it.each([
  { time: 'carrier', said: 'a.csv has no column carrier; it has at, distance, origin, p_late' },
  { time: 'origin', said: 'a.csv: column origin holds no times, but for example "ORD"; name a column of dates or of RFC 3339 times' },
  // The engine alone would take 7 for the 7th of January, and 12.5 for the 12th of May.
  { time: 'distance', said: 'a.csv: column distance holds no times, but for example "7"' },
  { time: 'p_late', said: 'a.csv: column p_late holds no times, but for example "12.5"' },
  { time: 'at', said: 'a.csv: column at holds no time in 1 of 3 rows, but for example nothing' },
])('a file whose column $time holds no times: $said', async ({ time, said }) => {
  const payload = 'at,distance,origin,p_late\n2026-01-01T00:00:00Z,7,ORD,12.5\n20260102,7,ORD,12.5\n,7,ORD,12.5\n'
  const url = `${paths.baselines}?model=flights&version=1&file=a.csv&time=${time}`
  const answer = await door.app.inject({ method: 'POST', url, headers: { 'content-type': 'application/octet-stream' }, payload })
  expect([answer.statusCode, answer.json()]).toEqual([400, { code: 'BAD_REQUEST', message: expect.stringContaining(said), retry: false }])
})

it('are listed page by page, and the pages together are the list', async () => {
  const page = async (query: string) =>
    (await door.app.inject(`${paths.baselines}?model=flights&${query}`)).json() as { items: { hash: string }[]; next: string | null }
  const whole = await page('limit=1000')
  expect([whole.items.length > 1, whole.next]).toEqual([true, null])
  const hashes: string[] = []
  let next: string | null = ''
  for (let pages = 0; next !== null && pages < 100; pages += 1) {
    const one: Awaited<ReturnType<typeof page>> = await page(next === '' ? 'limit=1' : `limit=1&next=${next}`)
    expect(one.items).toHaveLength(1)
    hashes.push(...one.items.map(item => item.hash))
    next = one.next
  }
  expect(hashes).toEqual(whole.items.map(item => item.hash))
  expect((await door.app.inject(`${paths.baselines}?next=bm9uc2Vuc2U`)).statusCode).toBe(400)
})

it('the one learned last is marked as in use, and a short hash shows it in words or whole', async () => {
  const { items } = (await command(['list'], {})) as { items: { hash: string; active: boolean; learnedAt: string }[] }
  expect(items.filter(one => one.active)).toEqual([items.toSorted((a, b) => (a.learnedAt < b.learnedAt ? 1 : -1))[0]])
  const [newest, older] = items
  const lines = (await printed(['list'], {})).split('\n').filter(line => line.includes('flights'))
  expect(lines.map(line => [items.find(one => line.includes(one.hash.slice(0, 12)))?.hash, / yes /.test(line)])).toEqual(
    items.map(one => [one.hash, one.active]),
  )
  const whole = await command(['show', newest?.hash.slice(0, 12) ?? ''], {})
  expect(whole).toMatchObject({ ...newest, source: { kind: 'file', name: 'training.csv' }, span: null })
  expect(whole['body']).toBeUndefined()
  const words = await printed(['show', newest?.hash.slice(0, 12).toUpperCase() ?? ''], {})
  const distances = past.map(flight => flight.distance)
  const short = (value: number) => String(Number(value.toPrecision(3)))
  expect(words).toContain(`baseline    ${newest?.hash}\n`)
  expect(words).toMatch(/in use {6}yes\n/)
  expect(words).toContain('from the file training.csv (test)')
  const distance = words.split('\n').find(line => line.includes('│ distance'))
  expect(distance).toContain(` ${past.length.toLocaleString('en-US')} `)
  expect(distance).toContain(` ${short(Math.min(...distances))} to ${short(Math.max(...distances))} (5 % below `)
  const origins = Map.groupBy(past, flight => flight.origin)
  expect(words.split('\n').find(line => line.includes('│ origin'))).toContain(` ${origins.size} different: `)
  expect(await printed(['show', older?.hash ?? ''], {})).toMatch(/in use {6}no, a later one is\n/)
})

it('a hash that nobody knows, or that says too little, is answered with those that may be meant', async () => {
  const { items } = (await command(['list'], {})) as { items: { hash: string }[] }
  await expect(printed(['show', 'zz'], {})).rejects.toThrow(`No baseline begins with zz; the newest are ${items[0]?.hash.slice(0, 12)} (flights 1), `)
  const twin = `${items[0]?.hash.slice(0, 8)}${'0'.repeat(24)}`
  await insertBaseline(door.engine, { ...entryOf(twin), body: '{}' })
  await expect(printed(['show', twin.slice(0, 8)], {})).rejects.toThrow(
    `2 baselines begin with ${twin.slice(0, 8)}: ${items[0]?.hash.slice(0, 12)} (flights 1), ${twin.slice(0, 12)} (twin); give more of the hash`,
  )
  expect(await command(['show', twin.slice(0, 12)], {})).toMatchObject({ hash: twin, active: true })
})
