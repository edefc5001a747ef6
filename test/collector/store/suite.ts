import { afterAll, beforeAll, describe } from 'vitest'
import type { Engine, StoreSettings } from '../../../collector/store/store.ts'
import { blockCases } from './block-cases.ts'
import { engineCases } from './engine-cases.ts'
import { labelCases } from './label-cases.ts'
import { migrationCases, newerStoreCases } from './migration-cases.ts'
import { modelCases } from './model-cases.ts'
import { rowCases } from './row-cases.ts'

/** An open store under test. `reopen` closes it and opens the same data again. */
export interface StoreUnderTest {
  readonly settings: StoreSettings
  engine(): Engine
  reopen(): Promise<void>
  remove(): Promise<void>
}

/** What every store must do, whatever road leads to it. */
export function storeSuite(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    let store: StoreUnderTest
    beforeAll(async () => {
      store = await open()
    })
    afterAll(() => store?.remove())
    const under: StoreAsked = { get: () => store }
    for (const cases of [engineCases, blockCases, migrationCases, modelCases, rowCases, labelCases, newerStoreCases]) cases(under)
  })
}

/** The store is there once the cases run, not when they are declared. */
export interface StoreAsked {
  get(): StoreUnderTest
}
