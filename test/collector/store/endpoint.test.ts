import { describe, expect, it } from 'vitest'
import { openStore, StoreSettings } from '../../../collector/store/store.ts'
import { defaults } from '../../../contract/index.ts'
import { storeSuite } from './suite.ts'
import { openEndpointStore } from './under-test.ts'

storeSuite('store over HTTP', openEndpointStore)

describe('a server', () => {
  it('that does not answer is STORE_UNAVAILABLE', async () => {
    // Port 9 (discard) of loopback: nothing listens there.
    const opening = openStore({ ...defaults(StoreSettings), url: 'http://127.0.0.1:9' }, Date.now)
    await expect(opening).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', retry: true })
  })
})
