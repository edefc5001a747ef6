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

/** What made a signal, beside its baseline and window: enough to make it again. */
const MadeBy = Type.Object({
  settings: Type.String({ description: "Hash of the settings that the number depends on: the detector's, the budget, the holidays" }),
  seed: Type.Union([Type.Integer(), Type.Null()], { description: 'Of what is drawn; null when nothing is' }),
  code: Type.String({ description: 'Version of Plimsoll' }),
  engine: Type.String({ description: 'Version of the engine of the store' }),
})
export type MadeBy = Static<typeof MadeBy>

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
  made: Type.Optional(MadeBy),
})
export type Signal = Static<typeof Signal>

/** A signal that was computed again from what the store still has. */
export const Reproduction = Type.Object({
  signal: Signal,
  /** Null when it could not be computed. */
  source: Type.Union([Type.Literal('panes'), Type.Literal('rows'), Type.Null()]),
  same: Type.Boolean({ description: 'Every number and the verdict came out again, to one part in a billion' }),
  again: Type.Union([Type.Object(reading), Type.Null()]),
  differences: Type.Array(Type.String(), { description: 'What came out otherwise' }),
  gone: Type.Array(Type.String(), { description: 'What is no longer there' }),
  changed: Type.Array(Type.String(), { description: 'What is not as it was when the signal was made' }),
})
export type Reproduction = Static<typeof Reproduction>
