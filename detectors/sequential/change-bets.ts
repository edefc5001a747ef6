import { type Static, Type } from 'typebox'
import type { Raise } from '../../contract/index.ts'
import { againstMean, betSettings, betsOf, meanSettings, startBets } from './learned-mean.ts'

/** What the detectors of a change at an unknown time are told. */
export const changeSettings = Type.Object(
  {
    runLength: Type.Number({
      default: 100_000,
      minimum: 2,
      maximum: 1e15,
      description: 'Rows between false alarms, in the mean at least; also the wealth that alarms',
    }),
    ...meanSettings,
    ...betSettings,
  },
  { additionalProperties: false },
)

export interface Wealth {
  readonly bets: readonly number[]
}

/**
 * Bets that are taken up again at every row.
 *
 * @param restake  wealth with which a bet goes into the next row
 */
export const changeBets = (restake: (wealth: number) => number) =>
  againstMean({
    start: (settings: Static<typeof changeSettings>): Wealth => ({ bets: startBets(settings, 0) }),
    fold(state: Wealth, values, { mean, bets: given, runLength }, raise: Raise) {
      const bets = betsOf(given, mean)
      const wealth = Float64Array.from(state.bets)
      for (let index = 0; index < values.length; index++) {
        const away = (values[index] as number) - mean
        let sum = 0
        for (let bet = 0; bet < wealth.length; bet++) {
          const next = restake(wealth[bet] as number) * (1 + (bets[bet] as number) * away)
          wealth[bet] = next
          sum += next
        }
        const statistic = sum / wealth.length
        if (statistic < runLength) continue
        raise({ index, kind: 'drift', statistic, threshold: runLength, direction: 'up' })
        wealth.fill(0)
      }
      return { bets: Array.from(wealth) }
    },
  })

export const meanWealth = ({ bets }: Wealth): number => bets.reduce((sum, one) => sum + one, 0) / bets.length
