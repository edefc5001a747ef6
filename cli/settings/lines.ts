import { styleText } from 'node:util'
import type { Setting } from './list.ts'

/** For a terminal: a setting with its default, below it what it does and how it is set. The whole path stands in each, for grep. */
export const settingLines = (settings: readonly Setting[], live: boolean): string => settings.map(setting => entry(setting, live)).join('\n')

function entry(setting: Setting, live: boolean): string {
  const name = live ? styleText('bold', setting.path, { validateStream: false }) : setting.path
  if (setting.type === '') return `${name}: ${setting.sentence}\n`
  const kind = [setting.type, setting.unit, setting.bounds].filter(text => text !== '').join(', ')
  const ways = [setting.flag, setting.variable].filter(text => text !== '').join('  ')
  const lines = [setting.sentence, kind, ways].filter(text => text !== '').map(text => `    ${text}\n`)
  return `${name} = ${setting.default}\n${lines.join('')}`
}
