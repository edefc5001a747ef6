import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { checked, checkedQuery, cursorOf, Failure, filters, limits, opaque, paging, paths, readTimeMs, seasonProperties } from '../../contract/index.ts'
import { type Engine, type ListedBaseline, listBaselines, readBaseline } from '../store/store.ts'
import { type Baseline, spansOf } from './baseline.ts'
import { BaselineEdit } from './edit-baseline.ts'
import { meantBaseline } from './meant-baseline.ts'
import { readImport } from './read-import.ts'
import type { WatchSettings } from './settings.ts'
import { holdsRows, keepUpload } from './upload.ts'
import type { Watch } from './watch.ts'

export interface WatchRoutesParts {
  readonly engine: Engine
  readonly settings: Pick<WatchSettings, 'uploadBytesMax'>
  readonly watch: Pick<Watch, 'learn' | 'learnFile' | 'importBaseline' | 'useBaseline' | 'editBaseline'>
}

const time = (description: string) => Type.String({ minLength: 10, maxLength: 64, description })
const name = (description: string) => Type.String({ minLength: 1, maxLength: limits.nameCharactersMax, description })

/** Asks for a baseline of a past window. */
const WindowLesson = Type.Object(
  {
    model: name('Model'),
    version: Type.String({ default: '', maxLength: limits.nameCharactersMax, description: 'Its version' }),
    from: time('Start of the window, RFC 3339'),
    to: time('End of the window, RFC 3339; not part of it'),
    reason: Type.String({ default: 'asked for', maxLength: 1024, description: 'Why, for people who find it later' }),
  },
  { additionalProperties: false },
)

/** Asks for a seasonal baseline of the day that event time stands in; it is learned again every day while it is in use. */
const SeasonLesson = Type.Object(
  { model: WindowLesson.properties.model, version: WindowLesson.properties.version, reason: WindowLesson.properties.reason, ...seasonProperties },
  { additionalProperties: false },
)

/** A baseline's document as a person edited it; only what may be edited is looked at. */
const Edited = Type.Object({ ...BaselineEdit.properties, reason: Type.String({ default: 'edited by hand', maxLength: 1024, description: 'Why' }) })

/** Beside a file as body. */
const FileLesson = Type.Object(
  {
    model: name('Model'),
    version: Type.String({ default: '', maxLength: limits.nameCharactersMax, description: 'Its version' }),
    file: name('Name of the file; its ending says what it is'),
    format: Type.Optional(name("Kind of another tool's file; found by its content when absent")),
    time: Type.Optional(name('Column that holds the event time')),
    reason: Type.String({ default: 'asked for', maxLength: 1024, description: 'Why, for people who find it later' }),
  },
  { additionalProperties: false },
)

const ListQuery = Type.Object({ model: filters.model, version: filters.version, ...paging }, { additionalProperties: false })

/** Entries are small, and a reader may ask on. */
const itemsMax = 1000

/** A baseline of ten thousand columns is a few megabytes. */
const documentBytesMax = 64 * 2 ** 20

/**
 * Baselines: `POST /api/v1/baselines` learns one from a past window or by a seasonal rule (JSON), from a file of rows, or from what another tool's file says of columns (their
 * bytes); `GET` lists and shows them; `PUT /api/v1/baselines/{hash}` takes one into use as it was edited, `PUT …/use` as it is.
 */
export const watchRoutes =
  (parts: WatchRoutesParts): FastifyPluginAsync =>
  async app => {
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit: documentBytesMax }, (_, body, done) => parsed(String(body), done))
    // A file is read as it comes: it may be larger than memory.
    app.addContentTypeParser('application/octet-stream', (_, payload, done) => done(null, payload))
    app.post(paths.baselines, { bodyLimit: parts.settings.uploadBytesMax }, (request, reply) => learn(parts, request, reply))
    app.put(`${paths.baselines}/:hash`, request => edit(parts, request))
    app.put(`${paths.baselines}/:hash/use`, async request => learnedBody(await parts.watch.useBaseline((await meantOf(parts, request)).hash)))
    app.get(paths.baselines, request => list(parts, request))
    app.get(`${paths.baselines}/:hash`, request => show(parts, request))
  }

function parsed(body: string, done: (error: Error | null, value?: unknown) => void): void {
  try {
    done(null, JSON.parse(body))
  } catch (cause) {
    done(new Failure('BAD_REQUEST', 'The body is not JSON', { cause }))
  }
}

async function learn(parts: WatchRoutesParts, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const baseline = request.headers['content-type']?.startsWith('application/json') ? await learnWindow(parts, request.body) : await learnUpload(parts, request)
  return reply.code(201).send(learnedBody(baseline))
}

const learnedBody = (baseline: Baseline) => ({
  ...baseline,
  span: spanBody(baseline.span),
  spans: spansOf(baseline).map(spanBody),
  series: baseline.series.length,
})
const meantOf = ({ engine }: WatchRoutesParts, request: FastifyRequest): Promise<ListedBaseline> =>
  meantBaseline(engine, (request.params as { hash: string }).hash)

async function edit(parts: WatchRoutesParts, request: FastifyRequest): Promise<unknown> {
  const { reason, ...edited } = checked(Edited, request.body)
  const { hash } = await meantOf(parts, request)
  return learnedBody(await parts.watch.editBaseline(hash, edited, reason))
}

function learnWindow({ watch }: WatchRoutesParts, body: unknown) {
  if (typeof body === 'object' && body !== null && 'weeks' in body) {
    const { model, version, reason, ...season } = checked(SeasonLesson, body)
    return watch.learn({ model, version, rule: { kind: 'seasonal', ...season }, reason })
  }
  const { model, version, from, to, reason } = checked(WindowLesson, body)
  const span = { fromMs: readTimeMs('from', from), toMs: readTimeMs('to', to) }
  if (span.fromMs >= span.toMs) throw new Failure('BAD_REQUEST', 'from is not before to')
  return watch.learn({ model, version, span, reason })
}

async function learnUpload({ watch, settings }: WatchRoutesParts, request: FastifyRequest) {
  const lesson = checkedQuery(FileLesson, request.query)
  if (lesson.format !== undefined || !holdsRows(lesson.file)) return importUpload(watch, lesson, request.body as NodeJS.ReadableStream)
  const upload = await keepUpload(request.body as NodeJS.ReadableStream, lesson.file, settings.uploadBytesMax)
  try {
    return await watch.learnFile({
      model: lesson.model,
      version: lesson.version,
      path: upload.path,
      name: lesson.file,
      time: lesson.time ?? null,
      reason: lesson.reason,
    })
  } finally {
    await upload.remove()
  }
}

async function importUpload(watch: WatchRoutesParts['watch'], lesson: Static<typeof FileLesson>, body: NodeJS.ReadableStream) {
  const said = await readImport(await textOf(body), lesson)
  return watch.importBaseline({ model: lesson.model, version: lesson.version, name: lesson.file, reason: lesson.reason, ...said })
}

async function textOf(body: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > documentBytesMax) throw new Failure('TOO_LARGE', `A file that describes columns may be ${documentBytesMax} bytes long`)
    chunks.push(Buffer.from(chunk))
  }
  return Buffer.concat(chunks).toString('utf8')
}

async function list({ engine }: WatchRoutesParts, request: FastifyRequest): Promise<unknown> {
  const { limit = 100, next, ...filter } = checkedQuery(ListQuery, request.query)
  const page = await listBaselines(engine, filter, { limit: Math.min(limit, itemsMax), after: cursorOf(next, /^\d{1,15}_[0-9a-f]{1,64}$/) })
  return { items: page.items.map(asBody), next: opaque(page.next) }
}

const spanBody = (span: Baseline['span']) => span && { from: new Date(span.fromMs).toISOString(), to: new Date(span.toMs).toISOString() }

const asBody = ({ fromMs, toMs, learnedMs, ...entry }: ListedBaseline) => ({
  ...entry,
  span: fromMs === null || toMs === null ? null : spanBody({ fromMs, toMs }),
  learnedAt: new Date(learnedMs).toISOString(),
})

/** By its hash, or by as much of it as no other shares. What it was learned from and why is in both; the list's form of times is for people. */
async function show(parts: WatchRoutesParts, request: FastifyRequest): Promise<unknown> {
  const entry = await meantOf(parts, request)
  const found = await readBaseline(parts.engine, { hash: entry.hash })
  const { source, ...learned } = JSON.parse(found?.body ?? '{"span":null}') as Baseline
  return { ...learned, spans: spansOf(learned).map(spanBody), ...asBody(entry), source }
}
