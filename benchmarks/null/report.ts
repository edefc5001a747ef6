import Table from 'cli-table3'
import type { Cell, Outcome } from './experiment.ts'
import type { Found, NullFigures } from './figures.ts'
import type { Printed } from './printed.ts'
import type { Rule } from './rules.ts'

const hours = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} h`
const percent = (share: number): string => `${(100 * share).toFixed(share > 0 && share < 0.01 ? 1 : 0)} %`

const said = ({ share, medianHours }: Found): string => (medianHours === null ? 'never' : `${hours(medianHours)} ${percent(share)}`)
const printedAs = ({ delayHours, share }: Printed): string => (delayHours === null ? percent(share) : `${hours(delayHours)} ${percent(share)}`)
const withInterval = (found: Found): string => {
  const { shareInterval, medianInterval } = found
  const delays = medianInterval ? `${medianInterval.low.toFixed(2)}–${medianInterval.high.toFixed(2)} h, ` : ''
  return `${said(found)} (${delays}${percent(shareInterval.low)}–${percent(shareInterval.high)})`
}

/** The whole result as people read it. */
export function reportOf(outcome: Outcome, rules: readonly Rule[]): string {
  const parts = [
    nullTable(outcome.nulls),
    peersTable(outcome.nulls, rules),
    ...detectionTables(outcome.cells),
    peersDetection(outcome.cells, rules),
    oracleTable(outcome),
  ]
  return parts.join('\n\n')
}

function tableOf(title: string, head: string[], rows: string[][]): string {
  const table = new Table({ head, style: { head: [], border: [] } })
  table.push(...rows)
  return `${title}\n${table.toString()}`
}

function nullTable(nulls: readonly NullFigures[]): string {
  const rows = nulls.map(({ nature, budget, months, alerts, perMonth, perMonthMax }) => [
    nature,
    String(budget),
    months.toFixed(1),
    String(alerts),
    perMonth.toFixed(2),
    perMonthMax.toFixed(2),
    perMonth <= budget ? 'ok' : 'OVER',
  ])
  const ours = nulls.filter(({ budget }) => budget === 1)
  const months = ours.reduce((sum, one) => sum + one.months, 0)
  const alerts = ours.reduce((sum, one) => sum + one.alerts, 0)
  const total = `all streams at budget 1: ${alerts} false alerts in ${months.toFixed(1)} months`
  const each = nulls.flatMap(({ nature, budget, titles }) => titles.map(title => `false alert on ${nature} at budget ${budget}: ${title}`))
  return [tableOf('False alerts on quiet streams, ours', ['stream', 'budget', 'months', 'alerts', 'a month', '95 % bound', ''], rows), total, ...each].join(
    '\n',
  )
}

function peersTable(nulls: readonly NullFigures[], rules: readonly Rule[]): string {
  const rows = nulls
    .filter(({ budget }) => budget === 1)
    .map(({ nature, peers }) => [
      nature,
      ...rules.map(({ name }) => {
        const peer = peers.find(one => one.name === name)
        return peer ? `${percent(peer.hoursShare)} (${peer.alertsPerMonth.toFixed(1)})` : ''
      }),
    ])
  return tableOf('Peers on the same streams: hours in which any column alarms (alerts a month)', ['stream', ...rules.map(({ title }) => title)], rows)
}

function detectionTables(cells: readonly Cell[]): string[] {
  return [...Map.groupBy(cells, ({ table }) => table)].map(([title, own]) =>
    tableOf(
      `${title}: median delay and share found in 48 h (95 % intervals)`,
      ['stream', 'change', 'ours', 'printed', ''],
      own.map(({ nature, fault, ours, printed, ok }) => [nature, fault, withInterval(ours), printedAs(printed), ok ? 'ok' : 'WORSE']),
    ),
  )
}

function peersDetection(cells: readonly Cell[], rules: readonly Rule[]): string {
  const iid = cells.filter(({ nature, table }) => nature === 'iid' && table === cells[0]?.table)
  const rows = iid.map(({ fault, ours, peers }) => [fault, said(ours), ...rules.map(({ name }) => said(peers[name] as Found))])
  return tableOf('Peers on iid streams: elsewhere they are in alarm anyway', ['change', 'ours', ...rules.map(({ title }) => title)], rows)
}

function oracleTable({ cells, oracles }: Outcome): string {
  const known = cells.filter(({ oracle }) => oracle !== null)
  const rows = known.map(({ table, nature, fault, ours, oracle, printedOracle }) => [
    table,
    nature,
    fault,
    said(ours),
    said(oracle as Found),
    printedOracle ? printedAs(printedOracle) : '',
  ])
  const thresholds = Object.entries(oracles).map(([nature, threshold]) => `${nature} ${threshold.toFixed(3)}`)
  return tableOf(
    `Oracle: JS2 with the threshold that gives one false alert a month on that very stream (${thresholds.join(', ')})`,
    ['', 'stream', 'change', 'ours', 'oracle', 'oracle, printed'],
    rows,
  )
}
