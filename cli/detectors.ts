import { detectors } from '../detectors/index.ts'
import { defineCommand, exitCodes } from './command/command.ts'

export default defineCommand({
  name: 'detectors',
  summary: 'Lists every detector: what it reads, whether it may open an alert, its settings',
  examples: ['plimsoll detectors', 'plimsoll detectors --json'],
  next: 'plimsoll compare REFERENCE CURRENT --detectors NAME runs one on two files.',
  configure: program => void program.option('--json', 'print as JSON, with the schema of the settings'),
  async run({ options, terminal }) {
    const all = [...detectors.values()].map(({ name, summary, reads, unit, settings, deciding }) => ({
      name,
      summary,
      reads,
      unit,
      decides: deciding !== undefined,
      settings,
    }))
    const line = ({ name, reads, decides, summary }: (typeof all)[number]) =>
      `${name.padEnd(24)} ${reads.join('|').padEnd(17)} ${decides ? 'decides' : 'shown  '}  ${summary}\n`
    terminal.out(options['json'] ? `${JSON.stringify(all)}\n` : all.map(line).join(''))
    return exitCodes.done
  },
})
