/** A cell of a detection table: median delay in hours of those found (null: not said), and share found within 48 hours. */
export interface Printed {
  readonly delayHours: number | null
  readonly share: number
}

/** A table: changes that begin on one day of one-day-baseline streams. */
export interface Table {
  readonly title: string
  readonly onsetDay: number
  /** By stream, by change. */
  readonly cells: Readonly<Record<string, Readonly<Record<string, Printed>>>>
}

const cell = (delayHours: number | null, percent: number): Printed => ({ delayHours, share: percent / 100 })
const never = cell(null, 0)

/** What the calibration law prints (section 3): 40 streams a cell, our figures to reach. */
export const tables: readonly Table[] = [
  {
    title: 'Change on day 10.5',
    onsetDay: 10.5,
    cells: {
      iid: {
        'mean 0.1 sd': cell(16.6, 85),
        'mean 0.25 sd': cell(0.75, 100),
        'mean 0.5 sd': cell(0.25, 100),
        'sd × 1.2': cell(0.75, 100),
        gradual: cell(7.2, 100),
        'segment in its column': never,
        'segment by itself': cell(0.75, 100),
        'share + 2 points': never,
        'share + 5 points': cell(2.8, 100),
        'new category 0.5 %': cell(1.8, 100),
        'missing 1 → 3 %': cell(1, 100),
      },
      seasonal: {
        'mean 0.1 sd': cell(null, 5),
        'mean 0.25 sd': cell(1.5, 55),
        'mean 0.5 sd': cell(0.25, 100),
        'sd × 1.2': cell(0.75, 100),
        gradual: cell(15, 100),
        'segment in its column': never,
        'segment by itself': cell(0.75, 100),
        'share + 2 points': never,
        'share + 5 points': cell(19, 62),
        'new category 0.5 %': cell(1, 100),
        'missing 1 → 3 %': cell(1, 100),
      },
      autocorrelated: {
        'mean 0.1 sd': never,
        'mean 0.25 sd': cell(null, 8),
        'mean 0.5 sd': cell(6.8, 82),
        'sd × 1.2': cell(0.75, 100),
        gradual: cell(26, 72),
        'segment in its column': never,
        'segment by itself': cell(7.9, 82),
        'share + 2 points': never,
        'share + 5 points': never,
        'new category 0.5 %': cell(2.1, 100),
        'missing 1 → 3 %': cell(1, 100),
      },
      mix: {
        'mean 0.25 sd': cell(null, 5),
        'mean 0.5 sd': cell(2.5, 78),
        'sd × 1.2': cell(1.2, 98),
        gradual: cell(42, 62),
        'new category 0.5 %': cell(1, 100),
        'missing 1 → 3 %': cell(22, 70),
      },
    },
  },
  {
    title: 'Change on day 1.5, one baseline day',
    onsetDay: 1.5,
    cells: {
      iid: {
        'mean 0.25 sd': cell(1, 100),
        'mean 0.5 sd': cell(0.25, 100),
        gradual: cell(9.8, 100),
        'missing 1 → 3 %': cell(3.9, 82),
        'new category 0.5 %': cell(15, 100),
      },
      seasonal: { 'mean 0.5 sd': cell(null, 48), 'missing 1 → 3 %': cell(null, 65) },
      autocorrelated: { 'mean 0.5 sd': cell(null, 25), 'sd × 1.2': cell(5, 72) },
    },
  },
]

/** What an oracle's Jensen–Shannon distance found there. */
export const printedOracle: Readonly<Record<string, Readonly<Record<string, Printed>>>> = {
  iid: { 'mean 0.25 sd': cell(1, 100), 'mean 0.5 sd': cell(1, 100), gradual: cell(5, 100), 'share + 5 points': cell(1, 100) },
  seasonal: { 'mean 0.25 sd': cell(null, 35), 'mean 0.5 sd': cell(1, 100), gradual: cell(22.5, 100), 'share + 5 points': never },
  autocorrelated: { 'mean 0.25 sd': cell(40, 55), 'mean 0.5 sd': cell(1, 100), gradual: cell(20, 98), 'share + 5 points': never },
}
