import { describe, expect, it } from 'vitest'
import { AlertSettings } from '../../../collector/alert/settings.ts'
import { readSettings } from '../../../contract/index.ts'

const read = (value: Record<string, unknown>) => readSettings(AlertSettings, [{ value, where: path => path.join('.') }])

describe('settings of alerts', () => {
  it('a rule needs a name and what its action needs', () => {
    expect(read({ rules: [{ name: 'page', with: { url: 'https://hooks.example/' } }] }).rules).toEqual([
      { name: 'page', kind: 'alert', action: 'webhook', with: { url: 'https://hooks.example/' }, idempotent: false, coolDownHours: 24, dataHours: 168 },
    ])
  })

  it.each([{ name: 'Page me' }, { kind: 'alert' }, { name: 'page', kind: 'retrian' }, { name: 'page', colour: 'red' }, { name: 'page', coolDownHours: -1 }])(
    'refuses %o',
    rule => {
      expect(() => read({ rules: [rule] })).toThrow(expect.objectContaining({ code: 'CONFIG' }))
    },
  )
})
