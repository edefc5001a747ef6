import type { Setting } from './list.ts'

const head = `# Every setting

Written by \`plimsoll settings --markdown\` from the schemas that check the settings.

They stand in \`plimsoll.yaml\` (another file by \`--config\`). An environment variable overrides the file, a flag overrides both. A variable
holds the text of a value, the JSON of a map, or one item of a list. \`[]\` stands for each item of a list, \`NAME\` for a name of yours.
`

/** The page: a table for each section. */
export function settingsPage(settings: readonly Setting[]): string {
  const sections = [...Map.groupBy(settings, ({ path }) => path.split('.', 1)[0] ?? '')]
  return [head, ...sections.map(([name, inside]) => section(name, inside))].join('\n')
}

function section(name: string, settings: readonly Setting[]): string {
  const sentence = settings.find(({ path }) => path === name)?.sentence ?? ''
  const rows = settings
    .filter(({ path, type }) => path !== name || type !== '')
    .map(row)
    .join('')
  return `## ${name}\n${sentence === '' ? '' : `\n${sentence}.\n`}\n| key | default | what may stand there | what it does | flag, variable |\n| --- | --- | --- | --- | --- |\n${rows}`
}

function row(setting: Setting): string {
  const kind = [setting.type, setting.unit, setting.bounds].filter(text => text !== '').join(', ')
  const ways = [setting.flag, setting.variable].filter(text => text !== '').map(code)
  const cells = [code(setting.path), setting.type === '' ? '' : code(setting.default), plain(kind), plain(setting.sentence), ways.join(' ')]
  return `| ${cells.join(' | ')} |\n`
}

/** A bar ends a cell, within code as well (GitHub Flavored Markdown, section 4.10). */
const plain = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;')
const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``
