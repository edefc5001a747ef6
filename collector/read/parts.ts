import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import type { Registry } from 'prom-client'
import type { Clock, CompareRequest, Comparison, Detector, Reproduction } from '../../contract/index.ts'
import type { Engine, VersionTotals } from '../store/store.ts'
import type { ReadSettings } from './settings.ts'

export interface ReadParts {
  readonly engine: Engine
  readonly settings: ReadSettings
  readonly clock: Clock
  /** Metrics of the whole process. */
  readonly registry: Registry
  /** By name. */
  readonly detectors: ReadonlyMap<string, Detector>
  /** Of people: each is a detector `custom/<name>` of the rows of one model. */
  readonly metrics?: readonly { readonly name: string; readonly model: string; readonly description: string; readonly unit: string }[]
  /** Detectors that need order, as they were put on models. */
  readonly sequential?: readonly {
    readonly name: string
    readonly summary: string
    readonly unit: string
    readonly reads: readonly string[]
    readonly settings: Readonly<Record<string, unknown>>
  }[]
  /** Of the room that holds what was learned. @throws Failure */
  compare(request: CompareRequest): Promise<Comparison>
  /** Of the same room. @throws Failure NOT_FOUND */
  reproduce(id: string): Promise<Reproduction>
}

type Server = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, TypeBoxTypeProvider>

export interface RouteParts extends ReadParts {
  /** Of all models or of one; what it has counted it remembers. */
  readonly totals: (model?: string) => Promise<VersionTotals[]>
}

export type Route = (app: Server, parts: RouteParts) => void
