import { Failure } from '../contract/index.ts'
import { defineCommand, exitCodes } from './command/command.ts'
import { settingFlags } from './settings/flags.ts'
import { jsonSchema } from './settings/json-schema.ts'
import { settingLines } from './settings/lines.ts'
import { type Setting, settingsOf } from './settings/list.ts'
import { settingsPage } from './settings/markdown.ts'
import { settingRoots } from './settings/roots.ts'

export default defineCommand({
  name: 'settings',
  summary: 'Every setting: default, unit, bounds, what it does, and its flag and environment variable',
  examples: [
    'plimsoll settings',
    'plimsoll settings agent.ship',
    'plimsoll settings --markdown > settings.md',
    'plimsoll settings --json > plimsoll.schema.json',
  ],
  next: 'write what you change into plimsoll.yaml; a wrong key is refused with its line and the nearest known one.',
  configure: program =>
    void program
      .argument('[section]', 'only this section, as agent or agent.ship')
      .option('--markdown', 'print one page of Markdown')
      .option('--json', 'print the JSON Schema of the whole file, for editors'),

  async run({ arguments: [section], options, terminal }) {
    const roots = await settingRoots()
    if (options['json']) {
      terminal.out(`${JSON.stringify(jsonSchema(roots), null, 2)}\n`)
      return exitCodes.done
    }
    const flags = settingFlags()
    const settings = within(
      roots.flatMap(root => settingsOf(root, flags)),
      section,
    )
    terminal.out(options['markdown'] ? settingsPage(settings) : settingLines(settings, terminal.live))
    return exitCodes.done
  },
})

/** @throws Failure CONFIG for a section that there is not */
function within(settings: readonly Setting[], section: string | undefined): readonly Setting[] {
  if (section === undefined) return settings
  const found = settings.filter(({ path }) => path === section || path.startsWith(`${section}.`) || path.startsWith(`${section}[]`))
  if (found.length > 0) return found
  const sections = new Set(settings.map(({ path }) => path.split('.', 1)[0]))
  throw new Failure('CONFIG', `There are no settings ${section}; there are ${[...sections].join(', ')}`)
}
