import { type Static, Type } from 'typebox'

const address = (value: string, description: string) =>
  Type.String({ default: value, pattern: '^(\\[[0-9a-fA-F:.]+\\]|[^:\\s]+):[0-9]{1,5}$', description: `${description}, HOST:PORT` })
const bytes = (value: number, maximum: number, description: string) =>
  Type.Integer({ default: value, minimum: 1024, maximum, description: `${description}, bytes` })
const milliseconds = (value: number, maximum: number, description: string) =>
  Type.Integer({ default: value, minimum: 0, maximum, description: `${description}, milliseconds` })
const name = (description: string) => Type.String({ minLength: 1, maxLength: 256, description })

const MiB = 1024 ** 2
const second = 1_000
const hour = 3_600 * second

const Treatment = Type.Union([Type.Literal('drop'), Type.Literal('hash')], { description: 'drop removes it, hash replaces it by a keyed hash' })

const Redaction = Type.Object(
  {
    fields: Type.Record(Type.String(), Treatment, {
      default: {},
      description: 'Inputs and outputs by name: columns, tensors that become several, keys of nested objects',
    }),
    headers: Type.Record(Type.String(), Treatment, {
      default: {},
      description: 'Headers of requests and answers by name, before segments, ids and traces are read from them',
    }),
    key: Type.Optional(
      Type.String({ minLength: 16, maxLength: 512, description: 'Key of the HMAC-SHA256; needed for hash, the same wherever hashes must join' }),
    ),
  },
  { default: {}, additionalProperties: false, description: 'What never leaves the machine as it is' },
)

const Shipping = Type.Object(
  {
    queueBytesMax: bytes(64 * MiB, 4_096 * MiB, 'Inferences waiting to be sent; the oldest give way'),
    batchBytesMax: bytes(MiB, 16 * MiB, 'One request to the collector before compression'),
    flushEveryMs: milliseconds(500, 60 * second, 'Longest wait of an inference before it is sent'),
    timeoutMs: milliseconds(10 * second, 300 * second, 'Longest wait for an answer of the collector'),
    retryMinMs: milliseconds(500, 60 * second, 'First pause before a retry; doubles, with jitter'),
    retryMaxMs: milliseconds(30 * second, 300 * second, 'Longest pause before a retry'),
    giveUpMs: milliseconds(600 * second, 24 * hour, 'A batch older than this is dropped and counted'),
    drainMs: milliseconds(2 * second, 60 * second, 'Time for what is waiting when the agent stops'),
  },
  { default: {}, additionalProperties: false, description: 'How inferences travel to the collector' },
)

/** Every setting of the agent. */
export const AgentSettings = Type.Object(
  {
    listen: address('127.0.0.1:9000', 'Where clients of the model connect'),
    adminListen: address('127.0.0.1:9465', 'Health and metrics'),
    insecure: Type.Boolean({ default: false, description: 'Let health and metrics listen on other addresses than loopback, without a token' }),
    upstream: Type.String({ default: 'http://127.0.0.1:8080', pattern: '^https?://[^/]+/?$', description: 'The model server, http://HOST:PORT' }),
    collector: Type.String({ default: 'http://127.0.0.1:4318', pattern: '^https?://', description: 'The collector, http://HOST:PORT; /v1/logs is appended' }),
    collectorToken: Type.Optional(Type.String({ minLength: 1, maxLength: 4_096, description: 'Bearer token that the collector asks for' })),
    model: Type.Optional(name('Name of the model where the protocol does not carry it')),
    modelVersion: Type.Optional(name('Version of the model where the protocol does not carry it')),
    task: Type.Optional(name('What the model does, as in ml.task.type')),
    protocols: Type.Record(Type.String(), Type.Unknown(), {
      default: { oip_v2_http: {} },
      description: 'Wire protocols that are understood, by name, with their settings; a given map replaces the default',
    }),
    headBytesMax: bytes(64 * 1024, MiB, 'Head of a request or an answer'),
    connectionsMax: Type.Integer({ default: 4_096, minimum: 1, maximum: 1_000_000, description: 'Client connections' }),
    upstreamConnectionsMax: Type.Integer({ default: 1_024, minimum: 1, maximum: 65_535, description: 'Connections to the model server' }),
    upstreamIdleMs: milliseconds(4 * second, hour, 'Pooled connections are closed after this; below the idle limit of the model server'),
    connectTimeoutMs: milliseconds(second, 60 * second, 'Longest wait for a connection to the model server; 0 waits for ever'),
    answerTimeoutMs: milliseconds(0, hour, 'Longest wait for the head of the answer once the request is out; 0 waits for ever'),
    stopDelayMs: milliseconds(0, 60 * second, 'Serves on as not ready before it stops; under Kubernetes 5000'),
    stopWaitMs: milliseconds(30 * second, 600 * second, 'Longest wait for requests in flight when it stops'),
    injectId: Type.Boolean({ default: true, description: 'Give the model server and the client our inference id as x-request-id when no header carries one' }),
    eventTimeHeader: Type.Boolean({
      default: false,
      description: 'Take the event time from x-plimsoll-event-time, and keep that header from the model server',
    }),
    captureBytesMax: bytes(8 * MiB, 256 * MiB, 'Body that is captured, a side, as sent and again once decoded'),
    captureMemoryBytesMax: bytes(64 * MiB, 4_096 * MiB, 'All copies of bodies that wait to be parsed'),
    samplingRatio: Type.Number({ default: 1, exclusiveMinimum: 0, maximum: 1, description: 'Share of inferences that is kept, by hash of their id' }),
    segmentHeaders: Type.Record(Type.String(), name('Segment'), { default: {}, description: 'Request header to name of the segment that it holds' }),
    entityColumn: Type.Optional(name('Input that identifies the entity')),
    resource: Type.Record(Type.String({ maxLength: 256 }), Type.String({ maxLength: 1024 }), {
      default: {},
      description: 'Attributes of the OTLP resource, as deployment.environment.name; service.name is plimsoll-agent unless given',
    }),
    redact: Redaction,
    ship: Shipping,
    telemetryEndpoint: Type.Optional(Type.String({ pattern: '^https?://', description: 'OTLP/HTTP endpoint for our own traces and metrics; none without it' })),
  },
  { additionalProperties: false },
)
export type AgentSettings = Readonly<Static<typeof AgentSettings>>
