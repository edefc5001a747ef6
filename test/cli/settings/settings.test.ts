import { type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { AgentSettings } from '../../../agent/settings.ts'
import agent from '../../../cli/agent.ts'
import collector from '../../../cli/collector.ts'
import { settingFlags } from '../../../cli/settings/flags.ts'
import { jsonSchema } from '../../../cli/settings/json-schema.ts'
import { settingsOf } from '../../../cli/settings/list.ts'
import { settingRoots } from '../../../cli/settings/roots.ts'
import { collectorSections } from '../../../collector/config.ts'
import { environmentSource } from '../../../contract/index.ts'
import { detectors } from '../../../detectors/index.ts'
import { runHere } from '../run.ts'

interface Keyed extends TSchema {
  readonly properties?: Record<string, TSchema>
  readonly items?: TSchema
  readonly patternProperties?: Record<string, TSchema>
}

/** All keys of a schema with their way, at whatever depth: also within lists and maps. */
function keysOf(schema: TSchema, way = ''): string[] {
  const { properties = {}, items, patternProperties = {} } = schema as Keyed
  const inner = Object.entries(properties).flatMap(([key, one]) => [`${way}${key}`, ...keysOf(one, `${way}${key}.`)])
  const entries = Object.values(patternProperties).flatMap(one => keysOf(one, `${way}NAME.`))
  return [...inner, ...entries, ...(items ? keysOf(items, `${way.slice(0, -1)}[].`) : [])]
}

const config = Type.Object({ agent: AgentSettings, ...collectorSections })
const roots = await settingRoots()
const flags = settingFlags()
const settings = roots.flatMap(root => settingsOf(root, flags))
const saidOf = async (...args: readonly string[]): Promise<string> => (await runHere(['settings', ...args])).out

describe('plimsoll settings', () => {
  it.each([[[]], [['--markdown']]])('has every key of the configuration, and of every detector (%j)', async args => {
    const said = `\n${await saidOf(...args)}`
    const keys = [...keysOf(config), ...[...detectors.values()].flatMap(({ name, settings: own }) => keysOf(own, `detectors.${name}.`))]
    expect(keys.length).toBeGreaterThan(150)
    // In the terminal a path begins its line; on the page it stands in a cell of its own.
    expect(
      keys.filter(key => !said.includes(`\n${key} = `) && !said.includes(`\n${key}: `) && !said.includes(`| \`${key}\` |`) && !said.includes(`## ${key}\n`)),
    ).toEqual([])
  })

  it('says of each what it does', () => {
    expect(settings.filter(({ sentence }) => sentence.length < 5).map(({ path }) => path)).toEqual([])
    const paths = settings.filter(({ type }) => type !== '').map(({ path }) => path)
    expect(new Set(paths).size).toBe(paths.length)
  })

  // Written by hand from agent/settings.ts and collector/watch/settings.ts: 64 · 2^20 = 67108864, 4096 · 2^20 = 4294967296, 7 · 86400000 = 604800000.
  it('shows default, unit, bounds, flag and variable', async () => {
    expect(await saidOf('agent.ship.queueBytesMax')).toBe(
      [
        'agent.ship.queueBytesMax = 67108864 (64 MiB)',
        '    Inferences waiting to be sent; the oldest give way, bytes',
        '    whole number, bytes, 1024 (1 KiB) to 4294967296 (4 GiB)',
        '    PLIMSOLL_AGENT_SHIP_QUEUE_BYTES_MAX\n',
      ].join('\n'),
    )
    expect(await saidOf('store.url', '--markdown')).toContain(
      '| `store.url` | `empty` | text | ClickHouse server, as http://host:8123; empty for the embedded store | `--store-url` `PLIMSOLL_STORE_URL` |\n',
    )
    expect(settings.find(({ path }) => path === 'watch.rowLatenessMs')?.default).toBe('604800000 (7 d)')
    expect(settings.find(({ path }) => path === 'watch.budget')).toMatchObject({ default: '1', bounds: 'above 0, at most 1000' })
    expect(settings.find(({ path }) => path === 'alert.rules[].kind')).toMatchObject({ type: 'one of alert, retrain', default: 'alert', variable: '' })
    expect(settings.find(({ path }) => path === 'alert.rules[].with.url')?.default).toBe('must be given')
    expect(settings.find(({ path }) => path === 'models.NAME.groups[].advantaged')?.sentence).toBe('Value of the advantaged group')
  })

  it('names a section that there is not, and those that there are', async () => {
    expect(await runHere(['settings', 'agnt'])).toMatchObject({
      code: 2,
      err: 'plimsoll: There are no settings agnt; there are agent, store, receive, watch, alert, read, models, detectors\n',
    })
  })
})

it('every variable that is named sets that very setting', () => {
  const texts: Readonly<Record<string, string>> = { 'true or false': 'true', 'whole number': '2', number: '2' }
  const named = settings.filter(({ variable }) => variable !== '')
  expect(named.length).toBeGreaterThan(80)
  for (const { path, type, variable } of named) {
    const { value } = environmentSource(config, { [variable]: texts[type] ?? '{}' })
    expect(
      path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], value),
      path,
    ).toBeDefined()
  }
})

it('every flag that is named is one of its command, and sets a setting that there is', async () => {
  const help = (await Promise.all([agent, collector].map(({ name }) => runHere([name, '--help'])))).map(({ out }) => out).join('')
  const paths = new Set(settings.map(({ path }) => path))
  expect(flags.size).toBe(11)
  for (const [path, flag] of flags) {
    expect(paths, path).toContain(path)
    expect(help).toContain(`  ${flag} `)
  }
})

describe('the JSON Schema', () => {
  const schema = jsonSchema(roots)
  const isRight = (value: unknown): boolean => Value.Check(schema as TSchema, value)

  it('asks for nothing that has a default', () => {
    expect([isRight({}), isRight({ agent: {}, store: { data: './x' } })]).toEqual([true, true])
  })

  it('knows the settings of protocols and actions where they stand', () => {
    const rule = { name: 'page-me', with: { url: 'https://example.org', secret: `whsec_${'A'.repeat(44)}` } }
    expect(isRight({ agent: { protocols: { json: { paths: ['/predict'] } } }, alert: { rules: [rule] }, models: { churn: { segments: ['country'] } } })).toBe(
      true,
    )
    expect(isRight({ agent: { protocols: { json: { path: ['/predict'] } } } })).toBe(false)
    expect(isRight({ agent: { protocols: { jason: {} } } })).toBe(false)
    expect(isRight({ alert: { rules: [{ ...rule, with: { url: 'https://example.org' } }] } })).toBe(false)
    expect([isRight({ stroe: {} }), isRight({ receive: { port: 'four' } })]).toEqual([false, false])
  })
})
