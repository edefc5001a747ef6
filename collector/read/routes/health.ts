import { Type } from 'typebox'
import { paths } from '../../../contract/index.ts'
import type { Route } from '../parts.ts'
import { FailureBody } from '../query.ts'

const Answer = Type.Object({ status: Type.Literal('ok') })

/** GET /healthz: the process answers. GET /readyz: the store does too. */
export const health: Route = (app, { engine }) => {
  app.route({
    method: 'GET',
    url: paths.live,
    schema: { summary: 'Does the process live?', response: { 200: Answer, default: FailureBody } },
    handler: async () => ({
      status: 'ok' as const,
    }),
  })
  app.route({
    method: 'GET',
    url: paths.ready,
    schema: { summary: 'Can it serve?', response: { 200: Answer, default: FailureBody } },
    handler: async () => {
      await engine.read('SELECT 1', {}, { seconds: 5 })
      return { status: 'ok' as const }
    },
  })
}
