import { checkDetector, loadDetectors } from '../collector/own/load-detectors.ts'
import { listedSequential } from '../collector/watch/sequential/listed.ts'
import { Failure } from '../contract/index.ts'
import { type CommandInput, defineCommand, exitCodes } from './command/command.ts'
import { printable } from './command/printable.ts'
import { readCollectorConfig } from './config/collector-config.ts'
import { collectorFlags } from './config/collector-flags.ts'

interface Entry {
  readonly name: string
  readonly summary: string
  readonly reads: readonly string[]
  readonly unit: string
  readonly decides: boolean
  readonly settings: unknown
}

/** Ours, those of the folder of the configuration, its SQL metrics, and those that need order where it puts them. */
async function entries({ options, terminal }: CommandInput): Promise<Entry[]> {
  const named = options['config'] as string | undefined
  const warn = (sentence: string): void => terminal.err(`${sentence}\n`)
  const { watch } = await readCollectorConfig({ file: named, env: terminal.env, warn, flags: {}, spelled: collectorFlags })
  const files = [...(await loadDetectors(watch.detectorFolder)).values()].map(({ name, summary, reads, unit, settings, deciding }) => ({
    name,
    summary,
    reads,
    unit,
    decides: deciding !== undefined,
    settings,
  }))
  const metrics = watch.metrics.map(({ name, model, description, unit, ...settings }) => ({
    name: `custom/${name}`,
    summary: description === '' ? `Metric of your own on ${model}` : description,
    reads: ['rows'],
    unit,
    decides: true,
    settings,
  }))
  const sequential = listedSequential(watch.sequential).map(one => ({ ...one, decides: true }))
  return [...files, ...metrics, ...sequential]
}

const line = ({ name, reads, decides, summary }: Entry): string =>
  `${name.padEnd(24)} ${reads.join('|').padEnd(17)} ${decides ? 'decides' : 'shown  '}  ${printable(summary)}\n`

async function list(input: CommandInput): Promise<number> {
  const all = await entries(input)
  input.terminal.out(input.options['json'] ? `${JSON.stringify(all)}\n` : all.map(line).join(''))
  return exitCodes.done
}

/** Tries one file by the rules that hold at load, each on a line of its own. */
async function check(file: string, { options, terminal }: CommandInput): Promise<number> {
  if (file === '') throw new Failure('CONFIG', 'detectors check: name a file')
  const { detector, rules, errors } = await checkDetector(file)
  if (options['json']) terminal.out(`${JSON.stringify({ name: detector?.name ?? null, rules, errors })}\n`)
  else {
    terminal.out(
      rules.map(({ rule, wrong }) => `${wrong === null ? 'holds ' : 'broken'}  ${rule}${wrong === null ? '' : `\n        ${printable(wrong)}`}\n`).join(''),
    )
    if (detector === null) terminal.out(errors.map(error => `broken  ${printable(error)}\n`).join(''))
  }
  return errors.length === 0 ? exitCodes.done : exitCodes.checkFailed
}

export default defineCommand({
  name: 'detectors',
  summary: 'Lists every detector, those of your own too: what it reads, whether it may open an alert, its settings; or checks a file of your own',
  examples: ['plimsoll detectors', 'plimsoll detectors --json', 'plimsoll detectors check above.ts'],
  next: 'plimsoll compare REFERENCE CURRENT --detectors NAME runs one on two files.',
  configure: program =>
    void program
      .argument('[action]', 'list, or check')
      .argument('[file]', 'check: a file that exports a detector')
      .option('--config <file>', 'configuration file; plimsoll.yaml if it is there')
      .option('--json', 'print as JSON, with the schema of the settings'),
  async run(input) {
    const [action = 'list', file = ''] = input.arguments
    if (action === 'check') return check(file, input)
    if (action !== 'list') throw new Failure('CONFIG', `detectors ${printable(action)}: say list or check`)
    return list(input)
  },
})
