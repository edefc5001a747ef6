import type { FastifyRequest } from 'fastify'
import { Failure } from '../../contract/index.ts'
import type { ReadSettings } from './settings.ts'

const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Refuses foreign Host fields: a page in a browser may make its own name point here (DNS rebinding). With a token and no list of hosts
 * any Host will do, because such a page has no token.
 *
 * @throws Failure MISDIRECTED
 */
export function buildGuard({ token, hosts, host, publicUrl }: Pick<ReadSettings, 'token' | 'hosts' | 'host' | 'publicUrl'>) {
  const own = publicUrl === '' ? [] : [new URL(publicUrl).hostname]
  const names = new Set([...loopback, ...[host, ...hosts, ...own].map(name => name.toLowerCase())])
  const anyHost = token !== '' && hosts.length === 0
  return async (request: FastifyRequest): Promise<void> => {
    if (!anyHost && !names.has(nameOf(request.headers.host)))
      throw new Failure('MISDIRECTED', 'This API is not served under that host name; read.hosts lists others')
  }
}

const nameOf = (host: string | undefined): string => (host ?? '').replace(/:\d*$/, '').replace(/\.$/, '').toLowerCase()
