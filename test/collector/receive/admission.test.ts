import { describe, expect, it } from 'vitest'
import { newAdmission } from '../../../collector/receive/admission.ts'
import type { IncomingLabel } from '../../../collector/store/store.ts'
import type { Inference } from '../../../contract/index.ts'

const dayNs = 86_400_000_000_000n
const inference = (atNs: bigint, model = 'm') => ({ model, version: '1', atNs }) as Inference
const label = (eventTimeNs: bigint | null) => ({ eventTimeNs }) as IncomingLabel
const numbers = (count: number) => Array.from({ length: count }, (_, index) => BigInt(index))

describe('admission of one request', () => {
  it('refuses what is older than is accepted', () => {
    const admission = newAdmission(10n * dayNs)
    expect(admission.ofInference(inference(10n * dayNs))).toBeUndefined()
    expect(admission.ofInference(inference(10n * dayNs - 1n))).toMatchObject({ reason: 'time', message: expect.stringContaining('older') })
  })

  it('takes 64 days, and every further row of them', () => {
    const admission = newAdmission(0n)
    expect(numbers(64).map(day => admission.ofInference(inference(day * dayNs)))).toEqual(numbers(64).map(() => undefined))
    expect(admission.ofInference(inference(64n * dayNs))).toMatchObject({ reason: 'time', message: expect.stringContaining('64 days') })
    expect(admission.ofInference(inference(63n * dayNs + 5n))).toBeUndefined()
  })

  it('takes 1,024 days of model versions: 16 models on 64 days', () => {
    const admission = newAdmission(0n)
    for (const model of numbers(16)) for (const day of numbers(64)) expect(admission.ofInference(inference(day * dayNs, `m${model}`))).toBeUndefined()
    expect(admission.ofInference(inference(0n, 'another'))).toMatchObject({ reason: 'time', message: expect.stringContaining('1024') })
  })

  it('takes labels of 64 months, and those whose month is not known', () => {
    const admission = newAdmission(0n)
    const month = 31n * dayNs
    expect(numbers(64).map(index => admission.ofLabel(label(index * month)))).toEqual(numbers(64).map(() => undefined))
    expect(admission.ofLabel(label(100n * month))).toMatchObject({ reason: 'time', message: expect.stringContaining('64 months') })
    expect(admission.ofLabel(label(null))).toBeUndefined()
  })
})
