import { type QuietResult, replayStreams } from './quiet/experiment.ts'
import { type Figures, figuresOf, unsureShare } from './quiet/figures.ts'
import { prepareJanuary } from './quiet/january.ts'
import { watchedColumns } from './quiet/watched.ts'

/** `npm run bench:quiet [streams]`: does the false-alarm budget hold on quiet data, and are faults still found? */
const streams = Number(process.argv[2] ?? 200)
const budget = 1

const result = replayStreams(await prepareJanuary(), await watchedColumns(), { streams, seed: 1, budget })
const figures = figuresOf(result, budget)
for (const line of [...summary(figures), ...alerts(result)]) console.log(line)
process.exitCode = figures.alertsPerMonth <= budget && figures.faults.every(({ foundShare }) => foundShare >= 0.95) ? 0 : 3

function summary(of: Figures): string[] {
  return [
    `${streams} streams, ${of.months.toFixed(1)} months: ${of.alerts} false alerts, ${of.alertsPerMonth.toFixed(2)} a month (95 % bound ${of.alertsPerMonthMax.toFixed(2)}), budget ${of.budget}`,
    ...Object.entries(of.shares).map(([length, shares]) => `${length}: unsure ${percent(unsureShare(of, length))} (${list(shares)})`),
    ...of.faults.map(
      fault => `${fault.name}: ${percent(fault.foundShare)} of ${fault.injected} found, median delay ${fault.medianDelayHours?.toFixed(2) ?? '–'} h`,
    ),
  ]
}

function alerts({ alerts }: QuietResult): string[] {
  const counts = new Map<string, number>()
  for (const { day, first } of alerts) {
    const line = `${new Date(day).toISOString().slice(0, 10)} ${first.key} ${first.length}`
    counts.set(line, (counts.get(line) ?? 0) + 1)
  }
  return Array.from(counts, ([line, count]) => `false alert ${line}: ${count} times`).sort()
}

function list(shares: Readonly<Record<string, number>>): string {
  return Object.entries(shares)
    .map(([reason, share]) => `${reason} ${percent(share)}`)
    .join(', ')
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
