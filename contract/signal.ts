import { type Static, Type } from 'typebox'

const orNull = (description: string) => Type.Union([Type.Number(), Type.Null()], { description })

/** `unsure` means too little data: never an alarm, never a clean bill of health. */
export const Verdict = Type.Union([Type.Literal('calm'), Type.Literal('alarm'), Type.Literal('unsure')])
export type Verdict = Static<typeof Verdict>

const reading = {
  detector: Type.String(),
  subject: Type.String({ description: 'A column, or * for the whole row' }),
  segment: Type.String({ description: 'column=value, empty for the whole model' }),
  value: orNull('What was measured, in `unit`: a rate, a metric, or a distance from the baseline'),
  low: orNull('Lower end of the 95 % interval'),
  high: orNull('Upper end of the 95 % interval'),
  n: Type.Number({ description: 'Rows of the window that count' }),
  nEff: Type.Number({ description: 'Their effective number when rows are weighted' }),
  baselineN: Type.Number(),
  pValue: orNull('How likely this is when nothing has changed'),
  threshold: orNull('In `unit`: beyond it, on the side of the baseline on which the value lies, the verdict is alarm'),
  smallest: orNull('Smallest change from the baseline, in `unit`, that this many rows would have shown with 80 % power'),
  resolution: orNull('Error that grid cells may have put into the value; 0 when exact, null when it is not known'),
  verdict: Verdict,
  reason: Type.String(),
  notes: Type.Array(Type.String()),
  unit: Type.String(),
}

/** A measurement with its threshold and verdict. */
export const Reading = Type.Object(reading)
export type Reading = Static<typeof Reading>

/** A reading for one model, version and window. Labels and rows come late, so it has a revision that only ever rises. */
export const Signal = Type.Object({
  ...reading,
  id: Type.String({ description: 'The same for every revision' }),
  model: Type.String(),
  version: Type.String(),
  window: Type.Object({ from: Type.String(), to: Type.String() }, { description: 'Half-open, RFC 3339, UTC' }),
  baseline: Type.String({ description: 'Hash of the baseline' }),
  revision: Type.Integer({ minimum: 1 }),
  at: Type.String({ description: 'When it was judged' }),
})
export type Signal = Static<typeof Signal>
