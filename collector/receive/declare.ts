import type { FastifyInstance } from 'fastify'
import { Compile } from 'typebox/compile'
import { type Clock, Failure, ModelDeclaration, paths } from '../../contract/index.ts'
import { declareModel, type Engine, type SchemaSettings } from '../store/store.ts'
import { nameProblem, quoted } from './attribute.ts'
import { type Door, withBody } from './door.ts'
import { parseJson } from './json-text.ts'
import type { Schemas } from './schemas.ts'

const check = Compile(ModelDeclaration)

export interface DeclareParts {
  readonly engine: Engine
  readonly schemaSettings: SchemaSettings
  readonly clock: Clock
}

/**
 * Records what a person says about a model: the one way for the route and for `models:` in the configuration.
 *
 * @throws Failure BAD_REQUEST that names every wrong key
 */
export async function declare(parts: DeclareParts, model: string, said: unknown): Promise<ModelDeclaration> {
  const problem = model === '' ? 'The model has no name' : nameProblem('The name of the model', model)?.message
  if (problem !== undefined) throw new Failure('BAD_REQUEST', problem)
  if (!check.Check(said)) throw new Failure('BAD_REQUEST', problemsOf(said))
  await declareModel(parts.engine, { model, declaration: said }, parts.schemaSettings, parts.clock())
  return said
}

function problemsOf(said: unknown): string {
  if (typeof said !== 'object' || said === null || Array.isArray(said)) return 'A declaration must be an object'
  const unknown = Object.keys(said).filter(key => !Object.hasOwn(ModelDeclaration.properties, key))
  const strangers = unknown.map(key => `${quoted(key)} is not a key of a declaration`)
  const others = check.Errors(said).filter(error => error.instancePath !== '' && !unknown.includes(error.instancePath.slice(1)))
  return [...new Set([...strangers, ...others.map(error => `${error.instancePath.slice(1).replaceAll('/', '.')} ${error.message}`)])].slice(0, 20).join('; ')
}

/** PUT /api/v1/models/{model}: replaces what was declared before. */
export function addDeclare(app: FastifyInstance, door: Door, parts: DeclareParts & { readonly schemas: Schemas }): void {
  app.put<{ Params: { model: string } }>(`${paths.models}/:model`, (request, reply) =>
    withBody(request, reply, {
      door,
      work: async body => {
        const { model } = request.params
        const declaration = await declare(parts, model, parseJson(body))
        parts.schemas.forget(model)
        return { model, declaration }
      },
      explain: failure => failure.body(),
    }),
  )
}
