import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook, WebhookVerificationError } from 'standardwebhooks'

const bodyBytesMax = 4 * 1024 ** 2
/** Repeats of a message that was taken already are known by its id, as the Standard Webhooks specification says. */
const remembered = 10_000

/** A message whose signature is right: a CloudEvent. */
export interface Message {
  readonly id: string
  readonly event: { readonly type: string; readonly [name: string]: unknown }
}

export interface Receiver {
  readonly port: number
  close(): Promise<void>
}

/**
 * Takes webhooks, as whoever is paged or retrains would: checks the signature by the Standard Webhooks library, answers 204, and hands each message on once.
 *
 * @param secret  as the sender has it: `whsec_…`
 */
export async function startReceiver(
  options: { readonly host: string; readonly port: number; readonly secret: string },
  taken: (message: Message) => void,
): Promise<Receiver> {
  const webhook = new Webhook(options.secret)
  const known = new Set<string>()
  async function take(request: IncomingMessage): Promise<number> {
    if (request.method !== 'POST') return 405
    const body = await readBody(request)
    if (body === null) return 413
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    const event = verified(() => webhook.verify(body, headers) as Message['event'])
    if (event === null) return 401
    const id = headers['webhook-id'] ?? ''
    if (known.has(id)) return 204
    known.add(id)
    for (const oldest of known) {
      if (known.size <= remembered) break
      known.delete(oldest)
    }
    taken({ id, event })
    return 204
  }
  const server = createServer((request, response) => {
    take(request).then(
      status => response.writeHead(status).end(),
      () => response.destroy(),
    )
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(options.port, options.host, () => resolve()))
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function verified<T>(verify: () => T): T | null {
  try {
    return verify()
  } catch (error) {
    if (error instanceof WebhookVerificationError) return null
    throw error
  }
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > bodyBytesMax) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
