import { Failure, type Preset } from '../../contract/index.ts'
import { positiveDefault } from '../../detectors/summaries/labelled-select.ts'
import type { OutputWishes } from '../backtest/outputs.ts'
import type { ToldType } from '../compare/plan.ts'
import type { CommandInput } from './command.ts'
import { choosePresets } from './presets.ts'

/** For an option that may be given many times. */
export const collect = (value: string, before: readonly string[]): string[] => [...before, value]

export const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)
export const listOf = (value: unknown): string[] | null => (typeof value === 'string' ? value.split(',').map(name => name.trim()) : null)

export const presetsOf = (given: readonly string[]): readonly Preset[] => choosePresets(given.flatMap(names => listOf(names) ?? []))

/** @throws Failure CONFIG for a positive value of no label, or one column in two parts */
export function readOutputs(options: CommandInput['options']): OutputWishes {
  const [score, prediction, label, positive] = [textOf(options['score']), textOf(options['prediction']), textOf(options['label']), textOf(options['positive'])]
  if (label === null && positive !== null) throw new Failure('CONFIG', '--positive needs --label COLUMN beside it')
  const named = [score, prediction, label].filter(name => name !== null)
  if (new Set(named).size < named.length) throw new Failure('CONFIG', '--score, --prediction and --label name three different columns')
  return { score, prediction, label, positive: positive ?? positiveDefault }
}

/** As many columns as panes are split by. */
const segmentsMax = 8

/** @throws Failure CONFIG for too many */
export function readSegments(names: readonly string[]): readonly string[] {
  const distinct = [...new Set(names)]
  if (distinct.length > segmentsMax) throw new Failure('CONFIG', `--segment: at most ${segmentsMax} columns`)
  return distinct
}

/** @throws Failure CONFIG for what names no type */
export function readTypes(given: readonly string[]): Map<string, ToldType> {
  return new Map(
    given.map(one => {
      const [, column = '', type] = /^(.+)=(numeric|category|categorical|text|embedding|ignore)$/.exec(one) ?? []
      if (type === undefined) throw new Failure('CONFIG', `--type ${one}: say column=numeric, categorical, text, embedding or ignore`)
      return [column, type === 'categorical' ? 'category' : (type as ToldType)] as const
    }),
  )
}

/** "1 per 30d" as its count and its days; NaN for what cannot be read. */
export function readRate(given: string): { readonly count: number; readonly days: number } {
  const [, count, days] = /^(\d+(?:\.\d+)?) per (\d+(?:\.\d+)?)d$/.exec(given) ?? []
  return { count: Number(count), days: Number(days) }
}
