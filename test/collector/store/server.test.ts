import { describe, it } from 'vitest'
import { storeSuite } from './suite.ts'
import { openServerStore } from './under-test.ts'

const url = process.env['PLIMSOLL_TEST_CLICKHOUSE_URL']

if (url) storeSuite('ClickHouse server', () => openServerStore(url, process.env['PLIMSOLL_TEST_CLICKHOUSE_PASSWORD'] ?? ''))
else describe('ClickHouse server', () => it.skip('PLIMSOLL_TEST_CLICKHOUSE_URL is not set: the suite did not run on a real server', () => undefined))
