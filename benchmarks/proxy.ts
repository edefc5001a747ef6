import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { startAgent } from '../agent/agent.ts'
import { AgentSettings } from '../agent/settings.ts'
import { defaults, metrics } from '../contract/index.ts'

/**
 * What the agent costs: the same load direct, through the agent with capture, and through a plain node:http proxy. Every server
 * is a process of its own and is asked for its CPU time; rounds are interleaved and medians reported, so that a slow
 * moment of the machine falls on all alike. Ratios travel between machines, the absolute figures do not.
 */
export interface ProxyBenchmark {
  readonly rounds: number
  readonly seconds: number
  readonly connections: number
}

export interface ProxyFigures {
  readonly way: Way
  readonly requestsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** CPU time of the proxy process a request, microseconds; of the model server for the direct way. */
  readonly cpuMicros: number
  readonly failed: number
  /** Rows that the stub collector was sent, over rows that were asked. Only the agent has one. */
  readonly capturedShare: number | null
}

const ways = ['direct', 'node-http', 'agent'] as const
type Way = (typeof ways)[number]
type Role = 'upstream' | 'collector' | 'node-http' | 'agent'

interface Server {
  readonly child: ChildProcess
  readonly port: number
}

/** 20 columns of one row: 1.4 KB, like a tabular model's request. */
const body = JSON.stringify({
  inputs: Array.from({ length: 20 }, (_, column) => ({ name: `feature_${column}`, shape: [1], datatype: 'FP64', data: [column + 0.123] })),
})
const path = '/v2/models/bench/infer'

/** Runs the benchmark. @returns figures by way, medians over the rounds */
export async function runProxyBenchmark({ rounds, seconds, connections }: ProxyBenchmark): Promise<ProxyFigures[]> {
  const upstream = await start('upstream', [])
  const collector = await start('collector', [])
  const plain = await start('node-http', [upstream.port])
  const agent = await start('agent', [upstream.port, collector.port])
  const servers = { direct: upstream, 'node-http': plain, agent }
  const all: ProxyFigures[] = []
  try {
    for (const way of ways) await load(servers[way], { way, seconds: Math.min(1, seconds), connections })
    for (let round = 0; round < rounds; round++) {
      for (const way of ways) all.push(await load(servers[way], { way, seconds, connections }))
    }
  } finally {
    for (const { child } of [agent, plain, collector, upstream]) child.kill('SIGKILL')
  }
  return ways.map(way => medians(way, all))
}

async function load(server: Server, { way, seconds, connections }: { way: Way; seconds: number; connections: number }): Promise<ProxyFigures> {
  const before = await ask(server)
  const result = await autocannon({
    url: `http://127.0.0.1:${server.port}${path}`,
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
    connections,
    duration: seconds,
  })
  const after = await ask(server)
  const requests = result['2xx']
  return {
    way,
    requestsPerSecond: requests / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    cpuMicros: (after.cpuMicros - before.cpuMicros) / Math.max(1, requests),
    failed: result.non2xx + result.errors,
    capturedShare: way === 'agent' ? (after.captured - before.captured) / Math.max(1, requests) : null,
  }
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

function medians(way: Way, all: readonly ProxyFigures[]): ProxyFigures {
  const own = all.filter(figures => figures.way === way)
  const of = (pick: (figures: ProxyFigures) => number): number => median(own.map(pick))
  return {
    way,
    requestsPerSecond: of(figures => figures.requestsPerSecond),
    p50Ms: of(figures => figures.p50Ms),
    p99Ms: of(figures => figures.p99Ms),
    cpuMicros: of(figures => figures.cpuMicros),
    failed: own.reduce((sum, { failed }) => sum + failed, 0),
    capturedShare: way === 'agent' ? of(figures => figures.capturedShare ?? 0) : null,
  }
}

/** The table that is printed, and the ratio that counts. */
export function describeProxyBenchmark(figures: readonly ProxyFigures[]): string {
  const lines = figures.map(({ way, requestsPerSecond, p50Ms, p99Ms, cpuMicros, capturedShare }) =>
    [
      way.padEnd(10),
      `${requestsPerSecond.toFixed(0)} req/s`.padStart(12),
      `p50 ${p50Ms} ms`,
      `p99 ${p99Ms} ms`,
      `${cpuMicros.toFixed(0)} µs CPU a request`,
      capturedShare === null ? '' : `${(capturedShare * 100).toFixed(1)} % captured`,
    ].join('  '),
  )
  const cpu = (way: Way): number => figures.find(one => one.way === way)?.cpuMicros ?? Number.NaN
  return [...lines, `agent with capture over plain node:http proxy: ${(cpu('agent') / cpu('node-http')).toFixed(2)} of the CPU a request`].join('\n')
}

async function start(role: Role, ports: readonly number[]): Promise<Server> {
  const child = fork(fileURLToPath(import.meta.url), [role, ...ports.map(String)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] })
  const [message] = (await once(child, 'message')) as [{ port: number }]
  return { child, port: message.port }
}

async function ask({ child }: Server): Promise<{ cpuMicros: number; captured: number }> {
  child.send('usage')
  const [message] = (await once(child, 'message')) as [{ cpuMicros: number; captured: number }]
  return message
}

const answer = JSON.stringify({ model_name: 'bench', model_version: '1', outputs: [{ name: 'score', shape: [1], datatype: 'FP64', data: [0.5] }] })

/** The roles that run as processes of their own. Each resolves to its port and to what it has captured so far. */
const roles: Record<Role, (ports: readonly number[]) => Promise<{ port: number; captured: () => Promise<number> }>> = {
  upstream: () =>
    serve((request, response) =>
      request.resume().on('end', () => response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer)),
    ),
  collector: () => serve((request, response) => request.resume().on('end', () => response.writeHead(200).end())),
  'node-http': ([upstream]) => {
    const agent = new http.Agent({ keepAlive: true })
    return serve((request, response) => {
      const { method, url, headers } = request
      const outgoing = http.request({ agent, port: upstream, host: '127.0.0.1', method, path: url, headers }, incoming => {
        response.writeHead(incoming.statusCode ?? 500, incoming.headers)
        incoming.pipe(response)
      })
      request.pipe(outgoing)
    })
  },
  agent: async ([upstream, collector]) => {
    const registry = new Registry()
    const given = { listen: '127.0.0.1:0', adminListen: '127.0.0.1:0', upstream: `http://127.0.0.1:${upstream}`, collector: `http://127.0.0.1:${collector}` }
    const { port } = await startAgent({ ...defaults(AgentSettings), ...given }, { log: pino({ level: 'silent' }), clock: Date.now, registry, version: '0.0.0' })
    const captured = async () => (await registry.getSingleMetric(metrics.agentCaptured)?.get())?.values[0]?.value ?? 0
    return { port, captured }
  },
}

async function serve(listener: http.RequestListener): Promise<{ port: number; captured: () => Promise<number> }> {
  const server = http.createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, captured: () => Promise.resolve(0) }
}

async function play(role: Role, ports: readonly number[]): Promise<void> {
  const { port, captured } = await roles[role](ports)
  process.on('message', () => void captured().then(rows => process.send?.({ cpuMicros: cpuMicros(), captured: rows })))
  process.send?.({ port })
}

function cpuMicros(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

if (process.send && process.argv[2] !== undefined && process.argv[2] in roles) await play(process.argv[2] as Role, process.argv.slice(3).map(Number))
else if (import.meta.main) console.log(describeProxyBenchmark(await runProxyBenchmark({ rounds: 5, seconds: 4, connections: 16 })))
