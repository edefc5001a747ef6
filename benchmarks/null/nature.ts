import { hourMs } from '../../contract/index.ts'

/** How a quiet stream strays (calibration law, section 2). Shifts are in standard deviations of a column. */
export interface Nature {
  readonly name: string
  /** Largest height of the daily wave of a column's level, and largest shift at weekends. */
  readonly daily: number
  readonly weekend: number
  /** Traffic swings by as much in a day. */
  readonly traffic: number
  /** Standard deviation of a wandering level, and how long it remembers. */
  readonly wander: number
  readonly memoryMs: number
  /** Every entity sends so many equal rows. */
  readonly copies: number
  /** Share of slices in which a bot adds 10–30 % equal rows. */
  readonly bots: number
  readonly baselineDays: number
}

const iid: Nature = { name: 'iid', daily: 0, weekend: 0, traffic: 0, wander: 0, memoryMs: hourMs, copies: 1, bots: 0, baselineDays: 1 }
const season = { daily: 0.3, weekend: 0.15, traffic: 0.6 }
const memory = { wander: 0.1, memoryMs: 4 * hourMs }
const bursts = { copies: 4, bots: 0.005 }
const hard: Nature = { ...iid, name: 'hard', daily: 1, weekend: 0.4, traffic: 0.6, wander: 0.25, memoryMs: 8 * hourMs, bots: 0.005 }

export const natures: readonly Nature[] = [
  iid,
  { ...iid, name: 'seasonal', ...season },
  { ...iid, name: 'autocorrelated', ...memory },
  { ...iid, name: 'bursty', ...bursts },
  { ...iid, name: 'mix', ...season, ...memory, ...bursts },
  hard,
  { ...hard, name: 'hard, 8 baseline days', baselineDays: 8 },
]

/** @throws RangeError when there is none of that name */
export function natureOf(name: string): Nature {
  const found = natures.find(nature => nature.name === name)
  if (!found) throw new RangeError(`no stream is called ${name}; there are ${natures.map(nature => nature.name).join(', ')}`)
  return found
}
