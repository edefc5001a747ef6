/** What people type for the settings of the collector that have a flag, by path. */
export const collectorFlags = { 'store.data': '--data', 'store.url': '--store-url', 'receive.port': '--port', 'read.port': '--api-port' } as const
