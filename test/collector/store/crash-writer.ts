/** Opens the store in a folder and inserts batches of 50 rows over two days for ever; prints the id of each once it is acknowledged. Ends when killed, or with its input. */
import { ensureSchema, insertRows, openStore, StoreSettings } from '../../../collector/store/store.ts'
import { defaults } from '../../../contract/index.ts'
import { sampleBlock } from './sample.ts'

const settings = { ...defaults(StoreSettings), data: process.argv[2] as string }
const engine = await openStore(settings, Date.now)
const input = { ended: false }
process.stdin.on('end', () => (input.ended = true)).resume()
const columns = [{ name: 'x', side: 'input', values: [1] }] as const
const schema = await ensureSchema(engine, { model: 'crash', version: '1', columns, task: null, weighted: false }, settings, 1)
for (let batch = BigInt(process.pid) * 1_000_000n; !input.ended; batch++) {
  const rows = Array.from({ length: 50 }, (_, at) => ({
    id: `batch ${batch}`,
    row: at,
    batch,
    atNs: BigInt(at % 2) * 86_400_000_000_000n,
    values: new Map([['x', at]]),
  }))
  await insertRows(engine, schema, sampleBlock(schema, rows))
  process.stdout.write(`${batch}\n`)
}
await engine.close()
