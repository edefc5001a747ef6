/** Every string that two parts must spell alike, each once. */

/** Event names of the OTLP log records that travel (OpenTelemetry events, severity 9, empty body). */
export const events = { inference: 'ml.inference', label: 'ml.label' } as const

/** Attributes of those records. */
export const attributes = {
  model: 'ml.model.name',
  version: 'ml.model.version',
  task: 'ml.task.type',
  id: 'ml.inference.id',
  batchSize: 'ml.inference.batch.size',
  duration: 'ml.inference.duration',
  protocol: 'ml.inference.protocol',
  inputs: 'ml.inputs',
  outputs: 'ml.outputs',
  segments: 'ml.segments',
  entityIds: 'ml.entity.ids',
  source: 'ml.capture.source',
  samplingRatio: 'ml.capture.sampling.ratio',
  truncated: 'ml.capture.truncated',
  status: 'http.response.status_code',
  error: 'error.type',
  labelName: 'ml.label.name',
  labelValues: 'ml.label.values',
  labelRow: 'ml.label.row',
  labelEventTime: 'ml.label.event.time',
} as const

/** Resource attributes that name a batch, so that a repeated one is known. */
export const batchAttributes = { id: 'plimsoll.batch.id', attempt: 'plimsoll.batch.attempt' } as const

/** Attribute names that others use for what we call the model's name. */
export const modelAliases = ['gen_ai.request.model', 'gen_ai.response.model', 'llm.model_name', 'embedding.model_name'] as const

export const headers = { inferenceId: 'x-request-id', eventTime: 'x-plimsoll-event-time' } as const

export const paths = {
  logs: '/v1/logs',
  labels: '/api/v1/labels',
  baselines: '/api/v1/baselines',
  models: '/api/v1/models',
  signals: '/api/v1/signals',
  alerts: '/api/v1/alerts',
  detectors: '/api/v1/detectors',
  rows: '/api/v1/rows',
  compare: '/api/v1/compare',
  openapi: '/openapi.json',
  metrics: '/metrics',
  live: '/healthz',
  ready: '/readyz',
} as const

/** Detectors that rules speak of by name. */
export const detectorNames = {
  volume: 'quality/volume',
  missing: 'quality/missing',
  type: 'quality/type',
  domain: 'quality/domain',
  /** Holds the columns themselves against each other: any change is an alarm, which no budget pays for. */
  schema: 'quality/schema',
  /** Decides whether a distribution moved; those that are shown beside take over its threshold and doubt. */
  distribution: 'drift/gtest',
} as const

/** Tables of the store. Row tables are named by `rowTable(number)`. */
export const tables = {
  models: 'models',
  schemas: 'schemas',
  labels: 'labels',
  pendingLabels: 'pending',
  migrations: 'migrations',
  panes: 'panes',
  names: 'names',
  labelled: 'labelled',
  baselines: 'baselines',
  history: 'history',
  signals: 'signals',
  progress: 'progress',
  alerts: 'alerts',
  outbox: 'outbox',
} as const

/** Notes of a reading that others act upon. */
export const readingNotes = {
  below: 'below the baseline',
  beyondLate: 'beyond the threshold with all labels',
  /** Begins a note that lists the values that are the news, quoted, the most frequent first. */
  values: 'values: ',
} as const

/** Prometheus metrics; units and `_total` by the OpenMetrics rules. */
export const metrics = {
  agentRequests: 'plimsoll_agent_requests_total',
  agentCaptured: 'plimsoll_agent_captured_rows_total',
  agentNotCaptured: 'plimsoll_agent_not_captured_total',
  agentQueueBytes: 'plimsoll_agent_queue_bytes',
  agentDroppedRows: 'plimsoll_agent_dropped_rows_total',
  agentWrongEventTimes: 'plimsoll_agent_wrong_event_times_total',
  agentCopyBytes: 'plimsoll_agent_copy_bytes',
  agentShipped: 'plimsoll_agent_shipped_rows_total',
  agentShipFailures: 'plimsoll_agent_ship_failures_total',
  agentConnectionsRefused: 'plimsoll_agent_connections_refused_total',
  agentUpstreamSeconds: 'plimsoll_agent_upstream_seconds',
  connectionsRefused: 'plimsoll_connections_refused_total',
  receivedRows: 'plimsoll_received_rows_total',
  refusedRecords: 'plimsoll_refused_records_total',
  wrongValues: 'plimsoll_wrong_values_total',
  receivedLabels: 'plimsoll_received_labels_total',
  repeatedBatches: 'plimsoll_repeated_batches_total',
  requestFailures: 'plimsoll_request_failures_total',
  requestSeconds: 'plimsoll_request_seconds',
  insertSeconds: 'plimsoll_insert_seconds',
  queueBytes: 'plimsoll_receive_queue_bytes',
  aheadRecords: 'plimsoll_ahead_records_total',
  rows: 'plimsoll_rows',
  panes: 'plimsoll_panes_total',
  watermark: 'plimsoll_watermark_seconds',
  tickSeconds: 'plimsoll_tick_seconds',
  lateRows: 'plimsoll_late_rows_total',
  lateWindows: 'plimsoll_late_windows_total',
  erasedRows: 'plimsoll_erased_rows_total',
  watchFailures: 'plimsoll_watch_failures_total',
  watchRefused: 'plimsoll_watch_refused_total',
  signals: 'plimsoll_signals_total',
  signalValue: 'plimsoll_signal_value',
  signalThreshold: 'plimsoll_signal_threshold',
  signalVerdict: 'plimsoll_signal_verdict',
  signalMargin: 'plimsoll_signal_margin',
  signalRows: 'plimsoll_signal_rows',
  seriesHidden: 'plimsoll_signal_series_hidden',
  storeUp: 'plimsoll_store_up',
  alertsOpen: 'plimsoll_alerts_open',
  deliveries: 'plimsoll_deliveries_total',
} as const
