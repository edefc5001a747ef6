import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Message, type Receiver, startReceiver } from '../../examples/receiver/receiver.ts'

const secret = `whsec_${Buffer.from('a secret of at least 24 bytes').toString('base64')}`
let receiver: Receiver
let taken: Message[]

beforeEach(async () => {
  taken = []
  receiver = await startReceiver({ host: '127.0.0.1', port: 0, secret }, message => taken.push(message))
})
afterEach(() => receiver.close())

const body = JSON.stringify({ type: 'plimsoll.alert.opened' })
function send(id: string, at: Date, signature = new Webhook(secret).sign(id, at, body)) {
  const headers = { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(at.getTime() / 1000)), 'webhook-signature': signature }
  return fetch(`http://127.0.0.1:${receiver.port}/`, { method: 'POST', headers, body })
}

it('takes a signed message, once', async () => {
  const now = new Date()
  expect((await send('msg_1', now)).status).toBe(204)
  expect((await send('msg_1', now)).status).toBe(204)
  expect(taken).toEqual([{ id: 'msg_1', event: { type: 'plimsoll.alert.opened' } }])
})

it('refuses a wrong signature and an old message', async () => {
  expect((await send('msg_1', new Date(), 'v1,AAAA')).status).toBe(401)
  expect((await send('msg_2', new Date(Date.now() - 600_000))).status).toBe(401)
  expect(taken).toEqual([])
})

it('refuses what is no POST', async () => {
  expect((await fetch(`http://127.0.0.1:${receiver.port}/`)).status).toBe(405)
})
