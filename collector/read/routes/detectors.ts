import { Type } from 'typebox'
import { paths } from '../../../contract/index.ts'
import { DetectorBody } from '../bodies.ts'
import type { Route } from '../parts.ts'
import { FailureBody, pageOf } from '../query.ts'

/** GET /api/v1/detectors: what this collector can look for. */
export const detectors: Route = (app, parts) => {
  app.route({
    method: 'GET',
    url: paths.detectors,
    schema: {
      summary: 'List detectors',
      querystring: Type.Object({}, { additionalProperties: false }),
      response: { 200: pageOf(DetectorBody, 'Detectors'), default: FailureBody },
    },
    handler: async () => {
      const items = [...parts.detectors.values()].map(({ name, summary, unit, reads, settings, deciding }) => ({
        name,
        summary,
        unit,
        deciding: deciding !== undefined,
        reads: [...reads],
        settings: { ...settings },
      }))
      const own = (parts.metrics ?? []).map(({ name, model, description, unit }) => ({
        name: `custom/${name}`,
        summary: description === '' ? `Metric of your own on ${model}` : description,
        unit,
        deciding: true,
        reads: ['rows'],
        settings: {},
      }))
      const sequential = (parts.sequential ?? []).map(one => ({ ...one, reads: [...one.reads], deciding: true }))
      return { items: [...items, ...own, ...sequential], next: null }
    },
  })
}
