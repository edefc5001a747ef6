import { describe, expect, it } from 'vitest'
import { readImport } from '../../../../collector/watch/read-import.ts'

const origin = 'imported'
const read = async (text: string, file = 'a.json') => {
  const { format, imported } = await readImport(text, { file })
  return { format, notes: imported.notes, columns: Object.fromEntries(imported.columns.map(({ name, ...column }) => [name, column])) }
}

describe('statistics.json of SageMaker', () => {
  const feature = (numbers: object) => ({
    name: 'age',
    inferred_type: 'Integral',
    numerical_statistics: { ...numbers, mean: 3, sum: 15, std_dev: 1.5, min: 1, max: 6 },
  })
  const common = { num_present: 5, num_missing: 2 }
  const buckets = [
    { lower_bound: 1, upper_bound: 3.5, count: 3 },
    { lower_bound: 3.5, upper_bound: 6, count: 2 },
  ]
  const city = {
    name: 'city',
    inferred_type: 'String',
    string_statistics: {
      common: { num_present: 9, num_missing: 1 },
      distinct_count: 3,
      distribution: {
        categorical: {
          buckets: [
            { value: 'Riga', count: 6 },
            { value: 'Oslo', count: 2 },
          ],
        },
      },
    },
  }
  const fileOf = (...features: object[]) => JSON.stringify({ version: 0, dataset: { item_count: 10 }, features })

  it('takes a sketch before buckets: an item of level i stands for 2^i rows', async () => {
    // Level 0: 1 and 6, a row each; level 1: 2 and 1, two rows each. So 1 has three rows, 2 has two, 6 has one.
    const sketch = {
      parameters: { c: 0.64, k: 2048 },
      data: [
        [1, 6],
        [2, 1],
      ],
    }
    const { format, columns } = await read(fileOf(feature({ common, distribution: { kll: { buckets, sketch } } })))
    expect(format).toBe('sagemaker-statistics')
    expect(columns['age']).toEqual({
      content: 'integer',
      constraints: {},
      rows: { present: 5, missing: 2 },
      distribution: { kind: 'numeric', values: [1, 2, 6], counts: [3, 2, 1], resolution: 0, lo: 1, hi: 6, mean: 3, deviation: 1.5 },
    })
  })

  it('puts the rows of a bucket at its upper end, and says how wide it is', async () => {
    const { columns } = await read(fileOf(feature({ common, distribution: { kll: { buckets } } }), city))
    expect(columns['age']?.distribution).toEqual({ kind: 'numeric', values: [3.5, 6], counts: [3, 2], resolution: 2.5, lo: 1, hi: 6, mean: 3, deviation: 1.5 })
    expect(columns['city']).toEqual({
      content: 'categorical',
      constraints: {},
      rows: { present: 9, missing: 1 },
      distribution: {
        kind: 'category',
        counts: [
          ['Riga', 6],
          ['Oslo', 2],
        ],
        distinct: 3,
      },
    })
  })
})

it('constraints.json of SageMaker: completeness, domains, signs, and the thresholds of its checks, a feature’s own first', async () => {
  const { format, columns, notes } = await read(
    JSON.stringify({
      version: 0,
      features: [
        { name: 'age', inferred_type: 'Integral', completeness: 0.95, num_constraints: { is_non_negative: true } },
        {
          name: 'city',
          inferred_type: 'String',
          completeness: 1,
          string_constraints: { domains: ['Riga', 'Oslo'] },
          monitoring_config_overrides: { domain_content_threshold: 0.02 },
        },
        { name: 'odd', inferred_type: 'Unknown', completeness: 0 },
      ],
      monitoring_config: {
        datatype_check_threshold: 0.2,
        domain_content_threshold: 0.3,
        distribution_constraints: { perform_comparison: 'Enabled', comparison_threshold: 0.1, comparison_method: 'Robust' },
      },
    }),
  )
  expect(format).toBe('sagemaker-constraints')
  expect(columns).toEqual({
    age: {
      content: 'integer',
      constraints: { completeness: { minimum: 0.95, origin }, type: { wrong: 0.2, origin }, range: { minimum: 0, maximum: null, outside: 0, origin } },
    },
    city: {
      content: 'categorical',
      constraints: {
        completeness: { minimum: 1, origin },
        type: { wrong: 0.2, origin },
        domain: { values: ['Riga', 'Oslo'], outside: 0.02, origin },
      },
    },
    odd: { content: null, constraints: { completeness: { minimum: 0, origin } } },
  })
  expect(notes).toEqual(['its drift threshold 0.1 is not taken over: drift is judged within the budget of false alarms'])
})

const pbtxt = `# schema of the taxi example
feature {
  name: "payment_type"
  type: BYTES
  domain: "payment_type"
  presence { min_fraction: 1.0 min_count: 1 }
  shape { dim { size: 1 } }
  distribution_constraints { min_domain_mass: 0.9 }
  drift_comparator { infinity_norm { threshold: 0.01 } }
}
feature <
  name: 'fare'
  type: FLOAT
  float_domain { min: 0 max: 1e3 disallow_nan: true }
  presence { min_fraction: 0.5 }
>
feature { name: "hour" type: INT int_domain { min: 0 max: 23 } }
feature { name: "tip" type: INT bool_domain {} }
feature { name: "note" type: BYTES natural_language_domain {} }
feature { name: "vector" type: FLOAT shape { dim { size: 8 } } }
feature { name: "old" type: INT lifecycle_stage: DEPRECATED }
string_domain {
  name: "payment_type"
  value: "Cash"
  value: "Cr\\303\\251dit \\"card\\""
}
`

it('a schema of TFDV: shared vocabularies, ranges, presence, the mass that must be inside, and what is not taken over', async () => {
  const { format, columns, notes } = await read(pbtxt, 'schema.pbtxt')
  expect(format).toBe('tfdv-schema')
  expect(columns).toEqual({
    payment_type: {
      content: 'categorical',
      constraints: { completeness: { minimum: 1, origin }, domain: { values: ['Cash', 'Crédit "card"'], outside: 0.1, origin } },
    },
    fare: {
      content: 'numeric',
      constraints: { completeness: { minimum: 0.5, origin }, range: { minimum: 0, maximum: 1000, outside: 0, origin } },
    },
    hour: { content: 'integer', constraints: { range: { minimum: 0, maximum: 23, outside: 0, origin } } },
    tip: { content: 'boolean', constraints: {} },
    note: { content: 'text', constraints: {} },
    vector: { content: 'embedding', constraints: {} },
  })
  expect(notes).toEqual(['drift_comparator of payment_type, infinity_norm 0.01, is not taken over: drift is judged within the budget of false alarms'])
})

const mlmodel = `artifact_path: model
flavors:
  python_function:
    loader_module: mlflow.sklearn
signature:
  inputs: '[{"type": "long", "name": "age", "required": true}, {"type": "double", "name": "fare", "required": false}, {"type": "datetime", "name": "at"},
    {"type": "boolean", "name": "paid"}, {"type": "binary", "name": "photo"}, {"type": "tensor", "name": "vector", "tensor-spec": {"dtype": "float32", "shape": [-1, 8]}},
    {"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1, 3]}}]'
  outputs: '[{"type": "string", "name": "class"}, {"type": "tensor", "name": "score", "tensor-spec": {"dtype": "float64", "shape": [-1]}}]'
  params: null
`

it('the signature of an MLmodel: names and types, vectors, and tensors that nobody can name', async () => {
  const { format, columns, notes } = await read(mlmodel, 'MLmodel')
  expect(format).toBe('mlflow-signature')
  expect(Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.content]))).toEqual({
    age: 'integer',
    fare: 'numeric',
    at: 'timestamp',
    paid: 'boolean',
    photo: null,
    vector: 'embedding',
    class: 'categorical',
    score: 'numeric',
  })
  expect(notes).toEqual(['1 tensor without a name: nobody can say which column is meant', 'photo is of a type that is no column of ours'])
})

it.each([
  ['[1, 2]', 'UNSUPPORTED_MEDIA'],
  ['{"features": "none"}', 'UNSUPPORTED_MEDIA'],
  ['hello', 'UNSUPPORTED_MEDIA'],
  ['', 'UNSUPPORTED_MEDIA'],
  ['signature:\n  inputs: "no JSON"\n', 'BAD_REQUEST'],
])('refuses %j with %s', async (text, code) => {
  await expect(readImport(text, { file: 'a.json' })).rejects.toMatchObject({ code })
})

it('a kind of file that there is not is answered with those that there are', async () => {
  await expect(readImport('{}', { file: 'a.json', format: 'excel' })).rejects.toThrow(/Unknown format excel; there is: json-schema .*mlflow-signature/)
})
