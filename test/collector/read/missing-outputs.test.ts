import { describe, expect, it } from 'vitest'
import { missingOutputs } from '../../../collector/read/missing-outputs.ts'
import type { Column } from '../../../contract/index.ts'

const column = (name: string, side: Column['side'], change: Partial<Column> = {}): Column => ({
  name,
  physical: 'f_1',
  type: 'numeric',
  side,
  role: side === 'output' ? 'output' : 'feature',
  reason: 'for the test',
  segment: false,
  ...change,
})
const odd = '__proto__'

describe('declared outputs that have not come', () => {
  it.each([
    ['both came', { score: 'p', class: 'verdict' }, [column('p', 'output', { role: 'score' }), column('verdict', 'output', { role: 'class' })], []],
    ['none was declared', {}, [column('p', 'output')], []],
    ['there are inputs only', { score: 'p' }, [column('distance', 'input')], [['p', 'score', 'no outputs have come']]],
    ['misspelt', { score: 'p_late' }, [column('p_lat', 'output')], [['p_late', 'score', 'no output of that name has come; did you mean p_lat?']]],
    ['it was sent as an input', { class: 'verdict' }, [column('verdict', 'input')], [['verdict', 'class', 'it came as an input, not as an output']]],
    ['it was sent as a segment', { class: 'verdict' }, [column('verdict', 'segment')], [['verdict', 'class', 'it came as a segment, not as an output']]],
    ['it is always null', { score: 'p' }, [column('p', 'output', { role: 'score', pending: true })], [['p', 'score', 'it came, and never with a value']]],
    [
      'another column plays its part',
      { score: 'calibrated' },
      [column('risk', 'output', { role: 'score' })],
      [['calibrated', 'score', 'no output of that name has come; risk is taken for the score']],
    ],
    ['its name is odd', { score: odd }, [column(odd, 'output', { role: 'score' })], []],
    ['its name is odd and it did not come', { score: odd }, [column('n', 'input')], [[odd, 'score', 'no outputs have come']]],
  ] as const)('%s', (_, declaration, columns, missing) => {
    expect(missingOutputs(declaration, { columns })).toEqual(missing.map(([name, role, reason]) => ({ name, role, reason })))
  })
})
