import { Writable } from 'node:stream'
import type { FastifyBaseLogger } from 'fastify'
import { pino } from 'pino'
import { Counter, Registry } from 'prom-client'
import { expect, it } from 'vitest'
import { newComplaints } from '../../../collector/receive/complaints.ts'
import { Failure } from '../../../contract/index.ts'

const full = new Failure('STORE_FULL', 'the disk is full')

function stage() {
  const said: string[] = []
  const write = (chunk: Buffer, _: string, done: () => void): void => {
    said.push((JSON.parse(String(chunk)) as { msg: string }).msg)
    done()
  }
  const log: FastifyBaseLogger = pino(new Writable({ write }))
  const failures = new Counter({ name: 'failures_total', help: 'Failures', labelNames: ['code'], registers: [new Registry()] })
  const time = { nowMs: 0 }
  return { said, log, failures, time, complaints: newComplaints(failures, () => time.nowMs) }
}

it('counts every failure and says it once in ten seconds', async () => {
  const { said, log, failures, time, complaints } = stage()
  for (const nowMs of [0, 1, 9_999, 10_000]) {
    time.nowMs = nowMs
    complaints.failed(full, log)
  }
  expect(said).toEqual(Array.from({ length: 2 }, () => 'senders are told to come again: the disk is full'))
  expect((await failures.get()).values).toMatchObject([{ labels: { code: 'STORE_FULL' }, value: 4 }])
})

it('says once that it is over, and nothing when nothing was said', () => {
  const { said, log, complaints } = stage()
  complaints.worked(log)
  complaints.failed(full, log)
  complaints.worked(log)
  complaints.worked(log)
  expect(said.slice(1)).toEqual(['what comes in is stored again'])
})

it('counts what is the fault of senders, or an end in order, without a word', async () => {
  const { said, log, failures, complaints } = stage()
  complaints.failed(new Failure('BAD_REQUEST', 'not OTLP'), log)
  complaints.failed(new Failure('SHUTTING_DOWN', 'it ends'), log)
  expect(said).toEqual([])
  expect((await failures.get()).values).toHaveLength(2)
})
