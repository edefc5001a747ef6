/**
 * ClickHouse's HTTP interface as far as @clickhouse/client uses it, over chDB: what stands in for a server where there is none. A process of its
 * own, because chDB holds one data folder a process. Run: node clickhouse-endpoint.ts FOLDER; prints its port, ends with its parent.
 */
import { rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Session } from 'chdb'
import { openLane } from '../../../collector/store/lane.ts'

const folder = process.argv[2] as string
// Four, so that reads and inserts run beside each other as on a server.
const sessions = Array.from({ length: 4 }, () => new Session(folder))
const lane = openLane(sessions, 1000)
let files = 0

const server = createServer({ maxHeaderSize: 2 ** 20 }, (request, response) => void answer(request, response))
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`))
process.stdin.on('end', () => process.exit(0)).resume()

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost')
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const body = Buffer.concat(parts)
  try {
    checkPassword(request)
    const result = await run(searchParams, body)
    response.writeHead(200, { 'x-clickhouse-query-id': 'q', 'x-clickhouse-summary': '{}' }).end(result)
  } catch (error) {
    const message = (error as Error).message
    const code = /Code: (\d+)/.exec(message)?.[1] ?? '62'
    response.writeHead(code === '60' ? 404 : 500, { 'x-clickhouse-exception-code': code }).end(message)
  }
}

/** The only user is `default` with the password `secret`, so that a test sees credentials arrive. */
function checkPassword(request: IncomingMessage): void {
  const expected = `Basic ${Buffer.from('default:secret').toString('base64')}`
  if (request.headers.authorization !== expected) throw new Error('Code: 516. DB::Exception: default: Authentication failed. (AUTHENTICATION_FAILED)')
}

function run(query: URLSearchParams, body: Buffer): Promise<Uint8Array> {
  const statement = query.get('query')
  return lane.run(async session => {
    session.query(`CREATE DATABASE IF NOT EXISTS ${query.get('database') ?? 'default'}`)
    session.query(`USE ${query.get('database') ?? 'default'}`)
    if (statement === null) return (await bind(session, body.toString(), query)).bytes()
    // chDB takes no binary body: the block goes through a file, as in our embedded engine.
    const path = join(folder, `${++files}.body`)
    writeFileSync(path, body)
    try {
      return (await session.queryAsync(statement.replace(/FORMAT Native$/, `SELECT * FROM file('${path}', 'Native')`))).bytes()
    } finally {
      rmSync(path)
    }
  })
}

function bind(session: Session, sql: string, query: URLSearchParams) {
  const given = [...query].filter(([name]) => name.startsWith('param_')).map(([name, value]) => [name.slice(6), unescape(value)] as const)
  const params = Object.fromEntries(given)
  return given.length === 0 ? session.queryAsync(sql) : session.queryBindAsync(sql, params)
}

const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', 0: '\0' }
const plain = (text: string): string => text.replace(/\\(.)/gs, (_, letter: string) => escapes[letter] ?? letter)

/** The client sends a text escaped as in TSV, and an array as a literal; chDB's binder wants the values. */
function unescape(value: string): unknown {
  if (value === '\\N') return null
  if (!/^\[.*\]$/s.test(value)) return plain(value)
  const items = value.slice(1, -1).matchAll(/'((?:[^'\\]|\\.)*)'|([^,]+)/gs)
  return Array.from(items, ([, text, number]) => (text === undefined ? BigInt(number as string) : plain(text)))
}
