import { defineDetector } from '../../contract/index.ts'
import { cellSettings } from '../cells/cell-setting.ts'
import { kullbackLeibler } from '../cells/kullback-leibler.ts'
import { showDivergence } from '../cells/show-divergence.ts'

/**
 * Kullback–Leibler divergence of the window from the baseline: nats lost by coding the window's cells with the baseline's shares.
 *
 *   kl = Σ q̃ ln(q̃ / p̃),  p̃ = (c + ½)/(N + k/2)
 *
 * Not symmetric. Half a row added to each cell bounds it where a cell empties; with no change it is (k−1)(1/n + 1/N)/2 on average.
 * Unit: nats. Shown, does not decide; its threshold is half the square of that of `drift/gtest`.
 * Source: Kullback and Leibler (1951), Annals of Mathematical Statistics 22.
 */
export default defineDetector({
  name: 'drift/kl',
  summary: 'Kullback–Leibler divergence of the window from the baseline over quantile cells or values',
  reads: ['numeric', 'category'],
  roles: ['feature', 'score', 'class', 'output', 'segment'],
  unit: 'nats',
  settings: cellSettings,
  read: showDivergence(kullbackLeibler, distance => distance),
  converted: threshold => threshold ** 2 / 2,
})
