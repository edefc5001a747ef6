import { type Alert, paths, type Signal } from '../../contract/index.ts'
import { ask, askAll } from './client.ts'
import { modelName } from './declaration.ts'
import { aucOf } from './evidence.ts'
import type { Fault } from './faults.ts'
import { labelDelayMs, type Progress, type Script } from './replay.ts'
import type { Question, SourceAnswer } from './source-check.ts'
import type { Stage } from './stage.ts'
import { type Counts, causeOf, type Finding, findingOf, judgeStory, signsOf, type Verdict } from './story.ts'

export interface FaultReport {
  readonly fault: Fault
  readonly changedRows: number
  readonly finding: Finding | null
  /** AUC by the demo's own count, in the window that found it and before the fault; only for what labels show. */
  readonly auc: { readonly inWindow: number | null; readonly before: number | null } | null
}

export interface CauselessReport {
  readonly alert: Alert
  readonly source: SourceAnswer | null
}

/** What came of the story. */
export interface Report {
  readonly faults: readonly FaultReport[]
  readonly alerts: number
  readonly causeless: readonly CauselessReport[]
  readonly counts: Counts
  readonly verdict: Verdict
}

/** Asks the API what was found, and the source about whatever has no injected cause. */
export async function collectReport(stage: Stage, script: Script, progress: Progress): Promise<Report> {
  const { calendar, faults } = script
  const alerts = await askAll<Alert>(stage.outwardUrl, paths.alerts, { model: modelName, limit: '1000' })
  const faultReports: FaultReport[] = []
  for (const fault of faults) faultReports.push(await faultReport(stage, script, { fault, progress, alerts }))
  const lacking = alerts.map(alert => causeOf(alert, faults, calendar.shiftMs)).filter(({ cause }) => cause === null)
  const causeless = await askAboutAll(
    stage,
    script,
    lacking.map(({ alert }) => alert),
  )
  const real = causeless.filter(({ source }) => source?.real === true).map(({ alert }) => alert)
  const { rows, labelled } = await ask<{ rows: number; labelled: number }>(stage.outwardUrl, `${paths.models}/${modelName}`)
  const counts = { sent: progress.rows, stored: rows, labelsSent: progress.labels, labelled }
  const found = faultReports.map(({ finding }) => finding)
  const verdict = judgeStory(
    found,
    causeless.map(({ alert }) => alert),
    real,
    counts,
  )
  return { faults: faultReports, alerts: alerts.length, causeless, counts, verdict }
}

interface Subject {
  readonly fault: Fault
  readonly progress: Progress
  readonly alerts: readonly Alert[]
}

async function faultReport(stage: Stage, { calendar }: Script, { fault, progress, alerts }: Subject): Promise<FaultReport> {
  const asked = signsOf(fault).map(sign => askAll<Signal>(stage.outwardUrl, paths.signals, { model: modelName, verdict: 'alarm', limit: '1000', ...sign }))
  // Late labels may have calmed a window that alarmed: the alert still holds it.
  const alarms = [...(await Promise.all(asked)).flat(), ...alerts.flatMap(alert => alert.signals)]
  const finding = findingOf(fault, alarms, { shiftMs: calendar.shiftMs, labelDelayMs })
  const changedRows = progress.changed.get(fault) ?? 0
  return { fault, changedRows, finding, auc: fault.kind === 'upside-down' && finding ? aucAround(progress, fault, finding.signal, calendar.shiftMs) : null }
}

function aucAround({ evidence }: Progress, fault: Fault, { window }: Signal, shiftMs: number): FaultReport['auc'] {
  const within = (fromMs: number, toMs: number) => aucOf(evidence.filter(({ atMs }) => fromMs <= atMs && atMs < toMs))
  return { inWindow: within(Date.parse(window.from) - shiftMs, Date.parse(window.to) - shiftMs), before: within(0, fault.fromMs) }
}

async function askAboutAll(stage: Stage, { calendar }: Script, alerts: readonly Alert[]): Promise<CauselessReport[]> {
  if (alerts.length === 0) return []
  const questions = alerts.flatMap((alert): Question[] => {
    const [signal] = alert.signals
    if (!signal) return []
    const { detector, subject, segment, window } = signal
    return [{ detector, subject, segment, fromMs: Date.parse(window.from) - calendar.shiftMs, toMs: Date.parse(window.to) - calendar.shiftMs }]
  })
  const answers = await stage.flights.call<(SourceAnswer | null)[]>('check', { calendar, questions })
  return alerts.map((alert, index) => ({ alert, source: answers[index] ?? null }))
}
