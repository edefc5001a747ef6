import { describeFault } from './faults.ts'
import type { CauselessReport, FaultReport, Report } from './findings.ts'
import type { Script } from './replay.ts'
import { paint } from './screen.ts'
import { countText, lengthText, momentText, signalText } from './words.ts'

/** Where a person looks next. */
export interface Links {
  readonly api: string
  readonly dashboard: string
  readonly compare: string | null
}

/** The end of the story, as lines: each fault with its finding, alerts without a cause, counts, the verdict. */
export function reportLines(report: Report, { calendar }: Script, pages: number): string[] {
  return [
    '',
    paint.strong('What was injected, and what was found'),
    ...report.faults.flatMap((fault, index) => faultLines(fault, index + 1, calendar.shiftMs)),
    '',
    `${paint.strong('Alerts')}   ${report.alerts} in all, told by ${pages} signed webhooks`,
    ...causelessLines(report.causeless),
    `${paint.strong('Rows')}     ${countText(report.counts.sent)} sent, ${countText(report.counts.stored)} stored, ${lost(report.counts.sent - report.counts.stored)}`,
    `${paint.strong('Labels')}   ${countText(report.counts.labelsSent)} sent, ${countText(report.counts.labelled)} joined to their rows, ${lost(report.counts.labelsSent - report.counts.labelled)}`,
    '',
    report.verdict.passed
      ? paint.good('Every fault was found, nothing was lost, and no alert lacked a cause.')
      : paint.bad(`Not as it should be: ${report.verdict.reasons.join('; ')}.`),
  ]
}

const lost = (count: number): string => (count === 0 ? 'none lost' : paint.bad(`${countText(count)} lost`))

function faultLines({ fault, changedRows, finding, auc }: FaultReport, number: number, shiftMs: number): string[] {
  const span = `${momentText(fault.fromMs + shiftMs)} to ${momentText(fault.toMs + shiftMs)}`
  const injected = `   injected  ${span}, ${countText(changedRows)} rows`
  if (!finding) return ['', `${number}. ${paint.strong(describeFault(fault))}`, injected, `   ${paint.bad('not found')}`]
  const after = lengthText(finding.foundMs - fault.fromMs)
  const waited = fault.kind === 'upside-down' ? ', a day of waiting for labels in it' : ''
  return [
    '',
    `${number}. ${paint.strong(describeFault(fault))}`,
    injected,
    `   found     ${momentText(finding.foundMs + shiftMs)}, ${after} after it began${waited}`,
    `   by        ${signalText(finding.signal)}`,
    ...(auc
      ? [`   counted   AUC ${decimals(auc.before)} before, ${decimals(auc.inWindow)} in that window, by the demo's own count of answers and truths`]
      : []),
  ]
}

const decimals = (value: number | null): string => (value === null ? '–' : value.toFixed(3))

function causelessLines(causeless: readonly CauselessReport[]): string[] {
  if (causeless.length === 0) return ['         none without an injected cause']
  return causeless.flatMap(({ alert, source }) => [
    `         ${source?.real ? paint.warn('real') : paint.bad('without a cause')}  ${alert.title}`,
    source
      ? `               in the source: ${source.measure} ${decimals(source.value)}, January's windows at that time of day ${decimals(source.least)} to ${decimals(source.greatest)}`
      : '               the source cannot show such a change',
  ])
}

export function linkLines({ api, dashboard, compare }: Links): string[] {
  return [
    '',
    paint.strong('Where to look next'),
    `   API        ${api}/api/v1/alerts  ${api}/api/v1/models/flight-delay  ${api}/openapi.json`,
    `   metrics    ${api}/metrics, and for Grafana ${dashboard}`,
    ...(compare ? [`   compare    ${compare}`] : []),
  ]
}
