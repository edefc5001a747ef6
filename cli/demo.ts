import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from '../contract/index.ts'
import { type CommandInput, defineCommand, exitCodes } from './command/command.ts'
import { stopped } from './command/stopped.ts'
import { audienceOf } from './demo/audience.ts'
import { holdFolder } from './demo/folder.ts'
import { type Played, play } from './demo/play.ts'
import { linkLines, reportLines } from './demo/report.ts'
import { writeSent } from './demo/sample-file.ts'

const defaultFolder = './plimsoll-data/demo'

export default defineCommand({
  name: 'demo',
  summary: 'Two weeks of real flights in a few minutes: a model behind the agent, four injected faults, and what was found',
  examples: ['plimsoll demo', 'plimsoll demo --once --seed 2'],
  next: 'look at the API that it prints, then stand plimsoll agent before a model of your own.',
  configure: program =>
    void program
      .option('--seed <number>', 'draws the times and airports of the faults, 0 to 2147483647; the same seed, the same story', whole(0, 2 ** 31 - 1), 1)
      .option('--days <number>', 'days of real flights that are replayed, 14 to 28; more leave more quiet time between the faults', whole(14, 28), 14)
      .option('--seconds <number>', 'how long the replay takes, 10 to 86400 seconds, whatever the number of days', whole(10, 86_400), 150)
      .option('--now <time>', 'ends the story at this time instead of now, RFC 3339', moment)
      .option('--data <folder>', 'where the data go; emptied first', defaultFolder)
      .option('--once', 'ends after the story: 0 when all faults were found and nothing was lost, else 3; leaves nothing behind')
      .option('--json', 'prints the report as JSON'),

  async run({ options, terminal }) {
    const once = options['once'] === true
    const folder = holdFolder(once && options['data'] === defaultFolder ? null : String(options['data']))
    const audience = audienceOf(terminal)
    try {
      const played = await play(
        {
          nowMs: (options['now'] as number | undefined) ?? terminal.clock(),
          days: Number(options['days']),
          seed: Number(options['seed']),
          replaySeconds: Number(options['seconds']),
          folder: folder.path,
          stop: terminal.stop,
        },
        audience,
      )
      if (!played) return once ? exitCodes.failed : exitCodes.done
      return await end(played, { options, terminal, arguments: [] }, { pages: audience.messages(), folder: folder.path, once })
    } finally {
      folder.release()
    }
  },
})

interface Ending {
  readonly pages: number
  readonly folder: string
  readonly once: boolean
}

async function end(played: Played, { options, terminal }: CommandInput, { pages, folder, once }: Ending): Promise<number> {
  const { stage, script, report } = played
  if (options['json'] === true) terminal.out(`${JSON.stringify(report)}\n`)
  else terminal.out(`${[...reportLines(report, script, pages), ...linkLines(linksOf(played, folder, once))].join('\n')}\n`)
  if (!once) {
    terminal.err('\nEverything goes on running. Ctrl-C ends it.\n')
    await stopped(terminal.stop)
  }
  await stage.close()
  return report.verdict.passed || !once ? exitCodes.done : exitCodes.checkFailed
}

function linksOf({ stage, script }: Played, folder: string, once: boolean) {
  // One folder up in sources, two in dist/.
  const dashboard =
    ['../dashboards/grafana/', '../../dashboards/grafana/'].map(up => fileURLToPath(new URL(up, import.meta.url))).find(path => existsSync(path)) ??
    'dashboards/grafana/'
  const unit = script.faults.find(({ kind }) => kind === 'unit')
  if (once || !unit) return { api: stage.outwardUrl, dashboard, compare: null }
  const sent = join(folder, 'sent-in-kilometres.csv')
  writeSent(sent, stage.prepared.flights, unit)
  return { api: stage.outwardUrl, dashboard, compare: `plimsoll compare ${stage.januaryFile} ${sent} --columns distance,origin,destination` }
}

function whole(least: number, greatest: number): (text: string) => number {
  return text => {
    const number = Number(text)
    if (Number.isInteger(number) && number >= least && number <= greatest) return number
    throw new Failure('CONFIG', `${text} is not a whole number from ${least} to ${greatest}`)
  }
}

function moment(text: string): number {
  const atMs = Date.parse(text)
  if (Number.isNaN(atMs)) throw new Failure('CONFIG', `--now ${text} is not a time as RFC 3339 writes it`)
  return atMs
}
