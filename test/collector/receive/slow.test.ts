import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { until } from '../../setup/until.ts'
import { metricOf, openForFile } from './receiver.ts'

const opened = openForFile(600)

/** A request of a thousand bytes, of which one comes every 20 ms: it would take 20 seconds. */
function postSlowly(path: string, type: string) {
  const socket = connect(Number(new URL(opened.url).port), '127.0.0.1')
  // Whoever is cut off while writing is told by a reset.
  socket.on('error', () => undefined)
  socket.write(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\nContent-Length: 1000\r\n\r\n`)
  const timer = setInterval(() => socket.write('\n'), 20)
  socket.once('close', () => clearInterval(timer))
  return socket
}

it.each([
  ['/v1/logs', 'application/x-protobuf'],
  ['/api/v1/labels', 'text/csv'],
])('a body that comes byte by byte to %s ends at the bound, and its memory is given back', async (path, type) => {
  const startedAt = performance.now()
  const socket = postSlowly(path, type)
  const answer = text(socket).catch(() => '')
  await new Promise(resolve => socket.once('close', resolve))
  // 600 ms, and up to 50 until somebody looks; the rest is for a busy machine.
  expect(performance.now() - startedAt).toBeLessThan(5_000)
  expect(await answer).toMatch(/^$|^HTTP\/1\.1 (408|400) /)
  expect(await metricOf(opened.registry, 'plimsoll_receive_queue_bytes')).toBe(0)
  expect(await metricOf(opened.registry, 'plimsoll_request_failures_total', { code: 'BUG' })).toBe(0)
})

it('a sender that goes away in the middle is no bug of ours', async () => {
  const socket = postSlowly('/v1/logs', 'application/x-protobuf')
  const begun = async () => (await metricOf(opened.registry, 'plimsoll_receive_queue_bytes')) > 0
  await until('the body is begun', begun)
  socket.destroy()
  await until('its memory is given back', async () => !(await begun()))
  expect(await metricOf(opened.registry, 'plimsoll_request_failures_total', { code: 'BAD_REQUEST' })).toBeGreaterThan(0)
  expect(await metricOf(opened.registry, 'plimsoll_request_failures_total', { code: 'BUG' })).toBe(0)
})
