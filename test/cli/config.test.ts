import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { fileRead, fileSource } from '../../cli/config/file.ts'
import { flagSource } from '../../cli/config/flags.ts'

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-config-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (text: string): string => {
  const path = join(folder, 'plimsoll.yaml')
  writeFileSync(path, text)
  return path
}

describe('fileSource', () => {
  it('knows line and column of every key, also in flow maps', () => {
    const path = file('# a comment\nagent:\n  upstream: http://x\nstore: { url: y }\n')
    const source = fileSource(path)
    expect(source.value).toEqual({ agent: { upstream: 'http://x' }, store: { url: 'y' } })
    expect(source.where(['agent', 'upstream'])).toBe(`${path}:3:3`)
    expect(source.where(['store', 'url'])).toBe(`${path}:4:10`)
  })

  it.each([
    ['broken YAML', 'a: [1', /plimsoll\.yaml:1:6: this is not YAML: /],
    ['a list', '- a', /:1:1: the file must be a map/],
  ])('refuses %s', (_case, text, message) => {
    expect(() => fileSource(file(text))).toThrow(message)
  })

  it('refuses a file that is not there, and does without the default one', () => {
    expect(() => fileSource(join(folder, 'nowhere.yaml'))).toThrow(/cannot be read/)
    expect([fileSource(undefined).value, fileRead(undefined)]).toEqual([{}, null])
    expect(fileRead('other.yaml')).toBe('other.yaml')
  })
})

describe('flagSource', () => {
  it('builds a tree from paths and names flags as people type them', () => {
    const source = flagSource({ 'agent.queueBytesMax': 5, 'agent.upstream': undefined, 'store.url': 'x' })
    expect(source.value).toEqual({ agent: { queueBytesMax: 5 }, store: { url: 'x' } })
    expect(source.where(['agent', 'queueBytesMax'])).toBe('--queue-bytes-max')
  })
})
