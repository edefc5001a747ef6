/** The client, in a process of its own so that its CPU time does not count. Makes its bodies, says so, and sends them when told. */
import { makeBody, type Road } from './payload.ts'

interface Order {
  readonly url: string
  readonly road: Road
  readonly name: string
  readonly requests: number
  readonly rows: number
}

const inFlight = 10
let bodies: Buffer[] = []
let order: Order

async function send(): Promise<void> {
  const type = order.road === 'json' ? 'application/json' : 'application/x-protobuf'
  for (let body = bodies.shift(); body; body = bodies.shift()) {
    const answer = await fetch(order.url, { method: 'POST', body: new Uint8Array(body), headers: { 'content-type': type, 'content-encoding': 'gzip' } })
    await answer.arrayBuffer()
    if (answer.status !== 200) throw new Error(`The receiver answered ${answer.status}`)
  }
}

process.on('message', (message: Order | 'send') => {
  if (message === 'send') {
    void Promise.all(Array.from({ length: inFlight }, send)).then(() => process.send?.('done'))
    return
  }
  order = message
  bodies = Array.from({ length: order.requests }, (_, index) => makeBody(order.road, `${order.name} ${index}`, order.rows))
  process.send?.('ready')
})
