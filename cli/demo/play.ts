import { setTimeout as wait } from 'node:timers/promises'
import { Failure, paths } from '../../contract/index.ts'
import type { Message } from '../../examples/receiver/receiver.ts'
import { planCalendar } from './calendar.ts'
import { ask, learnBaseline } from './client.ts'
import { modelName } from './declaration.ts'
import { planFaults } from './faults.ts'
import { collectReport, type Report } from './findings.ts'
import { noProgress, type Progress, replay, type Script, sendFirst } from './replay.ts'
import { openStage, type Stage } from './stage.ts'

export interface PlayOptions {
  readonly nowMs: number
  readonly days: number
  readonly seed: number
  readonly replaySeconds: number
  readonly folder: string
  readonly stop: AbortSignal
}

/** What the play tells while it goes on; whoever watches draws or prints it. */
export interface Audience {
  said(step: string): void
  paged(message: Message): void
  /** The replay begins; the function that is returned is called when it is over. */
  replaying(stage: Stage, script: Script, progress: Progress): () => void
}

/** The scene after the last act: everything still runs. */
export interface Played {
  readonly stage: Stage
  readonly script: Script
  readonly report: Report
}

const settleMs = 90_000

/**
 * Plays the whole story on a fresh stage. The caller closes the stage that it gets.
 *
 * @returns null when it was stopped; then nothing runs any more
 * @throws Failure when a part fails; then nothing runs any more either
 */
export async function play(options: PlayOptions, audience: Audience): Promise<Played | null> {
  const calendar = planCalendar(options.nowMs, options.days)
  const faults = planFaults(calendar, options.seed)
  const script: Script = { calendar, faults, story: `${options.seed} ${calendar.toMs}`, lastsMs: options.replaySeconds * 1000 }
  audience.said('starting the model server, the agent, the collector and a receiver of webhooks')
  let stage: Stage | null = null
  try {
    // Stopping closes the stage under whatever waits for an answer of it.
    const airports = faults.filter(({ kind }) => kind === 'upside-down').map(({ airport }) => airport)
    stage = await openStage({ folder: options.folder, calendar, airports, stop: options.stop, paged: message => audience.paged(message) })
    return { stage, script, report: await act(stage, script, audience, options.stop) }
  } catch (error) {
    await stage?.close()
    if (options.stop.aborted) return null
    throw error
  }
}

async function act(stage: Stage, script: Script, audience: Audience, stop: AbortSignal): Promise<Report> {
  const progress = noProgress(script)
  await sendFirst(stage, script, progress)
  await until('the first request to be stored', async () => (await ask<{ items: unknown[] }>(stage.outwardUrl, paths.models)).items.length > 0)
  audience.said(`learning what is normal from ${stage.prepared.januaryRows.toLocaleString('en-US')} flights of January`)
  await learnBaseline(stage.inwardUrl, stage.januaryFile)
  const over = audience.replaying(stage, script, progress)
  try {
    await replay(stage, script, progress, stop)
    stop.throwIfAborted()
    await settle(stage, progress)
  } finally {
    over()
  }
  return collectReport(stage, script, progress)
}

/** Waits until what was sent is stored and judged. What never arrives is left to the report, which counts it. */
async function settle(stage: Stage, progress: Progress): Promise<void> {
  const arrived = async (): Promise<boolean> => {
    const { rows, labelled } = await ask<{ rows: number; labelled: number }>(stage.outwardUrl, `${paths.models}/${modelName}`)
    return rows >= progress.rows && labelled >= progress.labels
  }
  await until('rows and labels to be stored', arrived).catch(error => {
    if (!(error instanceof Failure && error.code === 'UPSTREAM_SLOW')) throw error
  })
  // The first may have begun before the last row; the second knows all labels; the third tells what that changed.
  for (let round = 0; round < 3; round++) await stage.collector.call('tick')
}

/** @throws Failure UPSTREAM_SLOW */
async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const endMs = Date.now() + settleMs
  while (!(await holds())) {
    if (Date.now() > endMs) throw new Failure('UPSTREAM_SLOW', `waited ${settleMs / 1000} s for ${what}`)
    await wait(100)
  }
}
