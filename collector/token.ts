import bearerAuth from '@fastify/bearer-auth'
import type { FastifyInstance } from 'fastify'
import { Failure, paths } from '../contract/index.ts'

/** Orchestrators ask for these, and they say nothing. */
const open: ReadonlySet<string> = new Set([paths.live, paths.ready])

/**
 * Refuses who does not show the token, in constant time; health is open. An empty token asks for none.
 *
 * @throws Failure UNAUTHORIZED at a request
 */
export function askForToken(app: FastifyInstance, token: string): void {
  if (token === '') return
  // RFC 6749: `bearer` in any case.
  app.register(bearerAuth, { keys: new Set([token]), addHook: false, specCompliance: 'rfc6749', verifyErrorLogLevel: 'debug' })
  app.addHook('onRequest', (request, reply, done) => {
    if (open.has(request.url.split('?')[0] ?? '')) return done()
    return app.verifyBearerAuth?.(request, reply, error => {
      if (error) reply.header('www-authenticate', 'Bearer')
      done(error && new Failure('UNAUTHORIZED', 'Show the token: Authorization: Bearer …'))
    })
  })
}
