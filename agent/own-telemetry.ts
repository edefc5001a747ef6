import type { Attributes, Meter, Span } from '@opentelemetry/api'
import type { Registry } from 'prom-client'
import { attributes as names } from '../contract/index.ts'
import type { TraceParent } from './trace-parent.ts'

/** Identity of a request that has passed: never its contents. */
export interface PassedRequest {
  readonly method: string
  readonly status: number
  readonly startedMs: number
  readonly endedMs: number
  readonly trace: TraceParent | null
}

/** Our own traces and metrics on their way to somebody's OTLP endpoint. */
export interface OwnTelemetry {
  passed(request: PassedRequest): void
  close(): Promise<void>
}

/**
 * Starts the OpenTelemetry SDK. It is loaded only here, so that it costs nothing when nobody asked. One SERVER span a request, made
 * after the answer has gone; the `traceparent` of the request is its parent and passes on unchanged. Metrics are those of
 * the registry, read when they are exported, so that each is stated once.
 *
 * @param endpoint  OTLP/HTTP; /v1/traces and /v1/metrics are appended
 */
export async function startOwnTelemetry(endpoint: string, registry: Registry, version: string): Promise<OwnTelemetry> {
  const [{ NodeSDK }, { PeriodicExportingMetricReader }, { OTLPTraceExporter }, { OTLPMetricExporter }, { resourceFromAttributes }, api] = await Promise.all([
    import('@opentelemetry/sdk-node'),
    import('@opentelemetry/sdk-metrics'),
    import('@opentelemetry/exporter-trace-otlp-proto'),
    import('@opentelemetry/exporter-metrics-otlp-proto'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/api'),
  ])
  const base = endpoint.replace(/\/+$/, '')
  const sdk = new NodeSDK({
    autoDetectResources: false,
    instrumentations: [],
    logRecordProcessors: [],
    resource: resourceFromAttributes({ 'service.name': 'plimsoll-agent', 'service.version': version }),
    traceExporter: new OTLPTraceExporter({ url: `${base}/v1/traces` }),
    metricReaders: [new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter({ url: `${base}/v1/metrics` }), exportIntervalMillis: 15_000 })],
  })
  sdk.start()
  await bridge(registry, api.metrics.getMeter('plimsoll.agent', version))
  const tracer = api.trace.getTracer('plimsoll.agent', version)
  return {
    passed({ method, status, startedMs, endedMs, trace }) {
      const parent = trace ? api.trace.setSpanContext(api.ROOT_CONTEXT, contextOf(trace)) : api.ROOT_CONTEXT
      const attributes: Attributes = { 'http.request.method': method, [names.status]: status }
      const span: Span = tracer.startSpan(`${method} model`, { kind: api.SpanKind.SERVER, startTime: startedMs, attributes }, parent)
      span.end(endedMs)
    },
    close: () => sdk.shutdown(),
  }
}

const contextOf = ({ traceId, spanId, sampled }: TraceParent) => ({
  traceId: traceId.toString('hex'),
  spanId: spanId.toString('hex'),
  traceFlags: sampled ? 1 : 0,
  isRemote: true,
})

interface Value {
  readonly value: number
  readonly labels: Attributes
  /** A histogram's values carry the name of their part. */
  readonly metricName?: string
}

/** Lets the SDK read the registry's counters and gauges. A histogram gives its sum and count. */
async function bridge(registry: Registry, meter: Meter): Promise<void> {
  for (const { name, type } of await registry.getMetricsAsJSON()) {
    const kind = String(type)
    for (const part of kind === 'histogram' ? [`${name}_sum`, `${name}_count`] : [name]) {
      const instrument = kind === 'gauge' ? meter.createObservableGauge(part) : meter.createObservableCounter(part)
      instrument.addCallback(async result => {
        const { values } = (await registry.getSingleMetric(name)?.get()) ?? { values: [] }
        for (const { value, labels, metricName } of values as Value[]) {
          if ((metricName ?? name) === part) result.observe(value, labels)
        }
      })
    }
  }
}
