import { type Static, Type } from 'typebox'
import { dayMs, hourMs, minuteMs, wholeSetting } from '../../contract/index.ts'
import { CustomMetric } from './custom/metric.ts'
import { SequentialWish } from './sequential/wish.ts'
import { usualLengths } from './series.ts'

export const WatchSettings = Type.Object(
  {
    tickEveryMs: wholeSetting('Pause between two ticks, milliseconds', 5_000, 10, hourMs),
    watermarkLagMs: wholeSetting('How far behind the newest event time windows close, milliseconds', 30_000, 0, dayMs),
    idleMs: wholeSetting('Without new rows for as long, the wall clock moves the watermark, milliseconds', minuteMs, 1_000, 365 * dayMs),
    futureMs: wholeSetting('Event times further ahead of the clock do not move the watermark, milliseconds', 5 * minuteMs, 0, 365 * dayMs),
    rowLatenessMs: wholeSetting('Later rows are stored and counted, not judged, milliseconds', 7 * dayMs, 0, 365 * dayMs),
    labelLatenessMs: wholeSetting('Labels of older rows are stored and counted, not judged, milliseconds', 90 * dayMs, 0, 3 * 365 * dayMs),
    recheckEveryMs: wholeSetting('All panes that may still change are held against their rows so often, milliseconds', 10 * minuteMs, 1_000, dayMs),
    paneRowsMax: wholeSetting('Rows that one pane statement summarises', 1_000_000, 1_000, 100_000_000),
    windowsMax: wholeSetting('Windows of one length that one tick judges; the rest waits for the next', 2_000, 1, 1_000_000),
    segmentValuesMax: wholeSetting('Values of a segment column that are watched one by one; the others are one remainder', 20, 1, 1_000),
    segmentSeriesMax: wholeSetting('Series of segments that are watched; outputs come first', 4_000, 0, 1_000_000),
    gridRows: wholeSetting('Rows from which centres and scales are taken before there is a baseline', 1_000, 10, 1_000_000),
    baselineAfterMs: wholeSetting('Without a baseline, the first span of event time of this length becomes one, milliseconds; 0 never', dayMs, 0, 365 * dayMs),
    baselineRowsMin: wholeSetting('Rows that such a span must hold', 1_000, 1, 1_000_000_000),
    labelShareMin: Type.Number({ default: 0.01, minimum: 0, maximum: 1, description: 'Share of new labels that makes an hour dirty' }),
    labelCountMin: wholeSetting('Number of new labels that makes an hour dirty', 1_000, 1, 1_000_000_000),
    labelAgeMs: wholeSetting('A new label makes its hour dirty after this wait at the latest, milliseconds', 10 * minuteMs, 0, dayMs),
    labelHoursMax: wholeSetting('Labelled hours that one tick makes again, newest first', 48, 1, 100_000),
    labelCoverageMin: Type.Number({ default: 0.8, minimum: 0, maximum: 1, description: 'Share of labelled rows from which a window is judged' }),
    labelWaitMs: wholeSetting('Older windows are judged with the labels there are, milliseconds', 7 * dayMs, 0, 365 * dayMs),
    uploadBytesMax: wholeSetting('Largest file that a baseline is learned from, bytes', 2 ** 30, 1_024, 2 ** 40),
    windows: Type.Array(
      Type.Enum(['5m', '1h', '24h', 'day', '7d', 'week', '30d', 'month'], { description: 'A length, or a day, week or month of the calendar' }),
      {
        default: [...usualLengths],
        minItems: 1,
        uniqueItems: true,
        description:
          'Lengths of window at which columns of the whole model are judged; each has the same share of the budget, so that 7d beside the others leaves each of them a quarter instead of a third; 7d is judged every hour, 30d every day, and day, week and month when they are over',
      },
    ),
    timeZone: Type.String({ default: 'UTC', minLength: 1, maxLength: 64, description: 'Where calendar windows begin and end, such as Europe/Berlin' }),
    holidays: Type.Array(Type.String({ format: 'date', description: 'A day, YYYY-MM-DD, UTC' }), {
      default: [],
      maxItems: 1_000,
      description: 'Days of their own kind: until one was in the history, four times as much is tolerated on them',
    }),
    metrics: Type.Array(CustomMetric, {
      default: [],
      maxItems: 100,
      description: 'Metrics of your own: SQL expressions over the rows of a window, judged as windows close and answered by POST /api/v1/compare',
    }),
    sequential: Type.Array(SequentialWish, {
      default: [],
      maxItems: 100,
      description: 'Detectors that need order, each on one sequence of means, shares or errors; they keep an error rate of their own, outside of the budget',
    }),
    detectorFolder: Type.String({
      default: '',
      maxLength: 4_096,
      description: 'Folder with detectors of your own, each a file that exports one by default; they are code, and run as the collector does',
    }),
    budget: Type.Number({ default: 1, exclusiveMinimum: 0, maximum: 1_000, description: 'False alerts per model in 30 days that are accepted' }),
  },
  { additionalProperties: false },
)
export type WatchSettings = Static<typeof WatchSettings>
