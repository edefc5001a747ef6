import { storeSuite } from './suite.ts'
import { openEmbeddedStore } from './under-test.ts'

storeSuite('embedded store', openEmbeddedStore)
