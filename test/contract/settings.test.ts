import { Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import { environmentSource, Failure, readSettings, type SettingSource, unknownVariables } from '../../contract/index.ts'

const schema = Type.Object(
  {
    agent: Type.Object(
      {
        queueBytesMax: Type.Integer({ default: 100, minimum: 1, maximum: 1000 }),
        upstream: Type.String({ default: 'http://127.0.0.1:8080' }),
        injectId: Type.Boolean({ default: true }),
      },
      { default: {}, additionalProperties: false },
    ),
  },
  { additionalProperties: false },
)
const from = (value: Record<string, unknown>, name = 'file'): SettingSource => ({ value, where: path => `${name}:${path.join('.')}` })
const messageOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof Failure) return `${error.code} ${error.message}`
    throw error
  }
  return 'no failure'
}

describe('readSettings', () => {
  it('fills in every default', () => {
    expect(readSettings(schema, [])).toEqual({ agent: { queueBytesMax: 100, upstream: 'http://127.0.0.1:8080', injectId: true } })
  })

  it('lets a later source override key by key', () => {
    const settings = readSettings(schema, [from({ agent: { queueBytesMax: 5, injectId: false } }), from({ agent: { queueBytesMax: 7 } })])
    expect(settings.agent).toEqual({ queueBytesMax: 7, upstream: 'http://127.0.0.1:8080', injectId: false })
  })

  it('names place and nearest known key of an unknown one', () => {
    expect(messageOf(() => readSettings(schema, [from({ agent: { queueByteMax: 5 } })]))).toBe(
      'CONFIG file:agent.queueByteMax: unknown setting agent.queueByteMax; did you mean queueBytesMax?',
    )
  })

  it('lists all wrong values with the source that gave them', () => {
    const message = messageOf(() => readSettings(schema, [from({ agent: { queueBytesMax: 0 } }), from({ agent: { injectId: 'maybe' } }, 'flag')]))
    expect(message).toContain('file:agent.queueBytesMax: agent.queueBytesMax must be >= 1')
    expect(message).toContain('flag:agent.injectId: agent.injectId must be boolean')
  })

  it('is not fooled by keys of Object.prototype', () => {
    expect(messageOf(() => readSettings(schema, [from(JSON.parse('{"agent":{"constructor":1}}') as Record<string, unknown>)]))).toContain(
      'unknown setting agent.constructor',
    )
  })
})

describe('lists and maps of settings', () => {
  const rule = Type.Object(
    { name: Type.String({ description: 'Names it' }), port: Type.Optional(Type.Integer({ description: 'Where it listens' })) },
    { additionalProperties: false },
  )
  const nested = Type.Object(
    {
      rules: Type.Array(rule, { default: [] }),
      models: Type.Record(Type.String(), rule, { default: {} }),
      section: Type.Object({ level: Type.Enum(['low', 'high'], { default: 'low', description: 'How loud' }), count: Type.Integer({ default: 1 }) }),
    },
    { additionalProperties: false },
  )

  it.each([
    ['an item', { rules: [{ name: 'a' }, { name: 'b', naem: 1 }] }, 'file:rules.1.naem: unknown setting rules.1.naem; did you mean name?'],
    ['a map, by swapped letters', { models: { m: { name: 'a', prot: 1 } } }, 'file:models.m.prot: unknown setting models.m.prot; did you mean port?'],
    ['a value, with its description', { rules: [{ name: 'a', port: 'b' }] }, 'file:rules.0.port: rules.0.port must be integer (Where it listens)'],
    ['a choice', { section: { level: 'loud' } }, 'file:section.level: section.level must be one of low, high (How loud)'],
    ['what is missing', { rules: [{ port: 1 }] }, 'file:rules.0.name: rules.0.name is missing (Names it)'],
    ['names with slashes', { models: { 'a/b~c': { name: 1 } } }, 'file:models.a/b~c.name: models.a/b~c.name must be string (Names it)'],
  ])('names %s that is wrong', (_case, value, message) => {
    expect(messageOf(() => readSettings(nested, [from(value)]))).toBe(`CONFIG ${message}`)
  })

  it('fills in sections that are left out or empty', () => {
    const all = { rules: [], models: {}, section: { level: 'low', count: 1 } }
    expect(readSettings(nested, [])).toEqual(all)
    expect(readSettings(nested, [from({ section: null })])).toEqual(all)
  })

  it('suggests nothing that is far away', () => {
    expect(messageOf(() => readSettings(nested, [from({ rules: [{ name: 'a', colour: 1 }] })]))).toBe(
      'CONFIG file:rules.0.colour: unknown setting rules.0.colour',
    )
  })
})

describe('environmentSource', () => {
  it('reads variables by path and converts them to the type asked for', () => {
    const source = environmentSource(schema, { PLIMSOLL_AGENT_QUEUE_BYTES_MAX: '12', PLIMSOLL_AGENT_INJECT_ID: 'false', PLIMSOLL_AGENT_UPSTREAM: '' })
    expect(source.value).toEqual({ agent: { queueBytesMax: 12, injectId: false } })
    expect(source.where(['agent', 'queueBytesMax'])).toBe('PLIMSOLL_AGENT_QUEUE_BYTES_MAX')
  })
})

describe('unknownVariables', () => {
  const wide = Type.Object({ ...schema.properties, store: Type.Optional(Type.Unknown()) })

  it('names the nearest known one, and is silent about known ones and those of others', () => {
    const env = { PLIMSOLL_AGENT_QUEUE_BYTE_MAX: '1', PLIMSOLL_AGENT_UPSTREAM: 'x', PLIMSOLL_AGENT_UPSTREAM_NOT_AT_ALL_NEAR: 'x', PATH: '/bin' }
    expect(unknownVariables(wide, env)).toEqual([
      'PLIMSOLL_AGENT_QUEUE_BYTE_MAX: no setting has this variable; did you mean PLIMSOLL_AGENT_QUEUE_BYTES_MAX?',
      'PLIMSOLL_AGENT_UPSTREAM_NOT_AT_ALL_NEAR: no setting has this variable',
    ])
  })

  it('does not judge a section that is known by name alone', () => {
    expect(unknownVariables(wide, { PLIMSOLL_STORE_DATA: 'x', PLIMSOLL_STORED: 'x' })).toEqual(['PLIMSOLL_STORED: no setting has this variable'])
  })
})
