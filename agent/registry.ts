import type { IncomingMessage } from 'node:http'
import { Failure, type Protocol, readRegistry, readSettings } from '../contract/index.ts'

/** A wire protocol with the settings that it runs on. */
export interface ActiveProtocol {
  readonly protocol: Protocol
  readonly settings: unknown
}

/** Every file of `protocols/`. */
export const readProtocols = (): Promise<ReadonlyMap<string, Protocol>> => readRegistry<Protocol>(new URL('protocols/', import.meta.url))

/** @throws Failure CONFIG for a protocol that there is not, or wrong settings of one */
export async function activateProtocols(given: Readonly<Record<string, unknown>>): Promise<ActiveProtocol[]> {
  const known = await readProtocols()
  return Object.entries(given).map(([name, value]) => {
    const protocol = known.get(name)
    if (!protocol) throw new Failure('CONFIG', `agent.protocols.${name}: there is no such protocol; there are ${[...known.keys()].join(', ')}.`)
    const source = { value: (value ?? {}) as Record<string, unknown>, where: () => `agent.protocols.${name}` }
    return { protocol, settings: readSettings(protocol.settings, [source]) }
  })
}

/** The first protocol that takes the request for an inference of its own. */
export function matchProtocol(active: readonly ActiveProtocol[], request: IncomingMessage): ActiveProtocol | undefined {
  const exchange = { method: request.method ?? '', target: request.url ?? '' }
  return active.find(({ protocol, settings }) => protocol.matches(exchange, settings))
}
