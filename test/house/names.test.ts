import { existsSync, globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as names from '../../contract/names.ts'
import { sources } from './sources.ts'

const others = sources.filter(({ file }) => file !== 'contract/names.ts')
const tables: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  attributes: names.attributes,
  batchAttributes: names.batchAttributes,
  events: names.events,
  headers: names.headers,
  metrics: names.metrics,
  paths: names.paths,
  readingNotes: names.readingNotes,
  tables: names.tables,
}

describe('names', () => {
  it('stand once: no other source spells a shared string', () => {
    const shared = Object.entries(tables).flatMap(([table, strings]) => (table === 'tables' ? [] : Object.values(strings)))
    // Strings that are ordinary words elsewhere ("/", "ready") are not among them; all have a dot, a dash, an underscore or a slash.
    const spelled = others.flatMap(({ file, text }) =>
      shared
        .filter(one => /[._/-]/.test(one.slice(1)) && new RegExp(`['"]${one.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}['"]`).test(text))
        .map(one => `${file}: ${one}`),
    )
    expect(spelled).toEqual([])
  })

  it('are all used', () => {
    const text = others.map(source => source.text).join('\n')
    const unused = Object.entries(tables).flatMap(([table, strings]) =>
      Object.keys(strings)
        .filter(key => !text.includes(`${table}.${key}`))
        .map(key => `${table}.${key}`),
    )
    expect(unused).toEqual([])
  })

  it('of metrics in dashboards, deploy files and docs exist in code', () => {
    const known = new Set<string>(Object.values(names.metrics))
    const files = globSync('{dashboards,deploy,docs}/**/*.{json,yml,yaml,md}')
    const unknown = files.flatMap(file =>
      Array.from(readFileSync(file, 'utf8').matchAll(/\bplimsoll_[a-z_]+/g), match => match[0])
        .filter(name => !known.has(name.replace(/_(bucket|count|sum)$/, '')) && !known.has(name))
        .map(name => `${file}: ${name}`),
    )
    expect([...new Set(unknown)]).toEqual([])
    expect(existsSync('dashboards')).toBe(true)
  })

  it('of metrics begin with plimsoll_ and end in their unit', () => {
    const odd = Object.values(names.metrics).filter(name => !/^plimsoll_[a-z]+(_[a-z]+)*$/.test(name))
    expect(odd).toEqual([])
  })
})
