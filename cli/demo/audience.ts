import type { Terminal } from '../command/command.ts'
import { type BoardLine, readBoard, readDeciding } from './board.ts'
import { describeFault, faultAt } from './faults.ts'
import { frameLines, noteMessage, type Page } from './live.ts'
import type { Audience } from './play.ts'
import type { Progress, Script } from './replay.ts'
import { openScreen, paint } from './screen.ts'
import type { Stage } from './stage.ts'
import { clockText } from './words.ts'

const drawEveryMs = 250
const tellEveryMs = 5_000
const boardEveryMs = 2_000

/** Who watches: a live table on a terminal, JSON lines on standard error otherwise. */
export function audienceOf(terminal: Terminal): Audience & { messages(): number } {
  const startedMs = terminal.clock()
  const pages = new Map<string, Page>()
  let messages = 0
  const elapsedMs = (): number => terminal.clock() - startedMs
  const tell = (line: Readonly<Record<string, unknown>>) => terminal.err(`${JSON.stringify({ seconds: Math.round(elapsedMs() / 100) / 10, ...line })}\n`)
  return {
    messages: () => messages,
    said: step => (terminal.live ? terminal.err(`${paint.faint(clockText(elapsedMs()))}  ${step}\n`) : tell({ event: 'step', step })),
    paged(message) {
      messages++
      noteMessage(pages, message, elapsedMs())
      if (!terminal.live) tell({ event: message.event.type, title: (message.event['data'] as { title?: unknown } | undefined)?.title })
    },
    replaying: (stage, script, progress) => (terminal.live ? show(stage, script, progress) : report(script, progress)),
  }

  function report(script: Script, progress: Progress): () => void {
    const line = () => {
      const fault = faultAt(script.faults, progress.atMs)
      const at = new Date(progress.atMs + script.calendar.shiftMs).toISOString()
      tell({ event: 'progress', at, rows: progress.rows, labels: progress.labels, injected: fault ? describeFault(fault) : null })
    }
    const timer = setInterval(line, tellEveryMs)
    return () => {
      clearInterval(timer)
      line()
    }
  }

  function show(stage: Stage, script: Script, progress: Progress): () => void {
    const screen = openScreen(terminal)
    const began = { ms: terminal.clock(), rows: progress.rows }
    const board = keepBoard(stage)
    const draw = () => {
      const rowsPerSecond = Math.round((1000 * (progress.rows - began.rows)) / Math.max(1, terminal.clock() - began.ms))
      screen.draw(frameLines({ script, progress, board: board.lines(), pages: pages.values(), elapsedMs: elapsedMs(), rowsPerSecond }))
    }
    const timer = setInterval(draw, drawEveryMs)
    return () => {
      clearInterval(timer)
      board.stop()
      draw()
    }
  }
}

/** Asks for the newest verdicts, one question at a time, again and again. */
function keepBoard({ outwardUrl }: Stage): { lines(): readonly BoardLine[]; stop(): void } {
  let lines: readonly BoardLine[] = []
  let deciding: ReadonlySet<string> | null = null
  let timer: NodeJS.Timeout | undefined
  let over = false
  async function refresh(): Promise<void> {
    deciding ??= await readDeciding(outwardUrl)
    lines = await readBoard(outwardUrl, deciding)
  }
  const again = (): void => {
    if (!over)
      timer = setTimeout(
        () =>
          void refresh()
            .catch(() => undefined)
            .finally(again),
        boardEveryMs,
      ) // the table keeps what it knew
  }
  again()
  return {
    lines: () => lines,
    stop() {
      over = true
      clearTimeout(timer)
    },
  }
}
