import type { AddressInfo, Server } from 'node:net'
import { Failure } from '../contract/index.ts'

export interface Listening {
  readonly port: number
  readonly close: () => Promise<void>
}

/** HOST:PORT apart; an IPv6 host stands in brackets. */
export function addressOf(text: string): { readonly host: string; readonly port: number } {
  const colon = text.lastIndexOf(':')
  return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) }
}

/**
 * Listens on HOST:PORT.
 *
 * @param flag  by which another address is given
 * @throws Failure IN_USE when the port is taken, CONFIG when the address cannot be listened on
 */
export async function listenOn(server: Server, address: string, flag: string): Promise<Listening> {
  const { host, port } = addressOf(address)
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: Error & { code?: string }) => reject(listenFailure(error, address, flag)))
    server.listen({ host, port }, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise(resolve => server.close(() => resolve())),
  }
}

function listenFailure(error: Error & { code?: string }, address: string, flag: string): Failure {
  if (error.code === 'EADDRINUSE')
    return new Failure('IN_USE', `Port in use: something else listens on ${address}; stop it or choose another address by ${flag}.`, { cause: error })
  return new Failure('CONFIG', `${address} cannot be listened on (${error.code ?? error.message}); choose another address by ${flag}.`, { cause: error })
}
