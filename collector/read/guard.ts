import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { Failure, paths } from '../../contract/index.ts'
import type { ReadSettings } from './settings.ts'

const open: ReadonlySet<string> = new Set([paths.live, paths.ready])
const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/**
 * Refuses who does not show the token, in constant time; health is open. Refuses foreign Host fields too: a page in a browser may make
 * its own name point here (DNS rebinding). With a token and no list of hosts any Host will do, because such a page has no token.
 *
 * @throws Failure MISDIRECTED, UNAUTHORIZED
 */
export function buildGuard({ token, hosts, host }: Pick<ReadSettings, 'token' | 'hosts' | 'host'>): (request: FastifyRequest) => Promise<void> {
  const expected = digest(token)
  const names = new Set([...loopback, host.toLowerCase(), ...hosts.map(name => name.toLowerCase())])
  const anyHost = token !== '' && hosts.length === 0
  return async request => {
    if (!anyHost && !names.has(nameOf(request.headers.host)))
      throw new Failure('MISDIRECTED', 'This API is not served under that host name; read.hosts lists others')
    if (token === '' || open.has(request.url.split('?')[0] ?? '')) return
    const shown = /^Bearer ([!-~]+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (shown === undefined || !timingSafeEqual(digest(shown), expected)) throw new Failure('UNAUTHORIZED', 'Show the token: Authorization: Bearer …')
  }
}

const nameOf = (host: string | undefined): string => (host ?? '').replace(/:\d*$/, '').replace(/\.$/, '').toLowerCase()
