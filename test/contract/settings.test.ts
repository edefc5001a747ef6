import { Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import { environmentSource, Failure, readSettings, type SettingSource } from '../../contract/index.ts'

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

describe('environmentSource', () => {
  it('reads variables by path and converts them to the type asked for', () => {
    const source = environmentSource(schema, { PLIMSOLL_AGENT_QUEUE_BYTES_MAX: '12', PLIMSOLL_AGENT_INJECT_ID: 'false', PLIMSOLL_AGENT_UPSTREAM: '' })
    expect(source.value).toEqual({ agent: { queueBytesMax: 12, injectId: false } })
    expect(source.where(['agent', 'queueBytesMax'])).toBe('PLIMSOLL_AGENT_QUEUE_BYTES_MAX')
  })
})
